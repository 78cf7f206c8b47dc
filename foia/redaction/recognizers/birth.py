"""Dates of birth: beside a label, in a form, or in words."""

from __future__ import annotations

import re

from foia.redaction.recognizers.base import Identifier, Rule, labelled, pattern

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
DATE = (
    rf"(?:\d{{1,2}}[ ]?[/.-][ ]?\d{{1,2}}[ ]?[/.-][ ]?(?:19|20)?\d{{2}}(?!\d)|(?:19|20)\d{{2}}[/.-]\d{{1,2}}[/.-]\d{{1,2}}(?!\d)|{_MONTH}\.?[ ]{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,2}}(?:19|20)?\d{{2}}(?!\d)|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]?{_MONTH}\.?,?[ -]?(?:19|20)?\d{{2}}(?!\d))"
)
_SEXRACE = r"(?:(?!OF\b|of\b)(?:[MFUX][ ]?/?[ ]?[WBHAIULOP]|[WBHAIULOP][ ]?/?[ ]?[MFUX]|[MFX]))"
_SAID = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w{3,5})?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
_LOOSE = r"|(?:19|20)\d{6}(?!\d)|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:19|20)\d\d|\d\d)(?!\d)|(?:0?[1-9]|1[0-2])/(?:[x*?]{2}|\d{2})/(?:[x*?]{2,4}|\d{2,4})|[x*]{2}/[x*]{2}/\d{2,4}|[O\dl]{2}/[O\dl]{2}/[O\dl]{2,4}"


class BirthDate(Identifier):
    """A date after a label that says birth, or beside sex and race as in dispatch shorthand (M/W 04/17/1986)."""

    type = "DATE_OF_BIRTH"
    rules = (
        Rule(
            labelled(
                r"d\.? ?o\.? ?b\.?(?: ?/ ?age)?|(?:date|year|day|month) of birth|birth ?(?:date|day)?s?|b[- ]?day|dte? of birth|born(?: (?:on(?: the)?|in [A-Z]\w{2,20},?(?: IL)?,? on))?|b\.|b/d|bd|db|yob|fecha de nacimiento|nacimiento|bth",
                DATE + _LOOSE,
            ),
            0.95,
            "labelled date of birth",
            ("b", "nacim"),
        ),
        Rule(
            labelled(
                r"yob|year of birth|born(?: (?:in|about|around|circa))?|d\.?o\.?b\.?|b\.|birth ?(?:date|year)?",
                r"(?:19|20)\d{2}(?![\d/-])",
                gap=r"[ \t]{0,2}[:=(]?[ \t]{0,3}(?:(?:unk(?:nown)?|approx(?:imately|\.)?|about|abt|circa|ca\.?|est(?:imated|\.)?|only)[ /,]{0,2}){0,3}[ \t]{0,3}",
            ),
            0.85,
            "labelled year of birth",
            ("yob", "birth", "born", "ob", "b."),
        ),
        Rule(
            labelled(
                r"born(?: on)?|birth ?(?:date|day)|d\.?o\.?b\.?",
                rf"(?:{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}/\d{{1,2}})(?![\d/])",
            ),
            0.8,
            "labelled birthday",
            ("born", "birth", "ob"),
        ),
        Rule(
            re.compile(
                rf"(?<!\w)(?:[MFUX][ ]?/[ ]?[WBHAIULO]|[WBHAIULO][ ]?/[ ]?[MFUX])(?:[HNU]|[ ]?/[ ]?[HNU])?[ ]?[,/-]?[ ]{{0,2}}(?:DOB:?[ ]?)?(?P<v>{DATE}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:19|20)\d\d|\d\d))(?!\d)",
                re.IGNORECASE,
            ),
            0.9,
            "date beside sex and race",
            ("/",),
        ),
        Rule(
            re.compile(
                rf"(?<!\w){_SEXRACE}[ ]?[,/ -][ ]?\d{{1,3}}(?:[ ]?(?:yo|yoa|yrs?|y/o))?[ ]?[,(/-]?[ ]{{0,3}}(?P<v>{DATE}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:19|20)\d\d|\d\d))(?!\d)",
                re.IGNORECASE,
            ),
            0.85,
            "date beside sex, race and age",
        ),
        Rule(
            re.compile(
                rf"(?<!\w)(?-i:{_SEXRACE})[ ]{{1,2}}(?P<v>(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:19|20)\d\d|\d\d))(?![\d-])",
                re.IGNORECASE,
            ),
            0.7,
            "six or eight digits beside sex and race",
        ),
        Rule(
            re.compile(
                rf"\b(?:age|aged)[ :]{{1,2}}\d{{1,3}}[ ]?[,(/-]?[ ]{{0,2}}(?P<v>{DATE})|\b\d{{1,3}}[ -]?(?:yo|y/o|yoa|years?[ -]old)[ ]?[,(][ ]?(?P<w>{DATE})".replace(
                    "(?P<w>", "(?:"
                ),
                re.IGNORECASE,
            ),
            0.8,
            "date after an age",
            ("age",),
        ),
        Rule(
            re.compile(
                rf"\b(?:dob|d\.o\.b\.|date of birth)[ ]?[:#]?[^\n\d]{{0,12}}\d{{3}}-\d{{2}}-\d{{4}}[ ,/|;]{{1,4}}(?P<v>{DATE})",
                re.IGNORECASE,
            ),
            0.9,
            "date of birth after another number",
            ("ob", "birth"),
        ),
        Rule(
            re.compile(
                r"(?<=[A-Za-z.])[ ]?[,(][ ]?(?P<v>(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01])[/-](?:19[2-9]\d|200\d|201[0-5]|2[7-9]|[3-9]\d|0\d|1[0-5])|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19[2-9]\d|20[01]\d|[3-9]\d|0\d|1[0-5])(?!\d))(?=[ ]?\))"
            ),
            0.55,
            "past date in parentheses after a name",
        ),
        Rule(
            re.compile(r"(?<=[A-Z]\.)[ ]?\((?P<v>(?:0?[1-9]|1[0-2])/(?:19|20)\d\d)\)"),
            0.7,
            "month and year after initials",
        ),
        Rule(
            pattern(
                rf"(?<!\w)(?:{_MONTH}|{_SAID})[ ,]{{1,2}}(?:the )?{_SAID}(?:th|st|nd|rd)?[ ,]{{1,2}}(?:of )?(?:(?:nineteen|two thousand|twenty)[ -](?:and |oh[ -])?{_SAID}|(?:thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w{{3,5}})?)(?!\w)",
                ignore_case=True,
            ),
            0.6,
            "date in words",
            digits=False,
            spoken=True,
        ),
        Rule(
            re.compile(rf"(?P<v>{DATE})[ ]?\(?(?:d\.?o\.?b\.?|date of birth|birth ?date)(?!\w)", re.IGNORECASE),
            0.9,
            "date before its label",
            ("ob", "birth"),
        ),
    )


RECOGNIZERS = (BirthDate,)
