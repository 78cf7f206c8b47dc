"""Which exemptions to look at, and where: record kinds, candidate provisions, sorting a case, what a request's items are answered by.

It raises questions and never concludes. Imports: model, errors, exemptions, records.duplicates, redaction (command line only).
"""

from __future__ import annotations

from .answering import Answered, Match, answered
from .batch import run_batch, run_files, shown
from .learning import Example, Learned, learn, remember
from .passages import Passage
from .recordkinds import RECORD_KINDS, Kind, record_kind, same_kind
from .segregable import Warning, segregability
from .sorting import CaseSort, Pile, Sorted, sort_case, threads
from .version import DATA_VERSION
from .weigh import THRESHOLD, Candidate, Triage, triage

__all__ = [
    "DATA_VERSION", "RECORD_KINDS", "THRESHOLD", "Answered", "Candidate", "CaseSort", "Example", "Kind", "Learned", "Match", "Passage", "Pile",
    "Sorted", "Triage", "Warning", "answered", "learn", "record_kind", "remember", "run_batch", "run_files", "same_kind",
    "segregability", "shown", "sort_case", "threads", "triage",
]  # fmt: skip
