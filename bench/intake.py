"""How well requests are read: `python bench/intake.py`. Prints, for the scenarios of the tests and for each round of
bench/intake_set.yaml, how many requests have the right kind, record kinds, body-camera mark and due date, then what was misread."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from foia.model import RequestKind
from foia.requests import due, intake, parse_received

ROOT = Path(__file__).resolve().parents[1]
SETS = ("tests/scenarios/requests.yaml", "bench/intake_set.yaml")
MEASURES = ("kind", "records", "body camera", "due", "all four")


def judge(case: Mapping[str, Any]) -> tuple[tuple[bool, ...], str]:
    """Whether each measure holds for one request, and what is wrong with its record kinds or its kind."""
    received = str(case["received"])
    found = intake(case["text"], received=received)
    expected = case.get("due") or due(parse_received(received), RequestKind(case["kind"])).due
    wanted, got = set(case["kinds"]), set(found.record_kinds)
    right = (
        found.kind == case["kind"],
        got == wanted,
        found.mentions_body_camera == case.get("body_camera", False),
        found.due is not None and str(found.due.due) == str(expected),
    )
    wrong = [] if right[0] else [f"{found.kind.value}, not {case['kind']}"]
    wrong += [f"lacks {kind}" for kind in sorted(wanted - got)] + [f"adds {kind}" for kind in sorted(got - wanted)]
    wrong += [] if right[2] else ["body camera"]
    return (*right, all(right)), "; ".join(wrong)


def main() -> int:
    rounds: dict[str, list[tuple[bool, ...]]] = {}
    misread: list[str] = []
    began, count = time.perf_counter(), 0
    for name in SETS:
        for case in yaml.safe_load((ROOT / name).read_text(encoding="utf-8")):
            right, wrong = judge(case)
            group = "scenarios" if name.startswith("tests") else f"written apart, {str(case['id']).partition('-')[0]}"
            rounds.setdefault(group, []).append(right)
            count += 1
            if wrong:
                misread.append(f"  {group} {case['id']}: {wrong}")
    print(f"{'set':24}{'requests':>9}" + "".join(f"{name:>13}" for name in MEASURES))
    for group, rows in rounds.items():
        shares = [sum(row[at] for row in rows) / len(rows) for at in range(len(MEASURES))]
        print(f"{group:24}{len(rows):9}" + "".join(f"{share:13.1%}" for share in shares))
    print(f"{(time.perf_counter() - began) / count * 1000:.1f} ms a request")
    print("\n".join(["misread:", *misread]) if misread else "nothing misread")
    return 0


if __name__ == "__main__":
    sys.exit(main())
