"""The ledger: who did what and when, filtered; its chain verified; exported."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from foia.ledger import Kind, Verification
from foia.screens import words
from foia.screens.house import look, who_is_here
from foia.screens.session import ILLINOIS, actor, office, selected, telling

LIMIT = 500


def ledger() -> None:
    look()
    actor()
    desk = office()
    st.title("Ledger")
    who_is_here()
    st.caption("Every step is written here, each entry bound to the one before by its hash. No text of a record stands in it.")
    cases = {case.id: f"{case.number} · {case.title}" for case in desk.inbox(closed=True)}
    first, second, third, fourth = st.columns([3, 3, 2, 2], vertical_alignment="bottom")
    ids = ["", *cases]
    chosen = first.selectbox(
        "Case",
        ids,
        index=ids.index(selected("case")) if selected("case") in ids else 0,
        format_func=lambda id: cases.get(id, "every case"),
    )
    kinds = second.multiselect(
        "What happened", list(Kind), format_func=lambda kind: kind.value.replace("_", " "), placeholder="everything"
    )
    who = third.selectbox("Who", ["", *(person.name for person in desk.people())], format_func=lambda name: name or "everybody")
    with fourth, st.container(horizontal=True):
        if st.button("Verify", icon=":material/verified:", type="primary"):
            with telling():
                found = desk.verify_ledger()
                st.session_state["verified"] = _said(found)
        _export()
    if st.session_state.get("verified"):
        st.success(st.session_state.pop("verified"), icon=":material/verified:")
    events = desk.events(chosen or None, kinds=kinds, by=who, limit=None)
    if len(events) > LIMIT:
        st.caption(f"The latest {LIMIT} of {len(events):,} entries are shown; the export holds all of them.")
    st.dataframe(
        [
            {
                "No.": event.sequence,
                "When": words.moment(event.at, ILLINOIS),
                "Who": event.by,
                "Role": event.role,
                "What": str(event.kind).replace("_", " "),
                "Case": cases.get(event.case_id, "").split(" · ")[0],
                "Details": _details(event.data),
                "Hash": event.hash[:12],
            }
            for event in reversed(events[-LIMIT:])
        ],
        hide_index=True,
        width="stretch",
        height=560,
    )


def _said(found: Verification) -> str:
    return f"The chain holds: {words.plural(found.entries, 'entry', 'entries')}, compared with {words.plural(found.anchors, 'head')} noted elsewhere."


def _details(data: Mapping[str, object]) -> str:
    hidden = {"digest", "head", "sha256", "source_sha256", "file_sha256"}
    parts = []
    for key, value in data.items():
        if key in hidden or value in (None, "", [], 0):
            continue
        shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        parts.append(f"{key.replace('_', ' ')}: {shown}")
    return "; ".join(parts)


def _export() -> None:
    def whole() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ledger.jsonl"
            office().export_ledger(path)
            return path.read_bytes()

    st.download_button("Export", whole, file_name="ledger.jsonl", mime="application/jsonl", icon=":material/download:")
