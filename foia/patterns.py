"""Searching without regard to case, fast: small letters in the pattern and in the text. Imports: stdlib.

With `re.IGNORECASE` Python's `re` looks at every place of a text for every alternative; between small letters it skips to the
characters that a pattern can begin with.
"""

from __future__ import annotations

import re

_CAPITALS = re.compile(r"\\.|\(\?P[<=]\w+|[A-Z]+", re.DOTALL)


def small(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Compiles a pattern to be searched in `text.lower()`; what it finds there is what IGNORECASE finds in the text (ASCII)."""
    return re.compile(_CAPITALS.sub(lambda match: match[0] if match[0][0] in "\\(" else match[0].lower(), pattern), flags)
