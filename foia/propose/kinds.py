"""The kinds of record that the rules distinguish. The guess from a record's words lives with the people, who need it first."""

from __future__ import annotations

from foia.redaction.people.kinds import KINDS, PUBLIC, kind_of, like

__all__ = ["KINDS", "PUBLIC", "kind_of", "like"]
