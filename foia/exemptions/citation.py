"""Node path <-> printed citation. Imports: stdlib, errors.

    ilcs/5/140/7/1/d/iv      5 ILCS 140/7(1)(d)(iv)
    ilcs/50/706/10-20/b      50 ILCS 706/10-20(b)
    ilcs/5/140/7/1.5         5 ILCS 140/7(1.5)
    ilcs/5/140/7/1/g/para2   5 ILCS 140/7(1)(g), second paragraph

Chapter, act and section are the first three steps; every further step is a subdivision in parentheses.
Nodes are compared without regard to case.
A citation without chapter and act ("7(1)(c)", "Section 7.5(cc)") means the Freedom of Information Act, 5 ILCS 140.
"""

from __future__ import annotations

import re
from typing import Final

from foia.errors import UsageError

FOIA: Final = "ilcs/5/140"
ACTS: Final = {
    "ilcs/5/140": "Freedom of Information Act",
    "ilcs/20/2610": "Illinois State Police Act",
    "ilcs/50/705": "Illinois Police Training Act",
    "ilcs/50/706": "Law Enforcement Officer-Worn Body Camera Act",
    "ilcs/725/5": "Code of Criminal Procedure of 1963",
    "ilcs/820/40": "Personnel Record Review Act",
}

_NODE = re.compile(r"ilcs/\d+/\d+(?:/[A-Za-z0-9.-]+)+$")
_BARE = re.compile(r"\d+/\d+(?:/[A-Za-z0-9.-]+)+$")  # a node path without its first step
_SECTION: Final = r"\d+[A-Za-z]?(?:[-.]\d+[A-Za-z]?)*"
_CITATION = re.compile(
    rf"""\s*\(?\s*
    (?:(?P<chapter>\d+)\s+ILCS\s+(?P<act>\d+)\s*(?:/|,?\s+(?:Sec(?:tion|\.)\s*|§\s*))\s*
      |(?:(?:FOIA|of\ FOIA)\s+)?(?:Sec(?:tion|\.)\s*|§\s*)?)
    (?P<section>{_SECTION})
    (?P<steps>(?:(?:\s*,?\s*(?:item|paragraph|subsection))?\s*\([A-Za-z0-9.-]+\))*)
    (?:\s*,?\s*(?P<para>first|second|third|fourth|last)\s+(?:paragraph|¶))?
    \s*\)?\s*(?:\(West\s+\d{{4}}\)|of\s+(?:the\s+)?(?:FOIA|Act|Freedom\ of\ Information\ Act))?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_STEP = re.compile(r"\(([A-Za-z0-9.-]+)\)")
_PARAS: Final = {"first": "para1", "second": "para2", "third": "para3", "fourth": "para4", "last": "para-last"}
_ORDINALS: Final = {node: f"{word} paragraph" for word, node in _PARAS.items()}


def is_node(text: str) -> bool:
    return _NODE.match(text) is not None


def to_citation(node: str) -> str:
    """The printed citation of a node path.

    Raises:
        UsageError: the path is not `ilcs/CHAPTER/ACT/SECTION[/STEP...]`.
    """
    if not is_node(node):
        raise _unreadable(node)
    _, chapter, act, section, *steps = node.split("/")
    printed = f"{chapter} ILCS {act}/{section}"
    for step in steps:
        printed += f", {_ORDINALS[step]}" if step in _ORDINALS else f"({step})"
    return printed


def to_node(text: str) -> str:
    """The node path of a printed citation (or of a node path, made even).

    Raises:
        UsageError: the text is neither.
    """
    even = text.strip().rstrip("/")
    if is_node(even):
        return even
    if _BARE.match(even):
        return f"ilcs/{even}"
    match = _CITATION.match(text)
    if not match:
        raise _unreadable(text)
    act = f"ilcs/{match['chapter']}/{match['act']}" if match["chapter"] else FOIA
    steps = _STEP.findall(match["steps"])
    if match["para"]:
        steps.append(_PARAS[match["para"].lower()])
    return "/".join([act, match["section"], *steps])


def act_of(node: str) -> str:
    """The name of the Act that a node belongs to, or its chapter and act numbers where the name is not known."""
    prefix = "/".join(node.split("/")[:3])
    return ACTS.get(prefix) or "{1} ILCS {2}".format(*prefix.split("/"))


def order(node: str) -> tuple[tuple[int, float, str, str], ...]:
    """Sort key: sections by number, then letters as the Act orders them: a, a-5, b ... z, aa, bb, aaa; i, ii, iii, iv."""
    parts = node.split("/")
    keys: list[tuple[int, float, str, str]] = []
    for depth, part in enumerate(parts[1:]):
        roman = depth >= 5 and _ROMAN.get(part)
        head, _, tail = part.partition("-")
        if roman:
            keys.append((0, float(roman), "", ""))
        elif re.match(r"\d", head):
            numbers = re.match(r"(\d+)(?:\.(\d+))?", head)
            assert numbers is not None
            keys.append((0, int(numbers[1]) + int(numbers[2] or 0) / 100, tail.rjust(6, "0") if tail else "", head))
        else:
            keys.append((1, float(len(head)), head, tail.rjust(6, "0") if tail.isdigit() else tail))
    return tuple(keys)


_ROMAN: Final = {r: n for n, r in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], 1)}


def _unreadable(text: str) -> UsageError:
    return UsageError(
        f"'{text[:80]}' names no provision",
        why="it is neither a node path nor a printed citation",
        remedy="write ilcs/5/140/7/1/d/iv or 5 ILCS 140/7(1)(d)(iv)",
    )
