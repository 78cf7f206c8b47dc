"""Reading order, and records that are alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from foia.model import Box, Page, Record
from foia.records import Likeness, duplicates
from foia.records.layout import Glyphs, arrange

_boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.floats(0, 600),
    st.floats(0, 780),
    st.floats(1, 200),
    st.floats(4, 30),
)
_glyphs = st.builds(
    Glyphs, st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=9), _boxes, st.just(()), st.integers(0, 3)
)


@given(st.lists(_glyphs, max_size=60))
def test_every_word_stands_once_in_the_text_where_it_says(words: list[Glyphs]) -> None:
    text, placed = arrange(words)
    # pieces that touch may become one word, but no letter is lost
    assert sorted("".join(word.text for word in placed)) == sorted("".join(glyphs.text for glyphs in words))
    assert len(placed) <= len(words)
    end = 0
    for word in placed:
        assert text[word.start : word.end] == word.text
        assert word.start == 0 or text[end : word.start].isspace()
        end = word.end
    assert end == len(text)


def test_order_does_not_depend_on_the_order_of_the_content() -> None:
    rows = [["one", "two", "three"], ["four", "five"], ["six"]]
    words = [
        Glyphs(word, Box(50 + 40 * column, 100 + 14 * row, 80 + 40 * column, 111 + 14 * row))
        for row, line in enumerate(rows)
        for column, word in enumerate(line)
    ]
    assert arrange(words)[0] == arrange(words[::-1])[0] == "one two three\nfour five\nsix"


def record(name: str, text: str, sha256: str) -> Record:
    page = Page(1, 612, 792, text, ())
    return Record(id=name, name=name, format="txt", sha256=sha256, source=Path(name), view=Path(name), pages=(page,))


def test_duplicates_are_found_by_file_by_text_and_by_most_of_the_text() -> None:
    story = " ".join(f"word{n} happened{n % 7} on{n % 11} street{n}" for n in range(80))
    first = record("first", story, "aa")
    found = duplicates(
        [
            first,
            replace(first, id="copy"),
            record("retyped", story.upper().replace(" ", "\n", 5) + ".", "bb"),
            record("edited", story.replace("word40", "somebody else"), "cc"),
            record("other", " ".join(f"else{n} there{n}" for n in range(200)), "dd"),
            record("short", "see file", "ee"),
        ]
    )
    kinds = {(pair.first, pair.second): pair.likeness for pair in found}
    assert kinds["first", "copy"] is Likeness.SAME_FILE
    assert kinds["first", "retyped"] is Likeness.SAME_TEXT
    assert kinds["first", "edited"] is Likeness.NEAR
    assert not any({"other", "short"} & set(pair) for pair in kinds)
