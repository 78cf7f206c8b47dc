"""What leaves the office: letters, the index of withholdings, counsel's log, the package. Imports: model, errors, agency,
requests.

Letters are made from decisions, the package from proofs; neither accepts a bare file or a proposal.
"""

from foia.response.checklist import Check, checklist, require
from foia.response.grounds import record_label
from foia.response.letters import Asked, Enclosed, Letter, LetterKind, build_letter
from foia.response.logs import Entry, build_counsel_log, build_index, index_csv, index_pdf, provisions
from foia.response.package import Package, Packed, build_package, check_package
from foia.response.render import Block, blocks, runs

__all__ = [
    "Asked",
    "Block",
    "Check",
    "Enclosed",
    "Entry",
    "Letter",
    "LetterKind",
    "Package",
    "Packed",
    "blocks",
    "build_counsel_log",
    "build_index",
    "build_letter",
    "build_package",
    "check_package",
    "checklist",
    "index_csv",
    "index_pdf",
    "provisions",
    "record_label",
    "require",
    "runs",
]
