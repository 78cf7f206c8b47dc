"""Where a span stands in a record's text: its field's label, its row and column, the heading above, the sentence around it.

Everything is bounded: windows of at most a few hundred characters, so that a text on one endless line costs no more than
another.
Imports: stdlib.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

_LABEL = re.compile(
    r"(?:^|(?<=[\t|,;.(\[•*]) ?|(?<=  )|(?<=\) ))((?:[A-Za-z][\w.'’&/#\-]*|\d{1,2}|#|"
    r"\(\w{1,6}\))(?: (?:[\w.'’&/#\-]+|\([\w/ ]{1,14}\))){0,4}) ?[:=] ?"
)
_ONLY_LABEL = re.compile(r"^\W{0,4}([A-Za-z][\w.'’&/#() \-]{1,48}?) ?:? *$")
_SENTENCE = re.compile(
    r"(?<![A-Z]\.)(?<!\b(?:Mr|Ms|Dr|St|Lt|Jr|Sr|No|Co|vs))(?<!\b(?:Mrs|Ofc|Det|Sgt|Cpl|Cpt|Dep|Off|"
    r"Ave|Ptl|Inv|Apt|Hon))[.!?][\"”)]?\s+|\n\s*\n|\f"
)
_SMALL = frozenset(
    [
        "and",
        "or",
        "mr",
        "mrs",
        "ms",
        "dr",
        "ofc",
        "officer",
        "officers",
        "det",
        "sgt",
        "lt",
        "trustee",
        "trustees",
        "unit",
        "star",
        "badge",
        "jr",
        "sr",
        "apt",
        "unit",
        "st",
        "ave",
        "rd",
        "il",
    ]
)
_WINDOW = 240


@dataclass(frozen=True)
class Layout:
    """One text and the places in it. Offsets are those of `text`."""

    text: str
    names: tuple[tuple[int, int], ...] = field(default=())  # spans of names, so that a name's line is not taken for a heading

    @cached_property
    def starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"[\n\f]", self.text))]

    def line_number(self, at: int) -> int:
        return bisect_right(self.starts, at) - 1

    def line_span(self, number: int) -> tuple[int, int]:
        start = self.starts[number]
        end = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self.text)
        return start, end

    def line(self, number: int) -> str:
        start, end = self.line_span(number)
        return self.text[start : min(end, start + 4000)]

    def before(self, start: int, width: int = _WINDOW, *, sentence: bool = True) -> str:
        """Text before `start`, white space collapsed, back to the beginning of the sentence."""
        raw = self.text[max(0, start - width) : start]
        if sentence:
            cut = 0
            for match in _SENTENCE.finditer(raw):
                if match.end() < len(raw) or raw[-1:] in "\n\f":
                    cut = match.end()
            raw = raw[cut:]
        tail = " " if raw[-1:].isspace() else ""
        return " ".join(raw.split()) + tail

    def after(self, end: int, width: int = _WINDOW, *, sentence: bool = True) -> str:
        raw = self.text[end : end + width]
        if sentence and (match := _SENTENCE.search(raw)):
            raw = raw[: match.start() + 1]
        head = " " if raw[:1].isspace() else ""
        return head + " ".join(raw.split())

    @cached_property
    def _labels(self) -> dict[int, str]:
        return {}

    @cached_property
    def _columns(self) -> dict[tuple[int, int], str]:
        return {}

    def label(self, start: int) -> str:
        """The label of the field that `start` stands in: left of it on its line, or alone on the line above. Else empty."""
        if start not in self._labels:
            self._labels[start] = self._find_label(start)
        return self._labels[start]

    def _find_label(self, start: int) -> str:
        number = self.line_number(start)
        left = self.text[max(self.starts[number], start - 400) : start]
        found = None
        for found in _LABEL.finditer(left):  # noqa: B007 - the last one is wanted
            pass
        if found is not None:
            gap = left[found.end() :]
            if self._name_within(start - len(left) + found.start(1), start - len(left) + found.end(1)):
                return ""  # "VICTIM RUIZ: that is ..." is a speaker, not a field
            if len(gap) <= 160 and not re.search(r"[.!?] +[A-Z]| {3,}\S", gap) and self._bare(gap, start - len(gap)):
                return found.group(1)
            return ""
        if not left.strip(" \t-•*") and number:
            above = self.line(number - 1)
            match = _ONLY_LABEL.match(above)
            if match and (above.rstrip().endswith(":") or len(above.split()) <= 3) and not self._holds_name(number - 1):
                return match.group(1)
        return ""

    def _holds_name(self, number: int) -> bool:
        start, end = self.line_span(number)
        at = bisect_right(self.names, (start, -1))
        return at < len(self.names) and self.names[at][0] < end

    def _bare(self, gap: str, at: int) -> bool:
        """Whether what stands between a label and a span is only names, titles and separators, no sentence."""
        rest = list(gap)
        for start, end in self.names[max(0, bisect_right(self.names, (at, -1)) - 1) :]:
            if start >= at + len(gap):
                break
            rest[max(0, start - at) : max(0, end - at)] = " " * (end - max(start, at))
        words = re.findall(r"[A-Za-z]{2,}", "".join(rest))
        return sum(word.lower() not in _SMALL for word in words) <= 2

    def _name_within(self, start: int, end: int) -> bool:
        at = bisect_right(self.names, (end, -1)) - 1
        return at >= 0 and self.names[at][1] > start

    @cached_property
    def headings(self) -> list[tuple[int, str]]:
        """(offset, words) of lines that look like headings, in order."""
        found = []
        for number in range(len(self.starts)):
            start, end = self.line_span(number)
            if end - start > 90:
                continue
            words = self.text[start:end].strip(" \t#*=-_–—[]•|>.")
            if not words or len(words.split()) > 8 or self._holds_name(number):
                continue
            bare = words.rstrip(":").strip()
            lower = sum(char.islower() for char in bare)
            heading = (
                (
                    not lower
                    and sum(char.isalpha() for char in bare) >= 3
                    and ":" not in bare
                    and not re.search(r"\d{4}|,|  \S", bare)
                )
                or (words.endswith(":") and ":" not in bare)
                or self.text[start:end].lstrip().startswith("#")
                or (
                    bare.istitle() and len(bare.split()) <= 5 and not re.search(r"[\d,.:]", bare) and self._stands_alone(number)
                )
            )
            if heading:
                found.append((start, bare))
        return found

    def _stands_alone(self, number: int) -> bool:
        return number == 0 or not self.line(number - 1).strip()

    def heading(self, at: int) -> str:
        """The nearest heading above, at most 60 lines up. Else empty."""
        index = bisect_right(self.headings, (at, "")) - 1
        if index < 0 or self.line_number(at) - self.line_number(self.headings[index][0]) > 60:
            return ""
        return self.headings[index][1]

    @cached_property
    def _blocks(self) -> list[int]:
        """Offsets at which a block begins: after an empty line, a page break or a ruled line."""
        starts = [0]
        blank = False
        for number in range(len(self.starts)):
            line = self.line(number).strip()
            if not line or not line.strip("-=_*~ "):
                blank = True
                continue
            if blank:
                starts.append(self.starts[number])
            blank = False
        return starts

    def block(self, at: int) -> tuple[int, int]:
        """The block of lines (between empty lines) around an offset."""
        index = max(bisect_right(self._blocks, at) - 1, 0)
        end = self._blocks[index + 1] if index + 1 < len(self._blocks) else len(self.text)
        return self._blocks[index], end

    def cells(self, number: int) -> list[tuple[int, int]]:
        """The cells of a table row as spans; a single cell when the line is none. Separators: |, tab, or two blanks and
        more."""
        if number not in self._cells:
            self._cells[number] = self._split(number)
        return self._cells[number]

    @cached_property
    def _cells(self) -> dict[int, list[tuple[int, int]]]:
        return {}

    def _split(self, number: int) -> list[tuple[int, int]]:
        start, end = self.line_span(number)
        end = min(end, start + 2000)
        line = self.text[start:end]
        pattern = r"\|" if line.count("|") >= 2 else r"\t+" if "\t" in line else r" {2,}"
        if line.count(",") >= 3 and "  " not in line and "|" not in line and "\t" not in line:
            return self._csv_cells(start, line)
        cells, at = [], 0
        for match in re.finditer(pattern, line):
            if line[at : match.start()].strip():
                cells.append((start + at, start + match.start()))
            at = match.end()
        if line[at:].strip():
            cells.append((start + at, end))
        return cells

    def _csv_cells(self, start: int, line: str) -> list[tuple[int, int]]:
        cells, at, quoted = [], 0, False
        for index, char in enumerate(line):
            if char == '"':
                quoted = not quoted
            elif char == "," and not quoted:
                cells.append((start + at, start + index))
                at = index + 1
        return [*cells, (start + at, start + len(line))]

    def row(self, at: int) -> list[str]:
        """The cells of the row in which an offset stands; empty for running text."""
        cells = self.cells(self.line_number(at))
        return [self.text[a:b].strip(' "') for a, b in cells] if len(cells) >= 2 else []

    def has_column(self, at: int, header: re.Pattern[str]) -> bool:
        """Whether the table in which an offset stands has a column with such a header."""
        return any(header.search(self.column(start)) for start, _ in self.cells(self.line_number(at)))

    def in_first_columns(self, at: int) -> bool:
        """Whether an offset stands in one of the first three cells of its row, where the person is whom the row is about."""
        cells = self.cells(self.line_number(at))
        return at < cells[min(2, len(cells) - 1)][1] if cells else False

    def column(self, at: int) -> str:
        """The header of the table column in which an offset stands, found at most 80 rows above. Else empty."""
        number = self.line_number(at)
        cells = self.cells(number)
        if len(cells) < 2:
            return ""
        index = next((i for i, (a, b) in enumerate(cells) if a <= at < b), None)
        if index is None:
            return ""
        key = (number, index)
        if key not in self._columns:
            self._columns[key] = self._find_column(number, index)
        return self._columns[key]

    def _find_column(self, number: int, index: int) -> str:
        cells = self.cells(number)
        offset = cells[index][0] - self.starts[number]
        for above in range(number - 1, max(number - 80, -1), -1):
            line = self.line(above)
            if not line.strip():
                if number - above > 2:
                    break
                continue
            header = self.cells(above)
            texts = [self.text[a:b].strip(' "') for a, b in header]
            if len(header) >= 3 and not any(re.search(r"\d|@", text) for text in texts) and not self._holds_name(above):
                if "|" in line or "\t" in line or ("," in line and "  " not in line):
                    return texts[index] if len(header) == len(cells) else ""
                nearest = min(range(len(header)), key=lambda i: abs(header[i][0] - self.starts[above] - offset))
                return texts[nearest] if abs(header[nearest][0] - self.starts[above] - offset) <= 6 else ""
        return ""
