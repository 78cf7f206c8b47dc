"""What every screen stands on: the office, who is signed in, what is selected, and how errors are told.

The selection lives in the address (ids only), so that a reload or a bookmark comes back to the same place.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

import streamlit as st

from foia import jobs
from foia.case import Office
from foia.errors import FoiaError
from foia.model import Actor, ActorRole

ILLINOIS = ZoneInfo("America/Chicago")
SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"


@st.cache_resource(show_spinner="Opening the office")  # type: ignore[untyped-decorator]
def _open(data: str, database: str, workers: str) -> Office:
    return Office.open(database or None, Path(data), runner=jobs.runner(workers))


def office() -> Office:
    """One office a process, at the address that `foia app` was given."""
    read = os.environ.get
    found: Office = _open(read("FOIA_DATA", "foia-data"), read("FOIA_DATABASE", ""), read("FOIA_WORKERS", ""))
    return found


# ------------------------------------------------------------------------------------------------------------ who


def short_id(name: str) -> str:
    """What stands for a person in the address: no name is put there."""
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def oidc_configured() -> bool:
    """Whether the agency's own sign-in is set up (Streamlit's secrets, section [auth])."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def me() -> Actor | None:
    """Who is signed in: by the agency's provider where one is configured, else the local person chosen on this machine."""
    people = office().people()
    if oidc_configured():
        if not st.user.is_logged_in:
            return None
        known = str(st.user.get("name") or st.user.get("email") or "")
        return next((person for person in people if person.name == known), None)
    chosen = st.session_state.get("who") or st.query_params.get("who", "")
    return next((person for person in people if short_id(person.name) == chosen), None)


def sign_in(person: Actor) -> None:
    st.session_state["who"] = short_id(person.name)
    st.query_params["who"] = st.session_state["who"]


def sign_out() -> None:
    st.session_state.pop("who", None)
    st.query_params.pop("who", None)


def actor() -> Actor:
    """Who is signed in; a screen that is reached without anybody stops here."""
    person = me()
    if person is None:
        st.info("Nobody is signed in. Choose who you are at the top of the Inbox.")
        st.stop()
        raise AssertionError  # st.stop does not return
    if not st.session_state.get("who"):
        st.session_state["who"] = short_id(person.name)
    return person


ROLES = {
    ActorRole.CLERK: "clerk",
    ActorRole.OFFICER: "FOIA officer",
    ActorRole.COUNSEL: "counsel",
    ActorRole.ADMIN: "administrator",
}


# ------------------------------------------------------------------------------------------------------ selection


def selected(name: str) -> str:
    """A selected id (case, step, record, page, node), from the address, else what was selected last in this session."""
    kept: dict[str, str] = st.session_state.setdefault("selected", {})
    value = st.query_params.get(name)
    if value is not None:
        kept[name] = str(value)
    return kept.get(name, "")


def select(**names: str) -> None:
    """Select things by id; "" clears."""
    kept: dict[str, str] = st.session_state.setdefault("selected", {})
    for name, value in names.items():
        kept[name] = value
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)
    keep_who()


def go(screen: str, /, **names: str) -> None:
    """Show another page of the program with things selected on it."""
    select(**names)
    target = st.session_state.get("pages", {}).get(screen)
    if target is not None:
        who = {"who": st.session_state["who"]} if st.session_state.get("who") and not oidc_configured() else {}
        st.switch_page(target, query_params={**who, **{name: value for name, value in names.items() if value}})


def keep_who() -> None:
    """The person stays in the address when a page is changed, so that a reload does not sign them out."""
    if st.session_state.get("who") and not oidc_configured() and st.query_params.get("who") != st.session_state["who"]:
        st.query_params["who"] = st.session_state["who"]


# --------------------------------------------------------------------------------------------------------- errors


def tell(error: FoiaError) -> None:
    """What happened, why, and what to do, as plain text."""
    parts = [f"**{_plain(error.what.rstrip('.'))}.**"]
    if error.why:
        parts.append(f"Why: {_plain(error.why.rstrip('.'))}.")
    if error.remedy:
        parts.append(f"What to do: {_plain(error.remedy.rstrip('.'))}.")
    st.error("  \n".join(parts), icon=":material/error:")


@contextmanager
def telling() -> Iterator[None]:
    """A FoiaError inside is shown in plain words instead of ending the screen."""
    try:
        yield
    except FoiaError as error:
        tell(error)


def _plain(text: str) -> str:
    """Text that Markdown leaves alone."""
    for sign in "\\`*_[]<>$~#|:":
        text = text.replace(sign, "\\" + sign)
    return text


plain = _plain


def say(text: str) -> None:
    """A short word that something was done; shown after the next redraw."""
    st.session_state["said"] = text


def show_said() -> None:
    text = st.session_state.pop("said", "")
    if text:
        st.html(f'<div class="f-said" role="status">✓ {escape(text)}</div>')
