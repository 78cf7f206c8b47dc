"""Rebuilds foia/redaction/data/lexicon.json, the word lists behind name detection. Never run by the program itself.

    python bench/lexicon.py --census DIR --words FILE

DIR holds the 1990 Census name files (dist.all.last, dist.male.first, dist.female.first: public domain, also in the sdist of
the PyPI package `names` 0.3.0, MIT). FILE is a SCOWL word list (Debian's wamerican-small; permissive, notice in
foia/redaction/data/README.md). First names that the census of 1990 could not know come from faker's name providers (MIT).
"""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import click

SURNAMES = 45_000  # most frequent ones; rarer surnames are left to the model and to the words around them
LOCALES = ("en_US", "en_IN", "en_NG", "en_PK", "en_KE", "es_MX", "es_ES", "pl_PL", "it_IT", "fr_FR", "de_DE", "ha_NG", "yo_NG")
LATIN = re.compile(r"[A-Za-zÀ-ÿŁłŃńŚśŹźŻżĆćĘęĄą'’\- ]+")


def faker_names(attribute: str) -> set[str]:
    names: set[str] = set()
    for locale in LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        names.update(name for name in getattr(provider, attribute, ()) if LATIN.fullmatch(name))
    return {part.lower() for name in names for part in re.split(r"[ \-]", name) if len(part) > 2}


@click.command()
@click.option("--census", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--words", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
def main(census: Path, words: Path) -> None:
    def column(name: str) -> list[str]:
        return [line.split()[0].lower() for line in (census / name).read_text().splitlines() if line.strip()]

    common = {
        line for line in words.read_text(encoding="utf-8").splitlines() if line.isascii() and line.isalpha() and line.islower()
    }
    surnames = column("dist.all.last")
    men, women = column("dist.male.first"), column("dist.female.first")
    first = dict.fromkeys(name for pair in zip(men, women, strict=False) for name in pair)
    first |= dict.fromkeys(women[len(men) :])
    more_first = faker_names("first_names") | faker_names("first_names_male") | faker_names("first_names_female")
    first |= dict.fromkeys(sorted(more_first - common))
    last = dict.fromkeys(surnames[:SURNAMES])
    last |= dict.fromkeys(sorted(faker_names("last_names") - common))
    target = Path(__file__).resolve().parents[1] / "foia" / "redaction" / "data" / "lexicon.json"
    target.write_text(
        json.dumps(
            {
                "sources": "first, last: US Census 1990 (public domain) and faker (MIT); words: SCOWL. See README.md",
                "first": " ".join(first),
                "last": " ".join(last),
                "words": " ".join(sorted(common)),
            },
            ensure_ascii=False,
            indent=0,
        )
        + "\n",
        encoding="utf-8",
    )
    click.echo(f"{len(first)} first names, {len(last)} surnames, {len(common)} words, {target.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
