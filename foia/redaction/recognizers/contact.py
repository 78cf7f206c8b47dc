"""Ways to reach somebody: telephone, e-mail, IP address."""

# ruff: noqa: SIM905 - word lists are kept in one piece
from __future__ import annotations

import ipaddress
import re

from foia.redaction.recognizers.base import Identifier, Rule, Value, digits, labelled, pattern

ILLINOIS_AREAS = frozenset(("217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872").split())
_NOT_A_PHONE = re.compile(
    r"(?:case|report|incident|complaint|cad|event|rd|r\.d\.|file|docket|invoice|order|inventory|ticket|citation|permit|parcel|pin|ref(?:erence)?|"
    r"warrant|check|account|acct|serial|log|badge|star|item|tracking|agency|ori|claim|policy|model|control|evidence|tag|doc(?:ument)?|ordinance|resolution|p\.?o)"
    r"[ \t]?(?:no\.?|number|num|id|#|card)?[ \t]{0,2}[:#=]{0,2}[ \t]{0,3}(?:[A-Z]{1,3}-?)?$",
    re.IGNORECASE,
)
_PHONE_LABELS = (
    r"(?:(?:home|cell(?:ular)?|work|bus(?:iness)?|mobile|day(?:time)?|evening|night|alt(?:ernate)?|emergency|contact|res(?:idence)?|primary|secondary|main|parent|"
    r"office|hm|wk|desk|direct|message|victim|complainant|caller|owner)[ /]?)?"
    r"(?:(?:tele)?phone|ph|tel|telephone|cell(?:ular)?|mobile|fax|pager|call ?back|cb)|home|hm|contact|c/b|tty|tdd|"
    r"call(?:ed|ing)?(?: (?:him|her|them|me|us|back))?(?: (?:at|on|from))?|text(?:ed)?(?: (?:him|her|me))?(?: at| from)|reach(?:ed|able)?(?: (?:him|her|me|us))?(?: at)|"
    r"wk|work|bus|res|direct|office|dial(?:ed)?"
)


def _plausible(value: Value) -> bool:
    number = digits(re.split(r"[xe]", value.text, maxsplit=1)[0])
    number = number[1:] if len(number) == 11 and number[0] == "1" else number
    if len(number) == 10 and (number[0] in "01" or number[3] in "0"):
        return False
    return _NOT_A_PHONE.search(value.whole, max(0, value.start - 40), value.start) is None


def _illinois_number(value: Value) -> bool:
    return value.text[:3] in ILLINOIS_AREAS and value.text[3] not in "01" and _plausible(value)


def _seven(value: Value) -> bool:
    return (
        value.text[0] not in "01"
        and _plausible(value)
        and value.whole[max(0, value.start - 1) : value.start] not in ("#", "$", "§")
    )


_SPOKEN = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double (?:zero|oh|one|two|three|four|five|six|seven|eight|nine))"
)
_EXT = r"(?:[ ,]{0,2}(?:x|ext\.?|extension)[ .:]{0,2}\d{1,6}(?!\d))?"


class Phone(Identifier):
    """North American numbers in every spacing, seven digits with a dash, ten in a row after a label or an Illinois area code."""

    type = "PHONE_NUMBER"
    rules = (
        Rule(
            re.compile(
                rf"(?:(?<![\w.-])|(?<=\b[A-Za-z]-))(?:(?<!\d{{3}} )|(?=\())(?P<v>(?:\+?1[ .-]{{0,2}})?(?:\(\d{{3}}\)[ .-]{{0,3}}\n?[ ]?|\d{{3}}(?:[.*_~-]| - |-?\n|[ /]))\d{{3}}(?:[. *_~-]| - |-?\n)\d{{4}}(?![\d-]){_EXT})",
                re.IGNORECASE,
            ),
            0.9,
            "telephone number",
            check=_plausible,
        ),
        Rule(
            re.compile(
                rf"(?<![\w.-])(?P<v>\(\d{{3}}\) ?\d{{7}}(?!\d)|\+1\d{{10}}(?!\d)|\d{{3}}[-. ]\d{{7}}(?![\d-])|\d{{6}}[-. ]\d{{4}}(?![\d-])){_EXT}",
                re.IGNORECASE,
            ),
            0.8,
            "telephone number",
            check=_plausible,
        ),
        Rule(
            pattern(r"(?<![\w.$#-])[2-9]\d{9}(?![\w-])"), 0.6, "ten digits with an Illinois area code", check=_illinois_number
        ),
        Rule(pattern(r"(?<![\w.])[2-9]\d{2},[ ]\d{3},[ ]\d{4}(?!\d)"), 0.7, "telephone number as spoken"),
        Rule(
            pattern(
                r"(?<![\w-])(?:1[-. ])?\(?8(?:00|88|77|66|55|44|33)\)?[-. ](?:\d{3}[-. ][A-Z]{4}|[A-Z]{3}-?[A-Z]{4}|[A-Z]{2}[- ][A-Z]{5}|[A-Z]{4,7}|\d-[A-Z]{3}-[A-Z]{3})(?![\w-])"
            ),
            0.8,
            "toll-free number in letters",
        ),
        Rule(
            pattern(rf"(?<![\w-])(?:{_SPOKEN}[ ,-]{{1,2}}){{6,11}}{_SPOKEN}(?![\w-])", ignore_case=True),
            0.8,
            "telephone number in words",
            digits=False,
            spoken=True,
        ),
        Rule(
            labelled(
                _PHONE_LABELS,
                rf"(?:\+?1[ .-]?)?[\dOo]{{3}}[ .-]{{0,2}}[\dOoSl]{{3}}[ .-]{{0,2}}[\dOolS]{{4}}(?![\w]){_EXT}|\d{{3}},[ ]\d{{3}},[ ]\d{{4}}(?!\d)|\(?\d{{3}}\)?[ ./-]{{0,3}}\d{{3}}[ .-]{{0,3}}\d{{4}}(?!\d){_EXT}|\d{{3}}[ .-]?\d{{4}}(?![\w-]){_EXT}|[\dOIl]{{3}}[-. ][\dOIlS]{{3}}[-. ][\dOIlS]{{4}}(?![\w-])",
            ),
            0.93,
            "labelled telephone number",
            (
                "ph",
                "tel",
                "cell",
                "mobile",
                "fax",
                "page",
                "call",
                "home",
                "hm",
                "contact",
                "text",
                "reach",
                "wk",
                "work",
                "bus",
                "res",
                "direct",
                "office",
                "dial",
                "c/b",
                "cb",
                "tty",
                "tdd",
            ),
            lambda value: len(digits(value.text)) >= 6,
        ),
        Rule(
            pattern(r"(?:(?<![\w./#$§-])|(?<=\b[CHWchw]-))(?<!\d )\d{3}-\d{4}(?![\w-])"),
            0.6,
            "seven digits with a dash",
            check=_seven,
        ),
        Rule(
            pattern(r"(?<![\w+])\+(?!1\d{10})(?:\d{1,3}[ .-]?)(?:\(?\d{1,4}\)?[ .-]?){1,5}\d{2,4}(?!\w)"),
            0.8,
            "international telephone number",
            check=lambda value: 9 <= len(digits(value.text)) <= 15,
        ),
        Rule(
            labelled(
                r"(?:cell|home|work|phone|ph|mobile|contact|telephone)(?: (?:phone|number|no\.?|#))?",
                r"(?:[x*#]{3}[-. ]?){1,2}\d{4}(?!\d)",
            ),
            0.85,
            "masked telephone number",
            ("cell", "home", "work", "ph", "mobile", "contact"),
        ),
    )


class Email(Identifier):
    """An address with its domain; also broken after the @ and written "name [at] domain [dot] com"."""

    type = "EMAIL_ADDRESS"
    rules = (
        Rule(
            re.compile(
                r"(?<![\w.+%-])(?P<v>[^\W_][\w.+%'&*/=?^{|}~!$-]{0,63}[ ]?(?:@|\(at\)|\[at\])[ ]?\n?[^\W_](?:[\w-]{0,40}[^\W_])?(?:[ ]?\.[^\W_](?:[\w-]{0,40}[^\W_])?){0,3}[ ]?\.(?:\n(?=(?:com|net|org|gov|edu|us|info|mil)\b))?[A-Za-z]{2,24})(?![\w@])"
            ),
            0.97,
            "e-mail address",
            ("@", "(at)", "[at]"),
            lambda value: value.text.rsplit(".", 1)[-1].isalpha() and len(value.text.rsplit(".", 1)[-1]) >= 2,
            digits=False,
        ),
        Rule(
            pattern(
                r"(?<![\w.+-])[\w.+-]{1,64} ?(?:\[at\]|\(at\)|<at>| at ) ?[\w-]{1,40}(?: ?(?:\[dot\]|\(dot\)| dot ) ?[\w-]{2,24}){1,3}(?!\w)",
                ignore_case=True,
            ),
            0.9,
            "e-mail address in words",
            ("[dot]", "(dot)", " dot "),
            digits=False,
        ),
        Rule(
            labelled(r"e-?mail(?: addr(?:ess)?)?|email id", r"[\w.+-]{2,64}@[\w-]{1,40}(?:\.[\w-]{1,40}){0,4}"),
            0.85,
            "labelled e-mail address",
            ("mail",),
            digits=False,
        ),
    )


def _address(value: Value) -> bool:
    try:
        ipaddress.ip_address(value.text)
    except ValueError:
        return False
    before = value.lower[max(0, value.start - 14) : value.start]
    return not any(
        word in before for word in ("version", "ver.", " v.", "build", "firmware", "section", "rev")
    ) and value.text not in ("::", "::1")


class IpAddress(Identifier):
    type = "IP_ADDRESS"
    rules = (
        Rule(pattern(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)"), 0.9, "IPv4 address", check=_address),
        Rule(
            pattern(r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:{1,2}){2,7}(?:[0-9A-Fa-f]{1,4})?(?![\w:])"),
            0.9,
            "IPv6 address",
            (":",),
            lambda value: _address(value) and value.text.count(":") >= 3,
        ),
        Rule(pattern(r"(?<![\w:-])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![\w:-])"), 0.6, "network hardware address"),
    )


RECOGNIZERS = (Phone, Email, IpAddress)
