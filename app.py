"""The front end: `foia app` runs this file. Everything it shows lives in foia/screens."""

from foia.screens.house import run

run()
