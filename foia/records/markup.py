"""HTML -> plain text, nothing fetched, nothing run. Imports: stdlib and this room's modules."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from foia.records.parsed import Job, Parsed
from foia.records.plain import decode
from foia.records.typeset import Paragraph, typeset

_SKIPPED = {"script", "style", "head", "template", "object", "svg"}
_LINES = {
    "p",
    "div",
    "br",
    "tr",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "table",
    "ul",
    "ol",
    "hr",
    "section",
}
_CELLS = {"td", "th"}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipped = 0
        self._pre = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skipped += 1
        elif tag in _LINES:
            self.parts.append("\n")
            self._pre += tag == "pre"
        elif tag in _CELLS:
            self.parts.append("\t")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
        elif tag == "img" and not self._skipped:
            alternative = dict(attrs).get("alt")
            if alternative:
                self.parts.append(f"[picture: {alternative}]")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped = max(self._skipped - 1, 0)
        elif tag in _LINES:
            self.parts.append("\n")
            self._pre = max(self._pre - (tag == "pre"), 0)
        elif tag == "a" and self._links:
            target = self._links.pop()
            if target.lower().startswith(("mailto:", "tel:")):  # a link says more than its text, and prints
                self.parts.append(f" <{target}>")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.parts.append(data if self._pre else re.sub(r"\s+", " ", data))


def text_of_html(markup: str) -> str:
    """The text that a browser would show, one line a block, tabs between table cells; targets of mail and telephone links."""
    reader = _Text()
    reader.feed(markup)
    reader.close()
    lines = [re.sub(r"[ \xa0]+", " ", line).strip(" \t") for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def read_html(job: Job) -> Parsed:
    text = text_of_html(decode(job.path.read_bytes())[0])
    made = typeset([Paragraph(text)], job.view, title=job.name, limits=job.limits)
    notes = ("a web page: only its text was read, without pictures and styles", *made.notes)
    return Parsed(format="html", view=job.view, pages=made.pages, drawn_by="typeset", notes=notes)
