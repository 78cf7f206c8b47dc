"""Long work of a case, seen from any screen: how far it is, stopping it, how it ended."""

from __future__ import annotations

import streamlit as st

from foia.screens import words
from foia.screens.session import office, tell

DOES = {"detection": "Searching the records", "release": "Removing and proving"}


def busy(case_id: str) -> bool:
    """Whether something long goes on for the case now."""
    found = office().work(case_id)
    return found is not None and found.running


def show(case_id: str) -> None:
    """How far the long work of the case is, or what ended it."""
    found = office().work(case_id)
    if found is None:
        return
    if found.running:
        _going(case_id)
    elif found.error is not None:
        tell(found.error)


@st.fragment(run_every=2.0)  # type: ignore[untyped-decorator]
def _going(case_id: str) -> None:
    found = office().work(case_id)
    if found is None or not found.running:
        st.rerun(scope="app")
        return
    share = found.done / found.total if found.total else 0.0
    counted = f"{found.done:,} of {words.plural(found.total, 'page')}" if found.total else "starting"
    st.progress(min(share, 1.0), f"{DOES[found.stage]}: {counted}. It goes on when you close the browser.")
    if st.button("Stop", key="stop-work", icon=":material/stop:"):
        found.cancel()
