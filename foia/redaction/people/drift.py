"""What the words around a name drift towards: weak signs, counted only where no label, rank or phrase decides. Imports:
stdlib, model, cues.

A person's territory is the text from his name to the next name of somebody who is not on duty, within the paragraph: in a
report
that text is mostly about him, over pronouns and full stops ("Ms. Ito came in. She said her purse was gone.").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from foia.model import Role

from .cues import Cue

_REACH = 320
_POSSESSION = (
    r"(?:purse|wallet|phone|cell phone|car|vehicle|truck|van|house|home|residence|garage|shed|bike|"
    r"bicycle|mailbox|(?:bank |checking )?account|"
    r"(?:debit|credit) card|laptop|window|door|fence|yard|keys|money|cash|package|medication|jewelry|"
    r"identity|social security|apartment|catalytic converter|belongings|property|dog)"
)
_AFTER: tuple[tuple[Role, int, re.Pattern[str]], ...] = tuple(
    (role, weight, re.compile(pattern, re.IGNORECASE))
    for role, weight, pattern in (
        (
            Role.ARRESTEE,
            5,
            r"\b(?:was|were|is) (?:\w+ ){0,2}?(?:arrested|booked|charged|handcuffed|in custody|"
            r"taken into custody|transported to (?:the )?(?:station|jail|lock-?up|county))\b|under arrest|"
            r"read (?:his|her) miranda|"
            r"waived miranda|\b(?:his|her) (?:bond|court date|mugshot|booking)|released on (?:bond|"
            r"conditions)|detention hearing|petition to detain|pled guilty|was sentenced",
        ),
        (
            Role.VICTIM,
            4,
            rf"\b(?:his|her|their) (?:[\w-]+ ){{0,3}}{_POSSESSION}s? (?:\w+ ){{0,3}}?(?:was|were|had been|got|"
            rf"is|went|has been|missing|stolen|taken|gone|damaged|broken)\b|"
            rf"\b(?:stole|took|taken|grabbed|snatched|damaged|broke(?:n)?|smashed|keyed|slashed|entered|"
            rf"ransacked|burglarized|vandalized|emptied|withdrew) (?:from )?(?:his|her|"
            rf"their) (?:[\w-]+ ){{0,3}}{_POSSESSION}|"
            r"\b(?:struck|hit|punched|pushed|shoved|grabbed|kicked|choked|strangled|threatened|slapped|bit|"
            r"stabbed|shot|robbed|attacked|followed|harassed|assaulted|spat on|pointed (?:a|"
            r"the) gun at) (?:him|her|them)\b|"
            r"\b(?:estimated|total) (?:the )?(?:loss|damage)|valued at|did not give (?:\w+ ){0,3}permission|"
            r"\b(?:want(?:s|ed)?|wish(?:es|ed)?|declin\w+|refus\w+)(?: not)? to (?:press|pursue|prosecute|"
            r"sign (?:a )?complaint)|"
            r"order of protection against|fears? for (?:his|her)|afraid (?:of|that)|sent (?:\$|the|over|"
            r"money)[^.]{0,60}(?:gift card|wire|bitcoin|zelle)|victim'?s? rights|was (?:robbed|scammed|"
            r"defrauded|carjacked)|(?:transported|taken|airlifted) to [\w .']{2,30}(?:hospital|medical|er)\b|"
            r"^[^.]{0,70}\b(?:unresponsive|deceased|pronounced|no pulse|rigor|passed away|autopsy)\b|fraudulent(?:ly)? (?:charge|account|transaction|unemployment)|opened in (?:his|her) name",
        ),
        (
            Role.COMPLAINANT,
            3,
            r"^[^.]{0,60}\b(?:called|phoned|complain\w*|reported|came (?:in|to the (?:station|counter|window|"
            r"lobby|desk))|requested (?:an? )?(?:officer|police|report|extra|well)|wish\w+ to remain|"
            r"contacted (?:the )?(?:police|department|village|station)|"
            r"wants? (?:the village|someone|police|something))\b",
        ),
        (
            Role.WITNESS,
            3,
            r"^[^.]{0,90}\b(?:saw|heard|observed|witnessed|watched|overheard|looked out|recognized)\b|"
            r"\b(?:surveillance|security|doorbell|ring|nest|cell ?phone) (?:camera|video|footage)",
        ),
        (
            Role.SUSPECT,
            3,
            r"^[^.]{0,70}\b(?:fled|ran (?:from|away|off|out)|threaten\w*|punched|struck|stole|grabbed|shoved|"
            r"refused to leave|intoxicated|trespass\w*|active warrant|outstanding warrant|admitted|was banned|"
            r"yell(?:ed|ing) at|followed (?:him|her)|slapped|kicked|"
            r"vandali\w*|sold|was (?:seen|observed) (?:taking|leaving|running|hitting|breaking|on video)|"
            r"person of interest|matches the description|same (?:male|man|person) (?:who|that)|"
            r"no longer welcome|trespass (?:warning|notice))\b",
        ),
        (
            Role.OFFICER,
            3,
            r"^[^.]{0,50}\b(?:arrived (?:on scene|to assist)|was dispatched|on patrol|conducted a|initiated a|"
            r"canvassed|processed the scene|inventoried|'s (?:supplement|report|body ?cam|bwc|squad)|"
            r"logged into evidence|end of watch|was on duty)\b",
        ),
        (
            Role.WITNESS,
            1,
            r"^[^.]{0,60}\b(?:said|stated|told|related|advised|explained|recalled|confirmed|described|"
            r"reported|added|believed|thought)\b",
        ),
    )
)
_BEFORE: tuple[tuple[Role, int, re.Pattern[str]], ...] = tuple(
    (role, weight, re.compile(pattern, re.IGNORECASE))
    for role, weight, pattern in (
        (
            Role.SUSPECT,
            3,
            r"\b(?:threaten\w*|hit|punched|attacked|assault\w*|stolen|taken|robbed|harass\w*|stalk\w*|damaged|"
            r"shot|stabbed|scammed|followed|pushed|kicked|slapped) (?:[\w']+ ){0,4}by [^.]{0,20}$|"
            r"\b(?:problems?|issues?|argument|fight|dispute|altercation|trouble) with [^.]{0,20}$",
        ),
        (Role.SUSPECT, 2, r"\b(?:offender|suspect|subject) (?:[\w']+ ){0,5}$"),
        (
            Role.VICTIM,
            3,
            r"\b(?:threatened|hit|punched|attacked|assaulted|robbed|harassing|stalking|scammed|shot|stabbed|"
            r"followed|pushed|kicked|slapped|strangled|spat at|stole (?:[\w']+ ){1,4}from|belonging to|"
            r"checked on|aid to|cpr on) (?:the |his |her )?(?:[\w-]+ )?$",
        ),
        (Role.WITNESS, 2, r"\b(?:interview(?:ed|ing)?|spoke|speaking|canvass\w*|statement|talked) (?:[\w']+ ){0,4}$"),
        (
            Role.COMPLAINANT,
            3,
            r"\b(?:call(?:ed|er)?|complaint|reported|report|e-?mail|voicemail|letter|"
            r"tip) (?:[\w']+ ){0,3}(?:from|by) (?:[\w']+ ){0,3}$",
        ),
    )
)


def signs(text: str, span: tuple[int, int], following: Sequence[tuple[int, int]]) -> list[Cue]:
    """Weak cues of one mention. `following`: spans of later mentions of people who are not on duty, nearest first."""
    end = min(span[1] + _REACH, following[0][0] if following else len(text))
    stop = re.search(r"\n\s*\n|\f", text[span[1] : end])
    territory = " ".join(text[span[1] : span[1] + stop.start() if stop else end].split())
    lead = " ".join(re.split(r"[.!?;:]\s|\n\s*\n", text[max(0, span[0] - 90) : span[0]])[-1].split()) + " "
    found = [
        Cue(role, weight, "what the record tells of the person")
        for role, weight, pattern in _AFTER
        if pattern.search(territory)
    ]
    found += [
        Cue(role, weight, "what the record tells of the person") for role, weight, pattern in _BEFORE if pattern.search(lead)
    ]
    return found
