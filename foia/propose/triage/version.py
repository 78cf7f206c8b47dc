"""A short digest of the data that triage goes by: whoever keeps its answers puts it in the key. Imports: stdlib."""

from __future__ import annotations

import hashlib
from pathlib import Path


def _digest() -> str:
    whole = hashlib.sha256()
    for path in sorted(Path(__file__).parent.iterdir()):
        if path.suffix in (".yaml", ".npz", ".py"):
            whole.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


DATA_VERSION = _digest()  # code and data of the room: either changes what is raised
