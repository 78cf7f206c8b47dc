"""Small pictures as HTML made here: the clock as a strip of days, redactions by provision as bars. Everything is escaped.

Pictures are never the only carrier: each has a text beside it, and a label for screen readers. Imports: stdlib and words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape
from typing import Any

from foia.screens import words

STYLE = """<style>
.f-strip{display:flex;flex-wrap:wrap;gap:2px;margin:.35rem 0 .1rem;padding:0!important;list-style:none}
.f-strip li{width:2.35rem;margin:0!important;padding:.15rem 0;text-align:center;font-size:.8125rem;line-height:1.15;border-radius:.25rem;
 border:1px solid var(--f-line);color:inherit}
.f-strip li b{display:block;font-size:.9375rem}
.f-strip .count{background:var(--f-soft)}
.f-strip .off{border-style:dashed;border-color:transparent;background:repeating-linear-gradient(45deg,transparent 0 4px,var(--f-hatch) 4px 5px)}
.f-strip .past{background:var(--f-past)}
.f-strip .today{outline:2px solid var(--f-ink);outline-offset:1px;font-weight:600}
.f-strip .due{background:var(--f-due);color:#fff;font-weight:600}
.f-strip .gap{border:0;width:1.2rem}
.f-bars{display:grid;grid-template-columns:max-content 1fr max-content;gap:.3rem .6rem;align-items:center;margin:.2rem 0 .6rem}
.f-bars i{display:block;height:.8rem;border-radius:.2rem;background:var(--f-bar)}
.f-said{position:fixed;right:1.2rem;bottom:1.2rem;z-index:999992;background:#0b4f3c;color:#fff;padding:.5rem 1rem;border-radius:.4rem;
 box-shadow:0 4px 16px #0005;animation:f-said 5s forwards}
@keyframes f-said{0%,85%{opacity:1}100%{opacity:0;visibility:hidden}}
.f-chip{display:inline-block;border:1px solid currentColor;border-radius:1rem;padding:0 .6rem;font-size:.875rem;line-height:1.5;white-space:nowrap}
.f-chip.late{background:var(--f-due);color:#fff;border-color:var(--f-due)}
.f-tree{margin:.2rem 0;padding-left:0;list-style:none}
.f-tree ul{list-style:none;padding-left:1.1rem;margin:0;border-left:1px solid var(--f-line)}
.f-tree li{margin:.15rem 0!important;font-size:.9375rem}
.f-tree .t{display:inline-block;min-width:1.4rem;font-weight:700}
.f-tree q{opacity:.95;font-style:italic;font-size:.875rem}
.f-law{border-left:3px solid var(--f-bar);padding:.25rem .8rem;margin:.3rem 0;font-size:.9375rem;white-space:pre-wrap}
.f-text{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.9375rem;max-width:46rem}
.f-text mark{background:var(--f-mark);color:inherit;padding:0 .1rem}
.f-letter{overflow-wrap:anywhere;background:#fff;color:#17212b;border:1px solid var(--f-line);padding:2rem 2.4rem;
 font-family:Georgia,'Liberation Serif','DejaVu Serif',serif;font-size:.9375rem;line-height:1.5;max-width:46rem}
.f-table{width:100%;border-collapse:collapse;font-size:.9375rem;margin:0!important}.f-table th,.f-table td{text-align:left;vertical-align:top;
 padding:.28rem .5rem!important;border:0!important;border-bottom:1px solid var(--f-line)!important}.f-table td:first-child{white-space:nowrap}
.f-letter p,.f-letter li,.f-letter div,.f-letter blockquote{font-size:inherit}.f-letter .name{font-weight:700;font-size:1.15rem}.f-letter .head{font-size:.8125rem}.f-letter hr{margin:.6rem 0 1.1rem;border:0;border-top:1px solid #444}
.f-letter p,.f-letter ul,.f-letter blockquote{margin:.55rem 0;color:inherit}.f-letter div+p{margin-top:1rem}
.f-letter h4,.f-letter h5{color:inherit;padding:0;margin:1.1rem 0 .4rem;font-family:inherit;font-size:1.02rem;font-weight:700}.f-letter h5{font-size:.97rem}
.f-letter blockquote{border:0;padding:0 0 0 1.4rem}.f-letter ul{padding-left:1.5rem}.f-letter li{font-size:inherit!important;margin:.15rem 0!important}
:root{--f-line:#9aa6b1;--f-soft:#e3edf5;--f-hatch:#b9c4cd;--f-past:#c5d3de;--f-ink:#17212b;--f-due:#8a1c13;--f-bar:#1d5a8a;--f-mark:#ffe49a}
.f-dark{--f-line:#5b6b79;--f-soft:#22384a;--f-hatch:#46535e;--f-past:#34495a;--f-ink:#e9eef3;--f-due:#b3392d;--f-bar:#6aaede;--f-mark:#66500a}
</style>"""


def clock(days: Sequence[Any], *, today: dt.date, due: dt.date, dark: bool = False) -> str:
    """The days of the count, from receipt to the due date: counted, not counted, gone, today, due."""
    shown = [day for day in days if day.date <= due] or list(days)
    if len(shown) > 34:
        shown = [*shown[:3], None, *shown[-30:]]
    cells = []
    for day in shown:
        if day is None:
            cells.append('<li class="gap" aria-hidden="true">…</li>')
            continue
        kinds = ["count" if day.counts else "off"]
        if day.date < today:
            kinds.append("past")
        if day.date == today:
            kinds.append("today")
        if day.date == due:
            kinds.append("due")
        said = f"{words.day(day.date)}: {day.why}" + (", today" if day.date == today else "")
        cells.append(
            f'<li class="{" ".join(kinds)}" title="{escape(said)}" aria-label="{escape(said)}">'
            f"{format(day.date, '%a')[:2]}<b>{day.date.day}</b></li>"
        )
    return f'<div class="{"f-dark" if dark else ""}"><ul class="f-strip" aria-label="The count of days">{"".join(cells)}</ul></div>'


def bars(values: Sequence[tuple[str, int]], *, dark: bool = False) -> str:
    """Counts as bars, the largest first, each with its name and number."""
    top = max((count for _, count in values), default=1) or 1
    rows = [
        f'<span>{escape(name)}</span><i style="width:{max(100 * count / top, 1.5):.0f}%" aria-hidden="true"></i><b>{count}</b>'
        for name, count in values
    ]
    return f'<div class="{"f-dark" if dark else ""}"><div class="f-bars">{"".join(rows)}</div></div>'


def marked(text: str, spans: Sequence[tuple[int, int, str]], *, dark: bool = False) -> str:
    """A text with passages marked; each mark says why in its title."""
    parts, at = [], 0
    for start, end, why in sorted(spans):
        if start < at or end > len(text):
            continue
        parts.append(escape(text[at:start]))
        parts.append(f'<mark title="{escape(why)}">{escape(text[start:end])}</mark>')
        at = end
    parts.append(escape(text[at:]))
    return f'<div class="{"f-dark" if dark else ""}"><div class="f-text">{"".join(parts)}</div></div>'


def letter(parts: Sequence[tuple[str, Sequence[tuple[str, bool]]]], head: Sequence[str]) -> str:
    """A letter as it will be read, on paper: dark on white in both themes.

    `parts` are its paragraphs: (style, runs of words with whether they are bold), as response.blocks and response.runs give."""
    tags = {
        "subject": "p",
        "heading": "h4",
        "subheading": "h5",
        "bullet": "li",
        "line": "div",
        "facts": "blockquote",
        "text": "p",
    }
    made = [f'<div class="{"name" if number == 0 else "head"}">{escape(line)}</div>' for number, line in enumerate(head)]
    made.append("<hr>" if head else "")
    listing = False
    for style, pieces in parts:
        if (style == "bullet") != listing:
            listing = not listing
            made.append("<ul>" if listing else "</ul>")
        words_ = "".join(f"<b>{escape(text)}</b>" if bold else escape(text) for text, bold in pieces) or "&nbsp;"
        tag = tags[style]
        made.append(f"<{tag}><b>{words_}</b></{tag}>" if style == "subject" else f"<{tag}>{words_}</{tag}>")
    return f'<div class="f-letter">{"".join(made)}{"</ul>" if listing else ""}</div>'


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, dark: bool = False) -> str:
    """A small table whose cells wrap, and which a screen reader reads as one."""
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    shown = f"<table class='f-table'><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="{"f-dark" if dark else ""}">{shown}</div>'


def law(text: str, *, dark: bool = False) -> str:
    """The statute's words."""
    return f'<div class="{"f-dark" if dark else ""}"><div class="f-law">{escape(text)}</div></div>'


def tree(finding: Any, *, dark: bool = False) -> str:
    """A finding's tree: what was asked, what was answered, what follows."""
    if finding.trace is None:
        return "<p>It holds no test: read its words.</p>"
    return f'<div class="{"f-dark" if dark else ""}"><ul class="f-tree">{_branch(finding, finding.trace, "")}</ul></div>'


def _branch(finding: Any, trace: Any, before: str) -> str:
    sign, said = _sign(trace.truth)
    if trace.test == "fact":
        question = finding.questions.get(trace.name)
        label = question.ask if question else trace.name.replace("_", " ")
        if trace.answer:
            label += f" — {trace.answer.replace('_', ' ')}"
    elif trace.test in ("term", "provision", "earlier"):
        label = trace.name.replace("_", " ")
    else:
        label = {"all": "all of these", "any": "any of these"}.get(trace.test, trace.test)
    quote = f" <q>{escape(trace.law.words)}</q>" if trace.law is not None and trace.test != "fact" else ""
    inner = "".join(_branch(finding, part, "") for part in trace.parts)
    if trace.unless is not None:
        inner += _branch(finding, trace.unless, "unless: ")
    below = f"<ul>{inner}</ul>" if inner else ""
    return f'<li><span class="t" aria-label="{said}">{sign}</span>{escape(before + label)}{quote}{below}</li>'


def _sign(truth: Any) -> tuple[str, str]:
    return {"YES": ("✓", "yes"), "NO": ("✗", "no")}.get(truth.name, ("?", "open"))
