"""Fonts whose text layer says something else than their letters show. Imports: stdlib, numpy, pypdfium2, this room's modules.

A font may map its letters to any characters: by accident (lost tables) or on purpose, so that a search finds nothing. Each
font of a file is read once as a picture, by a few of its words, and compared with what the text layer claims.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from foia import pdfium
from foia.records import ocr
from foia.records.lines import Glyphs

_WORDS = 4  # of each font
_SHORTEST = 4  # letters and digits in a word that is compared
_LETTERS = 8  # of a font, needed before it is judged on what one page shows
_ALIKE = 0.5  # least likeness of what is read and what is claimed
_SURE = 0.6  # least confidence of a reading that contradicts
_SCALE = ocr.DPI / 72
_TALLEST = 60.0  # points
_MAX_PIXELS = 16_000_000

_P, _I = ctypes.c_void_p, ctypes.c_int
_text_object = ctypes.CFUNCTYPE(_P, _P, _I)(ctypes.cast(raw.FPDFText_GetTextObject, _P).value or 0)
_font_of = ctypes.CFUNCTYPE(_P, _P)(ctypes.cast(raw.FPDFTextObj_GetFont, _P).value or 0)


class Fonts:
    """What is known of one open file's fonts."""

    def __init__(self) -> None:
        self._verdicts: dict[int, bool] = {}

    def are_honest(self, fonts: frozenset[int]) -> bool:
        """Whether all of these fonts have been judged before, and none lies."""
        return all(self._verdicts.get(font) is False for font in fonts)

    def lie(self, page: Any, textpage: Any, found: Sequence[Glyphs], firsts: Sequence[int]) -> bool:
        """Whether a font of these words lies; `firsts` are the indices of the words' first characters."""
        handle = ctypes.cast(textpage, _P).value
        used: dict[int, list[Glyphs]] = defaultdict(list)
        lying = False
        for glyphs, index in zip(found, firsts, strict=True):
            text_object = _text_object(handle, index)
            font = _font_of(text_object) if text_object else None
            if not font:
                continue
            if font in self._verdicts:
                lying = lying or self._verdicts[font]
            else:
                used[font].append(glyphs)
        samples = {font: sample for font, words in used.items() if (sample := _sample(words))}
        if samples:
            self._judge(page, samples)
            lying = lying or any(self._verdicts[font] for font in samples)
        return lying

    def _judge(self, page: Any, samples: dict[int, list[Glyphs]]) -> None:
        """Reads the samples as pictures, one below the other, all at once."""
        scale = pdfium.fitting_scale(page, _SCALE, _MAX_PIXELS)
        pixels = pdfium.render(page, scale=scale, grey=True, max_pixels=_MAX_PIXELS)
        rows: list[tuple[int, Glyphs, ocr.Pixels]] = []
        for font, sample in samples.items():
            for glyphs in sample:
                x0, y0, x1, y1 = (round(edge * scale) for edge in glyphs.box)
                cut = pixels[max(y0, 0) : y1, max(x0 - 3, 0) : x1 + 3]
                if cut.size:
                    rows.append((font, glyphs, cut if cut.mean() > 110 else 255 - cut))
        self._verdicts |= dict.fromkeys(samples, False)
        if not rows:
            return
        width = max(cut.shape[1] for *_, cut in rows) + 40
        strip = np.full((sum(cut.shape[0] + 24 for *_, cut in rows) + 24, width), 255, dtype=np.uint8)
        spans: list[tuple[float, float]] = []
        at = 24
        for *_, cut in rows:
            strip[at : at + cut.shape[0], 20 : 20 + cut.shape[1]] = cut
            spans.append((at / scale, (at + cut.shape[0]) / scale))
            at += cut.shape[0] + 24
        seen = ocr.recognise(strip, scale=scale, block=True)
        if seen.confidence < _SURE:
            return
        read: dict[int, str] = defaultdict(str)
        claimed: dict[int, str] = defaultdict(str)
        for (font, glyphs, _), (top, bottom) in zip(rows, spans, strict=True):
            claimed[font] += bare(glyphs.text)
            read[font] += "".join(bare(g.text) for g in seen.glyphs if top <= (g.box.y0 + g.box.y1) / 2 <= bottom)
        for font, text in read.items():
            if len(text) >= _SHORTEST:
                self._verdicts[font] = SequenceMatcher(None, text, claimed[font], autojunk=False).ratio() < _ALIKE


def _sample(words: Sequence[Glyphs]) -> list[Glyphs]:
    """The longest words that can be compared; none where they are too few to judge a font by."""
    fit = [
        glyphs
        for glyphs in words
        if glyphs.turns == 0 and len(bare(glyphs.text)) >= _SHORTEST and 4 < glyphs.box.y1 - glyphs.box.y0 < _TALLEST
    ]
    fit.sort(key=lambda glyphs: -min(len(glyphs.text), 14))
    chosen = fit[:_WORDS]
    return chosen if sum(len(bare(glyphs.text)) for glyphs in chosen) >= _LETTERS else []


def bare(text: str) -> str:
    """Latin letters and digits, as alike as text recognition takes them to be."""
    plain = "".join(c for c in text.casefold() if c.isalnum())
    return plain.translate(str.maketrans("ilo", "110"))
