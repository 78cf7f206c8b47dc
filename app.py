"""The front end: `foia app` runs this file. Everything it shows lives in foia/screens."""

import sys

# Installed for training alone, these would be loaded by libraries that can do without: for minutes, while screens are drawn.
for unneeded in ("torch", "transformers"):
    sys.modules.setdefault(unneeded, None)  # type: ignore[arg-type]

from foia.screens.house import run  # noqa: E402

run()
