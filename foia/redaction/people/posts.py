"""Words for posts and kinship: police ranks, public offices, lawyers, relatives; as fragments and compiled. Imports: stdlib."""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE

RANK_WORDS = (
    r"police officers?|patrol officers?|peace officers?|officers?|ofcs?\.?|ofcr\.?|ofc|off\.|p\.o\.|"
    r"p/o|ptl\.?|ptlm\.?|ptlmn\.?|patrolm[ae]n|det(?:ective)?s?\.?|detective|dets?\.?|sgts?\.?|"
    r"sergeants?|lts?\.|lieut(?:enant)?s?\.?|lt|"
    r"cpl\.?|corporal|capt(?:ain)?\.?|cmdr\.?|commander|(?:deputy |assistant |asst\.? |interim |"
    r"acting )?chief(?: of police)?|police chief|deput(?:y|ies)|deputy sheriff|dep\.|troopers?|tpr\.?|"
    r"trp\.?|investigators?|inv\.|"
    r"(?:special )?agents?|s/a|sheriff|under-?sheriff|r/os?|r/ds?|tac(?:tical)? officers?|cso|"
    r"community service officer|s\.?r\.?o\.?|school resource officer|evidence tech(?:nician)?|e\.t\.|"
    r"e/t|crime scene tech(?:nician)?|f\.?t\.?o\.?|"
    r"superintendent of police|constable|marshal|correctional officers?|jailer|warden|"
    r"detention officer|(?:state|village|city|county) police officer|canine officer|k-?9(?: officer)?|"
    r"recruit|probationary officer|task force officer|tfo|watch commander|field supervisor"
)
PUBLIC_SURE_WORDS = (
    r"mayor|(?:village|city|town|township|county|park district|school district|board|fire|police|"
    r"deputy village|assistant village|deputy city|circuit|deputy|municipal|district) "
    r"(?:president|manager|administrator|clerk|treasurer|engineer|planner|trustee|board president|"
    r"board member|commissioner|assessor|collector|supervisor|marshal|prosecutor|inspector|secretary|"
    r"forester|planner)|"
    r"trustees?|alderm[ae]n|alderwom[ae]n|alderpersons?|ald\.|council(?:man|woman|member|or|person)s?|"
    r"commissioners?|building (?:official|inspector|commissioner)|plumbing inspector|"
    r"electrical inspector|"
    r"code (?:enforcement|compliance)(?: officer| inspector)?|code official|fire (?:chief|marshal|"
    r"fighter|inspector|lieutenant|captain)|firefighters?(?:/\w+)?|f/?f|ff/pm|battalion chief|"
    r"paramedics?|(?:public works|finance|hr|human resources|"
    r"community development|it|parks?(?: and recreation)?|recreation|library|communications?|records?|"
    r"streets?|water|planning|building)(?: department)? "
    r"(?:director|superintendent|supervisor|foreman|manager|coordinator|clerk|employee|crew leader|"
    r"operator|technician|specialist|division)|director of [\w &]{3,40}|superintendent of [\w ]{3,30}|"
    r"dispatchers?|tele-?communicators?|t/c|call ?taker|foia officer|freedom of information officer|"
    r"(?:chief |presiding |associate |circuit |the )?judge|the honorable|honorable|hon\.|"
    r"(?:chief )?justice|magistrate|(?:deputy |chief deputy )?coroner|medical examiner|"
    r"probation officer|parole officer|caseworker|case worker|(?:aps|dcfs|social|case|youth|"
    r"crisis) (?:worker|investigator|specialist|counselor)|aps (?:case)?worker|meter reader|(?:code|"
    r"housing|health|fire) inspector|shift (?:cmdr|commander)|dcfs investigator|crossing guard|"
    r"senator|representative|rep\.|sen\.|congress(?:man|woman)|governor|attorney general|"
    r"secretary of state|state'?s attorney'?s investigator|court reporter|court clerk|"
    r"records custodian|animal control(?: officer| warden)?|superintendent|supt\.|librarian|"
    r"police (?:records )?(?:clerk|chaplain|social worker)|(?:public works|village|city|"
    r"township) (?:employee|worker|staff member)|chairman|chairwoman|chairperson|chair|"
    r"vice[- ]chair(?:man|woman|person)?|village board member|parking enforcement officer|"
    r"meter reader|hearing officer|administrative law judge|"
    r"(?<!store )(?<!sales )(?<!desk )(?<!night )(?<!hotel )clerk"
)
PUBLIC_MAYBE_WORDS = (
    r"president|vice president|manager|administrator|clerk|treasurer|secretary|director|"
    r"assistant director|supervisor|foreman|coordinator|principal|assistant principal|dean|teacher|"
    r"counselor|nurse|engineer|planner|"
    r"inspector|technician|operator|analyst|specialist|intern|maintenance worker|mechanic|custodian|"
    r"laborer|superintendent|assistant|accountant|comptroller|controller|chief financial officer|"
    r"administrative assistant|plan reviewer"
)
ATTORNEY_WORDS = (
    r"attorneys?(?: at law| general)?|atty\.?|defense (?:attorney|counsel)|(?:co-?|lead |defense |"
    r"opposing |village |city |special |corporation |outside |staff |"
    r"legal )?counsel(?: for [\w' ]{1,30})?|(?:first )?assistant state['’]?s attorneys?|asas?|"
    r"a\.s\.a\.|state['’]?s attorney|"
    r"(?:assistant )?public defender|apd|prosecutors?|(?:village|city|county|defense|"
    r"prosecuting) attorney|assistant attorney general|aag|assistant united states attorney|ausa|"
    r"law offices? of|felony review(?: asa| attorney)?|solicitor|barrister"
)
RELATION_WORDS = (
    r"(?:step|half|foster |adoptive |biological |maternal |paternal |great[- ]?|grand|god|ex-|former |"
    r"estranged |late |then |longtime |live-in |future |elderly |older |younger |adult |twin |in-law |"
    r"new |other |common-law |common law )*"
    r"(?:mother|father|mom|dad|parents?|brother|sister|son|daughter|wife|husband|spouse|fianc[eé]e?|"
    r"girlfriend|boyfriend|partner|aunt|uncle|cousin|niece|nephew|grandmother|grandfather|grandma|"
    r"grandpa|grandson|granddaughter|"
    r"guardian|sibling|in-law|mother-in-law|father-in-law|brother-in-law|sister-in-law|son-in-law|"
    r"daughter-in-law|roommate|housemate|neighbou?r|friend|best friend|co-?worker|landlord|tenant|"
    r"boss|employer|babysitter|baby ?sitter|caregiver|ex|classmate|acquaintance|widow|widower|"
    r"caretaker|relative|family member|teammate|significant other)"
)
RANK = re.compile(rf"(?<![\w'-])(?:{RANK_WORDS})(?![\w-])", _FLAGS)
PUBLIC_SURE = re.compile(rf"(?<![\w'-])(?:{PUBLIC_SURE_WORDS})(?![\w-])", _FLAGS)
PUBLIC_MAYBE = re.compile(rf"(?<![\w'-])(?:{PUBLIC_MAYBE_WORDS})(?![\w-])", _FLAGS)
ATTORNEY = re.compile(rf"(?<![\w'-])(?:{ATTORNEY_WORDS}|esq)(?![\w-])", _FLAGS)
PUBLIC_BODY = re.compile(
    r"\b(?:village|city|town|township|county|state|municipal|public works|park district|"
    r"school district|board|department|district|fire|police)\b",
    _FLAGS,
)
