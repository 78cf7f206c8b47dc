"""Triage over the project's own set: right provision, false candidates, record kind, speed. Prints one table a half.

    python bench/triage.py [SET...] [--errors] [--no-detect] [--records N]

`held*` are for reporting only: --errors lists faults of `dev*` alone. Passages are lines `node[,node] :: text`, the first node being
the one meant, the others as good; `-` means that nothing should be raised.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import time
from collections.abc import Iterator
from pathlib import Path

from foia.exemptions import load_catalog
from foia.propose.triage import THRESHOLD, record_kind, triage
from foia.propose.triage.batch import Sorter

FOLDER = Path(__file__).parent / "triage_set"
SETS = ("dev", *(f"dev{n}" for n in range(2, 13)), "held", *(f"held{n}" for n in range(2, 5)))
DAY = dt.date(2026, 8, 3)
BARS = {"first": 0.80, "first three": 0.95, "false": 0.5, "kind": 0.92, "seconds": 60.0}


def passages(half: str) -> Iterator[tuple[tuple[str, ...], str]]:
    for line in (FOLDER / half / "passages.txt").read_text(encoding="utf-8").splitlines():
        nodes, found, text = line.partition(" :: ")
        if found:
            yield tuple(full(node) for node in nodes.strip().split(",") if node != "-"), text


def full(short: str) -> str:
    return f"ilcs/{short}" if short.startswith(("20/", "50/", "725/", "820/")) else f"ilcs/5/140/{short}"


def records(half: str) -> list[tuple[str, str]]:
    path = FOLDER / half / "records.txt"
    if not path.exists():
        return []
    parts = re.split(r"^=== (\w+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def measure(half: str, sorter: Sorter, *, errors: bool) -> None:
    first = three = right = false = nothing = 0
    listed = list(passages(half))
    for (nodes, text), result in zip(listed, sorter.texts(text for _, text in listed), strict=True):
        raised = [one.node for one in result]
        if not nodes:
            nothing += 1
            false += len(raised)
            fault = bool(raised)
        else:
            right += 1
            first += bool(raised) and raised[0] in nodes
            three += bool(set(nodes) & set(raised[:3]))
            fault = not raised or raised[0] not in nodes
        if errors and fault and half.startswith("dev"):
            print(f"  {','.join(nodes) or '-':40} {[(one.citation, one.score) for one in result][:3]}  {text[:70]}")
    kinds = records(half)
    kind = sum(record_kind(text).kind == name for name, text in kinds)
    if errors and half.startswith("dev"):
        for name, text in kinds:
            if (guess := record_kind(text)).kind != name:
                print(f"  {name} taken for {guess.kind} ({guess.why})")
    print(f"{half}: {right} passages with a provision, {nothing} without, {len(kinds)} records, threshold {THRESHOLD}")
    print(f"  right provision first         {first / right:6.1%}   bar {BARS['first']:.0%}")
    print(f"  right provision in first 3    {three / right:6.1%}   bar {BARS['first three']:.0%}")
    print(f"  false candidates a passage    {false / nothing:6.2f}   bar {BARS['false']}")
    if kinds:
        print(f"  record kind right             {kind / len(kinds):6.1%}   bar {BARS['kind']:.0%}")


def speed(count: int) -> None:
    """Triage alone, after detection, of one-page records made by joining passages (about 2,500 characters)."""
    texts = [text for half in ("dev", "held") for _, text in passages(half)]
    pages = ["\n\n".join(texts[(index + step) % len(texts)] for step in range(14)) for index in range(count)]
    catalog = load_catalog()
    began = time.perf_counter()
    for page in pages:
        triage(page, catalog=catalog, as_of=DAY)
    took = time.perf_counter() - began
    print(
        f"speed: {count} one-page records in {took:.1f} s on one core ({1000 * took / count:.0f} s for 1,000; bar {BARS['seconds']:.0f} s)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(SETS)}; all if none is named")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--no-detect", action="store_true", help="cues alone, without the language model")
    parser.add_argument("--records", type=int, default=200)
    options = parser.parse_args()
    sorter = Sorter(as_of=DAY, detect=not options.no_detect)
    for half in options.sets or SETS:
        measure(half, sorter, errors=options.errors)
    if options.records:
        speed(options.records)


if __name__ == "__main__":
    main()
