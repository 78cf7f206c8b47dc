"""What must not be seen: what identifies somebody, whose it is, taking it out, and proving it gone. Knows nothing of the law.

`remove`, `prove` and `inspect` are imported at once (their modules bear the same names, so the functions have to be bound last);
what loads language models waits until it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foia.redaction.inspect import Inspection, inspect
from foia.redaction.prove import proof_json, prove, prove_again
from foia.redaction.release_copy import release_table, release_text
from foia.redaction.remove import remove

if TYPE_CHECKING:
    from foia.redaction.detect import Detector
    from foia.redaction.people import gather_people

__all__ = [
    "Detector", "Inspection", "gather_people", "inspect", "proof_json", "prove", "prove_again", "release_table", "release_text",
    "remove",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "Detector":
        from foia.redaction.detect import Detector

        return Detector
    if name == "gather_people":
        from foia.redaction.people import gather_people

        return gather_people
    raise AttributeError(name)
