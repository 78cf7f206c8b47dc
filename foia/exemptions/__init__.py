"""What the law says: provisions as data, evaluated over answers. Knows nothing of files, redaction or storage.

Imports: stdlib, yaml, foia.model, foia.errors.
"""

from foia.exemptions import explain
from foia.exemptions.catalog import Catalog
from foia.exemptions.loading import load_catalog
from foia.exemptions.logic import CANT_TELL, Question, Quote, Trace, Truth
from foia.exemptions.provision import Finding, Provision, Status, Version

__all__ = [
    "CANT_TELL",
    "Catalog",
    "Finding",
    "Provision",
    "Question",
    "Quote",
    "Status",
    "Trace",
    "Truth",
    "Version",
    "explain",
    "load_catalog",
]
