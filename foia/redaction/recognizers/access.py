"""What opens doors and accounts: passwords, codes, user names, biometric identifiers."""

from __future__ import annotations

import re

from foia.redaction.lexicon import lexicon
from foia.redaction.recognizers.base import Identifier, Rule, Value, at_least, labelled

_WORD_VALUE = r"(?:\"[^\"\n]{2,40}\"|'[^'\n]{2,40}'|[^\s\"',;()<>]{3,40})"


def _secret(value: Value) -> bool:
    """After "is" only what does not read like a sentence going on; never the first half of a person's name."""
    if re.match(r"(?:[A-Z][a-z]+|[A-Z][a-z]{1,4}\.) [A-Z][a-z]", value.whole[value.start : value.end + 4]):
        return False
    text = value.text.rstrip(".,;:!?")
    before = value.whole[max(0, value.start - 3) : value.start]
    low = text.lower()
    return (
        (
            text.isalpha()
            and len(text) > 4
            and low not in lexicon().words
            and not low.endswith(("ed", "ing", "ly"))
            and not text[0].isupper()
        )
        or any(char.isdigit() or not char.isalnum() for char in text.strip("\"'"))
        or any(mark in before for mark in ":=-|\n")
        or text[:1] in "\"'"
        or (
            text.isupper()
            and value.whole[max(0, value.start - 30) : value.start].upper()
            != value.whole[max(0, value.start - 30) : value.start]
        )
    )


def _unlike_words(value: Value) -> bool:
    text = value.text.rstrip(".,;:!?")
    return (
        text.isalpha()
        and text.islower()
        and len(text) > 4
        and text not in lexicon().words
        and not text.endswith(("ed", "ing", "ly", "s"))
    )


def _mixed(value: Value) -> bool:
    """With nothing but a space before it: letters and digits together, or a mark inside."""
    text = value.text.rstrip(".,;:!?")
    kinds = (
        any(char.isdigit() for char in text),
        any(char.isalpha() for char in text),
        any(char in "#!$%&*_@+." for char in text),
    )
    return sum(kinds) >= 2 and not re.fullmatch(r"\d{1,3}(?:st|nd|rd|th)|\d+%|\$[\d.,]+", text)


class Password(Identifier):
    """Passwords, access, gate and alarm codes, personal identification numbers, user names."""

    type = "PASSWORD"
    _CODES = (
        r"(?:(?:access|gate|door|alarm|lock ?box|key ?pad|security|garage|entry|entrance|building|panel|disarm|duress|voice ?mail|unlock|phone|lock|vault|safe|padlock|"
        r"front door|back door|station|elevator|call ?box|knox|bypass|master|tenant|gym|pool|arming|verbal|alarm panel|key ?less|ring|abort|unlocking|screen|device|login|knox(?: ?box)?|key|buzzer|one[- ]time|verification|debit(?: card)?|card|panic|laundry|mail ?room|wi-?fi|server room|evidence room|sally ?port)[ -]?)(?:pass ?)?(?:codes?|pin|combo|combination|password)"
    )
    rules = (
        Rule(
            re.compile(
                rf"(?<![^\W_])(?:pass ?words?|passwd|pw[d]?|pass(?=:)|pass ?phrase|pass ?code|code ?word|wi-?fi(?: (?:key|pass(?:word)?|pw|network))?|network key|ssid|user(?: ?(?:name|id))?|log[ -]?(?:in|on)(?: (?:id|name))?|screen ?name|(?:panic|duress|safe|secret|verbal)(?:/(?:panic|duress))? ?word|"
                rf"security (?:answer|question answer)|secret answer|creds?|credentials|user ?(?:name|id)? ?/ ?(?:pw|pass(?:word)?)|gamer ?tag|handle)"
                rf"(?: (?:for|to|on|of|at) [^\n:=\"]{{2,40}}?)?[ \t]{{0,2}}(?:\([^()\n]{{1,30}}\))?[ \t]{{0,2}}(?:(?:is|was|of|as|being|set to|changed to|reset to|to)\b[ \t]{{0,2}}:?|[:=|]|-(?=[ \t]))[ \t]{{0,12}}(?:\n[ \t]{{0,8}})?(?P<v>{_WORD_VALUE})",
                re.IGNORECASE,
            ),
            0.9,
            "labelled password or user name",
            ("pass", "pw", "wifi", "wi-fi", "key", "user", "log", "screen", "word", "answer", "cred", "ssid", "tag", "handle"),
            _secret,
            digits=False,
        ),
        Rule(
            re.compile(
                rf"(?<![^\W_])(?:pass ?words?|passwd|pwd?|pass ?code|pass|wi-?fi(?: (?:key|pw|pass(?:word)?))?|ssid [\w-]{{2,30}} key|user ?(?:name|id)|log[ -]?(?:in|on)(?: id)?|creds?|credentials|terminal|term)[ \t]{{1,2}}\(?(?P<v>{_WORD_VALUE})",
                re.IGNORECASE,
            ),
            0.8,
            "password or user name after its label",
            ("pass", "pw", "wifi", "wi-fi", "key", "user", "log", "cred", "term"),
            lambda value: (
                _mixed(value) or (_unlike_words(value) and "log" in value.lower[max(0, value.start - 12) : value.start])
            ),
            digits=False,
        ),
        Rule(
            re.compile(
                r"(?<![^\W_])(?:user|username|log[ -]?in|wi-?fi|creds?)(?: ?/ ?(?:pw|pwd|pass(?:word)?))?[ \t]{0,2}(?:[:=][ \t]{0,4}|(?=[ ]))[ ]?[^\s/]{2,40}[ ]?/[ ]?(?:(?:pw|pass|password):?[ ]?)?(?P<v>[^\s/,;]{3,40})",
                re.IGNORECASE,
            ),
            0.85,
            "password after a user name",
            ("user", "log", "wifi", "wi-fi", "cred"),
            digits=False,
        ),
        Rule(
            re.compile(
                rf"(?<![^\W_])(?:{_CODES}|code|pin|pass ?code|lock ?box|combination|combo|key ?pad|gate(?= - )|code to (?:get in|enter|the \w+))(?: (?:no|number|#)\.?)?(?: (?:for|to|on|of|at) [^\n:=\"\d]{{2,40}}?)?[ \t]{{0,2}}(?:\([^()\n\d]{{1,30}}\))?[ \t]{{0,2}}"
                r"(?:(?:\(?(?:it )?(?:is|was)(?: now)?|of|as|being|set to|changed to|entered|to get in is)\b|\((?=[#*\dLRA-Z])[ \t]{0,2}:?|[:=#|,]|-(?=[ \t])|(?=[ \t]))[ \t]{0,12}(?:\n[ \t]{0,8})?(?P<v>[#*]?\d{1,4}(?:[ -]{1,3}\d{1,4}){1,4}[#*]?(?!\w)|[LR]\d{1,3}(?:[ ,-]{1,2}[LR]?\d{1,3}){1,3}(?!\w)|[#*]?\d{3,10}[#*]?(?![\w-])|[#*]?[A-Z]{0,3}\d{2,8}[A-Z]{0,3}[#*!]?(?![\w-]))",
                re.IGNORECASE,
            ),
            0.85,
            "labelled access code",
            ("code", "pin", "comb", "combo", "pass", "pad", "gate", "lock"),
            lambda value: (
                not re.search(
                    r"(?:zip|area|postal|offense|ucr|nibrs|incident|event|disposition|statute|charge|municipal|city|village|building|fire|health|penal|criminal|commission|class|account|object|fund|crime|signal|iucr|color|agency|county|property|parcel|tax|project|job|activity|dispo|beat|radio|call|error|bar|qr|source|type|ilcs|admin(?:istrative)?|labor|vehicle|building|ten|10|clearance|case|priority|nature|cause|diagnosis|icd|cpt|billing|tax|naics|sic|gl|dress|morse|no|reason|status|response|department|dept|program|fee|rate|pay|hour|earning|location|district|sub|plumbing|electrical|zoning|revised|ordinance|traffic|see|under|section|of|the (?:village|city|criminal))[ ]?(?:code|pin)s?[^\w]{0,4}(?:is|was|no\.?)?[^\w]{0,4}$",
                    value.lower[max(0, value.start - 32) : value.start],
                )
                and not re.match(r"\s?(?:ilcs|cfr|u\.?s\.?c|ill\.? adm)", value.lower[value.end : value.end + 10])
                and (at_least(3)(value) or len(value.text) > 6)
                and re.fullmatch(r"(?:19|20)\d\d|\d{2}-\d{2}-\d{3}-\d{3}(?:-\d{4})?", value.text) is None
            ),
        ),
        Rule(
            re.compile(
                rf"(?<![^\W_])(?:{_CODES}|code|pin|pass ?code|key ?pad|lock ?box|combination)[^\n\d]{{0,24}}?(?P<v>(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)[ ,-]{{1,2}}){{3,7}}(?:zero|oh|one|two|three|four|five|six|seven|eight|nine))(?!\w)",
                re.IGNORECASE,
            ),
            0.8,
            "access code in words",
            ("code", "pin", "pad", "box", "comb"),
            digits=False,
            spoken=True,
        ),
        Rule(
            labelled(
                _CODES,
                r"\d(?:-\d){3,7}(?![\w-])|[#*]?\d{3,10}[#*]?(?![\w-])|(?:\"[^\"\n]{3,24}\")",
                gap=r"(?: for [^\n\d,:;.]{2,30})?,?[ \t]{1,3}",
            ),
            0.8,
            "labelled access code",
            ("code", "pin", "comb", "combo"),
            digits=False,
        ),
        Rule(
            labelled(
                r"(?:(?:verbal|alarm|security|code|safe|panic|duress|the) ?)?(?:pass(?:word|code|phrase)|code ?word|(?:duress|panic|safe) word)",
                r"(?:\"[^\"\n]{3,30}\"|(?-i:[A-Z][A-Za-z0-9]{2,20}))",
                gap=r"[ \t]{0,2}(?:is|was|[:=]|(?=\"))[ \t]{0,3}",
            ),
            0.8,
            "labelled code word",
            ("pass", "word"),
            lambda value: value.text[0] == '"' or not value.whole[max(0, value.start - 12) : value.start].isupper(),
            digits=False,
        ),
    )


class Biometric(Identifier):
    """Numbers that stand for fingerprints, DNA and the like."""

    type = "BIOMETRIC"
    rules = (
        Rule(
            labelled(
                r"(?:finger ?prints?|livescan|live scan|latent(?: print)?|prints?)(?: (?:classification|class|id|template))?|fpc|(?:thumb|index|middle|ring|little|palm) ?(?:finger)? ?prints?(?: (?:classification|class))?|ncic fpc|henry(?: class(?:ification)?)?|afis(?: (?:id|no|number|#))?|abis(?: id)?|codis(?: (?:id|specimen|sample))?|dna (?:profile|sample|specimen|index)(?: (?:id|no|number|#))?|palm ?prints? id|iris (?:scan|template)(?: id)?|face ?(?:print|template)(?: id)?|biometric (?:id|template)|voice ?print(?: id)?",
                r"(?:[A-Z0-9]{2}[ ]?){10}(?!\w)|[A-Z0-9]{20}(?!\w)|\d{1,2}[ ]?[A-Z][ ]?\d{1,2}[ ]?[A-Z][A-Z0-9]{0,3}(?:[ -](?-i:[A-Z0-9]{1,4})\b){0,5}|\d{1,2}[ ][A-Z](?:[ -](?-i:[A-Z0-9]{1,4})\b){1,6}|[A-Z]{0,6}[- ]?\d[\dA-Z-]{3,24}(?!\w)",
            ),
            0.88,
            "labelled biometric number",
            (
                "print",
                "livescan",
                "live scan",
                "latent",
                "fpc",
                "henry",
                "afis",
                "abis",
                "codis",
                "dna",
                "iris",
                "face",
                "biometric",
            ),
            at_least(2),
        ),
    )


RECOGNIZERS = (Password, Biometric)
