"""Money: payment cards, accounts, routing and policy numbers."""

from __future__ import annotations

import re

from foia.redaction.recognizers.base import Identifier, Rule, Value, at_least, digits, labelled, luhn, pattern

_ENDING = r"[ \t]{0,3}(?:(?:card|account|acct|number|no\.?|#)[ \t]{0,2}){0,2}(?:\([^()\n]{1,24}\)[ \t]?)?(?:(?:ending|ends|ended)(?: in| with)?|last (?:4|four)(?: digits?)?(?: of)?|(?:[x*#•.]{1,5}[- ]?){1,4})[ \t:#-]{0,3}"


def _card(value: Value) -> bool:
    number = digits(value.text)
    return 13 <= len(number) <= 19 and number[0] in "23456" and len(set(number)) > 1 and luhn(number)


class CreditCard(Identifier):
    """Payment cards that satisfy the Luhn check, any card number after a label, last four in context."""

    type = "CREDIT_CARD"
    _NAMES = r"visa|master ?card|amex|american express|discover|debit(?: card)?|credit(?: card)?|mc|p-?card|purchas(?:e|ing) card|fuel card|gift card|ebt(?: card)?|link card|(?:bank |atm |card )card|card"
    rules = (
        Rule(
            pattern(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w]|-\d)"), 0.95, "card number with a right check digit", check=_card
        ),
        Rule(
            labelled(
                _NAMES, r"\d{4}(?:[ -]{1,3}\d{4}){2,3}(?:[ -]\d{1,3})?(?!\w)|\d{4}[ -]\d{6}[ -]\d{5}(?!\w)|\d{13,19}(?!\w)"
            ),
            0.93,
            "labelled card number",
            ("card", "visa", "amex", "express", "discover", "debit", "credit", "mc"),
        ),
        Rule(
            labelled(_NAMES, r"\d{4}(?![\d/-])", gap=_ENDING),
            0.9,
            "last four of a card",
            ("card", "visa", "amex", "express", "discover", "debit", "credit", "mc"),
        ),
        Rule(
            re.compile(r"\bcard[^\n\d]{0,40}?last (?:4|four)(?: digits)?[^\n\d]{0,20}(?P<v>\d{4})(?![\d/-])", re.IGNORECASE),
            0.85,
            "last four of a card",
            ("card",),
        ),
        Rule(pattern(r"(?<!\w)(?:[xX*•]{4}[ -]?){2,3}\d{4}(?!\d)"), 0.85, "masked card number"),
        Rule(
            pattern(r"(?<![\w-])\d{4}(?P<gap>[ -])\d{4}(?P=gap)\d{4}(?P=gap)\d{4}(?![\w-])"),
            0.8,
            "sixteen digits near a card",
            ("card", "ebt"),
            lambda value: (
                "card" in value.lower[max(0, value.start - 80) : value.start]
                or "ebt" in value.lower[max(0, value.start - 80) : value.start]
            ),
        ),
        Rule(
            labelled(r"cvv2?|cvc|security code on (?:the )?card", r"\d{3,4}(?!\d)"),
            0.85,
            "card security code",
            ("cvv", "cvc", "security code"),
        ),
    )


def routing_checks(number: str) -> bool:
    """The check digit of a bank routing number (ABA): weights 3, 7, 1; the first two digits name a Federal Reserve district."""
    prefix = int(number[:2])
    in_use = prefix <= 12 or 21 <= prefix <= 32 or 61 <= prefix <= 72 or prefix == 80
    return in_use and sum(int(char) * (3, 7, 1)[index % 3] for index, char in enumerate(number)) % 10 == 0


def _iban(value: Value) -> bool:
    code = value.text.replace(" ", "").upper()
    if not 15 <= len(code) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in code[4:] + code[:4])) % 97 == 1


_NUMBER = r"\d{2,4}(?:[ ]\d{3,5}){2,3}(?![\w-])|[A-Z]{0,4}[- ]?\d[\dA-Z]{2,17}(?:[ -][A-Z]{0,2}\d[\dA-Z]{0,8}){0,4}(?![\w-])|\d{1,3}(?:-[A-Z]{0,2}\d{1,9}[A-Z]{0,2}){1,5}(?:[ ]\d)?(?!\w)|[A-Z]{2,5}-[A-Z0-9]{0,4}\d[\dA-Z-]{2,14}(?!\w)"
_ACCOUNT = (
    r"r ?/ ?t(?: (?:no|number|#)\.?)?|direct deposit(?: (?:to|into))?|auto-?pay(?: (?:from|to))?|(?:mortgage |student |auto |personal |car )?loan(?: (?:no|number|num|#|id)\.?)|(?:electric |gas |water )?meter(?: (?:no|number|#|id)\.?)|(?:customer|payee|remitter|payor|premise)(?: (?:no|number|num|#|id)\.?)|"
    r"(?:insurance |ins\.? |loss )?claim(?: (?:no|number|num|#|id)\.?)|"
    r"(?:(?:bank|checking|savings|chk|sav|credit union|deposit|utility|water|electric|gas|comed|nicor|ameren|lease|tenant|trust|inmate|commissary|loan|mortgage|customer|billing|escrow|brokerage|retirement|pension|payee|paypal|"
    r"direct deposit|pers(?:onal)?|business|money market)[ -]?)?(?:accounts?|accts?|acct|a/c)(?: (?:no|number|num|#)\.?)?|"
    r"routing(?: ?/ ?transit)?(?: (?:no|number|#)\.?)?|rout(?:ing)?|rtn|aba|rtg|transit|checking|savings|iban|swift|cash ?app|venmo|zelle"
)


class FinancialAccount(Identifier):
    """Bank accounts, routing numbers, IBANs, insurance policies."""

    type = "FINANCIAL_ACCOUNT"
    rules = (
        Rule(
            labelled(_ACCOUNT, _NUMBER),
            0.92,
            "labelled account number",
            (
                "acc",
                "a/c",
                "pay",
                "r/t",
                "r / t",
                "loan",
                "meter",
                "customer",
                "premise",
                "claim",
                "remitter",
                "deposit",
                "rout",
                "rtn",
                "aba",
                "rtg",
                "transit",
                "checking",
                "savings",
                "iban",
                "swift",
                "cash",
                "venmo",
                "zelle",
            ),
            lambda value: (
                at_least(4)(value)
                and "card" not in value.lower[max(0, value.start - 24) : value.start]
                and value.whole[max(0, value.start - 1) : value.start] != "$"
                and value.whole[value.end : value.end + 1] not in ("/", "%")
            ),
        ),
        Rule(
            labelled(
                r"accounts?|accts?",
                r"\d{3,6}(?:[ -]\d{2,6}){1,4}(?![\w/])|\d{6,17}(?![\w/])",
                gap=r"[ ](?:at|with|from|in)[ ][^\n\d.;]{2,30}?[ ,:#]{1,3}(?:(?:no|number|#)\.?[ ]?)?",
            ),
            0.88,
            "account number after the bank",
            ("acc",),
        ),
        Rule(
            pattern(
                r"\b(?:(?:wage )?garnishment(?: order)?[ #:]{1,3}[A-Z0-9-]*\d[A-Z0-9-]*|child support(?: of| order)?[ :]{1,2}\$?\d[\d,.]*\d|chapter (?:7|11|12|13)(?: bankruptcy)?,? (?:case |no\.? ?|#)?\d{2}-[A-Z\d-]{3,12})(?!\w)",
                ignore_case=True,
            ),
            0.7,
            "deduction, support order or bankruptcy",
            ("garnish", "child support", "chapter"),
        ),
        Rule(
            labelled(_ACCOUNT, r"\d{3,4}(?![\d/-])", gap=r"\.?" + _ENDING),
            0.9,
            "last digits of an account",
            ("acc", "a/c", "checking", "savings"),
        ),
        Rule(
            labelled(_ACCOUNT, r"[x*#•]{2,14}[- ]?\d{3,4}(?!\d)"),
            0.92,
            "masked account number",
            ("acc", "a/c", "checking", "savings"),
        ),
        Rule(
            labelled(
                r"(?:(?:insurance|ins|auto|car|homeowner'?s|policy holder|liability)\.?[ /]{1,2})?(?:policy|pol)\.?(?:[ /](?:no|number|num|#)\.?)?|"
                r"(?:insurance|ins)\.? ?(?:co\.?|company|carrier)? ?/ ?policy[ \t]?:[^\n:;/#]{3,30}/|(?:insurance|ins)\.? (?:card|no|number|#)\.?|(?:insurance|ins\.?)(?: co\.?| carrier| company)?[ \t]?:[^\n:;,#]{3,30}[,#]",
                r"[A-Z]{0,5}[- ]?\d[\dA-Z]{1,14}(?:[ -][A-Z]{0,3}\d[\dA-Z]{0,9}){0,4}(?:[- ](?-i:[A-Z])(?=[ ]{2}|[.,;)\n]|$))?(?:-[A-Z\d]{1,4}){0,2}(?!\w)|[A-Z]{2,5}(?:-[A-Z\d]{1,10}){1,4}(?!\w)|\d{1,3}(?:[- ][\dA-Z]{1,9}){1,4}(?!\w)",
            ),
            0.88,
            "labelled insurance policy number",
            ("pol", "ins"),
            at_least(4),
        ),
        Rule(
            labelled(r"venmo|cash ?app|zelle|paypal|cashtag", r"[@$][\w.-]{2,30}|[\w.+-]{2,40}@[\w.-]{3,40}"),
            0.88,
            "name of a payment account",
            ("venmo", "cash", "zelle", "paypal"),
            digits=False,
        ),
        Rule(
            re.compile(
                r"(?<![^\W_])(?P<v>(?:(?:wage )?garnishments?(?: order)?|garnish|withhold|(?:child|spousal) supp(?:ort)?\.?|maintenance payments?|alimony|wage (?:assignment|deduction|levy)|tax levy|levy|401\(?k\)?(?: loan| contribution)?|deferred comp(?:ensation)?|457(?: plan)?|union dues|pension contribution|bankruptcy (?:payment|trustee)|net pay|direct deposit)(?![^\W\d_])(?: (?:withholding|order|deduction|deductions|payments?|amount|of|is|was|at|for|in the amount of)){0,3}[ \t:,|]{1,16}(?:\$[ ]?\d[\d,]*(?:\.\d\d)?|\d[\d,]*\.\d\d(?!\d)|\d{2}-[A-Z]{1,3}-\d{1,6}(?!\w)))",
                re.IGNORECASE,
            ),
            0.8,
            "deduction from somebody's pay",
            (
                "garnish",
                "support",
                "alimony",
                "maintenance",
                "wage",
                "levy",
                "401",
                "defer",
                "457",
                "dues",
                "pension",
                "bankrupt",
                "net pay",
                "deposit",
            ),
        ),
        Rule(
            labelled(
                r"(?:state farm|allstate|geico|progressive|country financial|farmers|american family|usaa|nationwide|liberty mutual|safe auto|esurance|travelers|erie|pekin|kemper|american access|bristol west)(?:[^\n.;:]{0,20}?(?:policy|pol\.?|#)(?: (?:no|number|#)\.?)?|(?= ?[:,#]? ?(?:[A-Z]{1,5}-?)?\d{3}[\d -]{3}))",
                _NUMBER,
            ),
            0.85,
            "insurance policy number after the insurer",
            check=at_least(4),
        ),
        Rule(
            pattern(r"(?<![\w$.])[xX*•#]{1,6}-?\d{4}(?![\w-])"),
            0.6,
            "masked number",
        ),
        Rule(
            pattern(r"(?<![\w.-])\d{9}[ ]?/[ ]?\d{5,17}(?![\w-])"),
            0.85,
            "routing and account number",
            ("/",),
            lambda value: routing_checks(value.text[:9]),
        ),
        Rule(
            pattern(
                r"\$[ ]?\d[\d,]*(?:\.\d\d)? ?(?:per (?:pay ?check|check|pay(?: period)?)|bi-?weekly|semi-?monthly|/ ?(?:wk|pay|check))\b"
            ),
            0.6,
            "amount of somebody's pay",
            ("$",),
        ),
        Rule(
            pattern(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)"),
            0.95,
            "IBAN with right check digits",
            check=_iban,
        ),
        Rule(
            pattern(r"(?<![\w.-])\d{9}(?![\w-])"),
            0.8,
            "routing number with a right check digit",
            ("routing", "aba", "bank", "deposit", "account", "credit union"),
            lambda value: (
                routing_checks(value.text)
                and any(
                    word in value.lower[max(0, value.start - 80) : value.start]
                    for word in ("routing", "aba", "rtn", "bank", "account", "deposit", "credit union")
                )
            ),
        ),
        Rule(
            pattern(r"\b(?:bc1[a-z0-9]{25,62}|0x[a-fA-F0-9]{40}|[13][a-km-zA-HJ-NP-Z1-9]{26,33})\b"),
            0.85,
            "wallet address",
            check=lambda value: (
                (at_least(3)(value) and any(c.islower() for c in value.text) and any(c.isupper() for c in value.text))
                or value.text[:3] in ("bc1",)
                or value.text[:2] == "0x"
            ),
        ),
    )


RECOGNIZERS = (CreditCard, FinancialAccount)
