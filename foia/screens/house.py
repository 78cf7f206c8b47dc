"""The way in: navigation, sign-in, first-run set-up."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from pathlib import Path

import streamlit as st
from PIL import Image, ImageDraw

from foia.errors import FoiaError
from foia.model import Actor, ActorRole
from foia.screens import pictures
from foia.screens.session import (
    ROLES,
    SAMPLES,
    keep_who,
    me,
    office,
    oidc_configured,
    say,
    select,
    show_said,
    sign_in,
    sign_out,
    tell,
    telling,
)


def run() -> None:
    """Draw the app: the chosen screen under the navigation; first of all, who is there."""
    from foia.screens import case, inbox, law, ledger, settings

    st.set_page_config(page_title="FOIA desk", page_icon=_icon(), layout="wide", initial_sidebar_state="auto")
    look()
    if not office().people():
        first_person()
        return
    if me() is None:
        choose_person()
        return
    keep_who()
    pages = {
        "inbox": st.Page(inbox.inbox, title="Inbox", icon=":material/inbox:", default=True),
        "case": st.Page(case.case, title="Case", icon=":material/folder_open:"),
        "law": st.Page(law.law, title="Law", icon=":material/menu_book:"),
        "ledger": st.Page(ledger.ledger, title="Ledger", icon=":material/history:"),
        "settings": st.Page(settings.settings, title="Settings", icon=":material/settings:"),
    }
    st.session_state["pages"] = pages
    page = st.navigation(list(pages.values()), position="top")
    try:
        page.run()
    except FoiaError as error:
        tell(error)
    except Exception as error:  # noqa: BLE001 - the edge: nobody above could tell it in plain words
        unexpected(error)
    show_said()


def unexpected(error: Exception) -> None:
    """What nobody foresaw, in plain words; the log gets its kind and place, never its text, which might be a record's."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
    logging.getLogger(__name__).error("the screen ended with %s", where)
    st.error(
        f"**The program made a mistake that nobody foresaw.** Nothing that was saved is lost.  \n"
        f"What to do: load the page again. If it comes back, tell whoever looks after this program: `{where}`.",
        icon=":material/error:",
    )


def _icon() -> Image.Image:
    """A page with a black bar, drawn here: Streamlit would fetch a named icon from the network."""
    icon = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    pen = ImageDraw.Draw(icon)
    pen.rounded_rectangle((5, 2, 27, 30), 3, fill="white", outline="#1d5a8a", width=2)
    pen.rectangle((9, 9, 23, 11), fill="#8496a5")
    pen.rectangle((9, 15, 23, 20), fill="#17212b")
    pen.rectangle((9, 24, 18, 26), fill="#8496a5")
    return icon


def look() -> None:
    """Less room at the top, and the pictures' own styles."""
    light_text = "#8cc4ee"  # the theme's blue is for surfaces: as text on the dark ground it would be too faint
    st.html(
        pictures.STYLE
        + (
            f"<style>[data-variant][role=radio][aria-checked=true],[data-variant][role=radio][aria-checked=true] p,"
            f"[role=tab][aria-selected=true],[role=tab][aria-selected=true] p{{color:{light_text}!important}}</style>"
            if dark()
            else ""
        )
        + """<style>
.block-container{padding-top:4.1rem!important;padding-bottom:2rem!important;padding-left:2rem!important;padding-right:2rem!important;max-width:1560px}
.st-key-who{position:fixed;top:.55rem;right:1rem;z-index:999991;width:auto!important;max-width:46vw}
.st-key-who button{min-height:2.2rem;padding-top:.1rem;padding-bottom:.1rem}
[class*=st-key-node-] button,[class*=st-key-law-node-] button{justify-content:flex-start;text-align:left}
[class*=st-key-node-] button>div,[class*=st-key-law-node-] button>div{justify-content:flex-start;width:100%}
[class*=st-key-node-] button p,[class*=st-key-law-node-] button p{white-space:normal!important;overflow:visible!important}
.stMarkdownBadge,[data-testid=stCheckbox] p{white-space:normal!important;overflow:visible!important;text-overflow:clip!important}
.stMarkdownBadge{display:inline!important}
@media(max-width:1000px){.st-key-interview>div>[data-testid=stHorizontalBlock],.st-key-interview>[data-testid=stHorizontalBlock]{flex-wrap:wrap}
 .st-key-interview [data-testid=stColumn]{min-width:100%}}
.st-key-steps button{min-height:2.2rem;padding-top:.15rem;padding-bottom:.15rem}
.st-key-head{padding-bottom:.45rem}.st-key-head p{margin-bottom:0!important}.st-key-head h4{font-size:1.15rem!important;padding:.1rem 0 0!important}
[data-testid=stVerticalBlock]{gap:.7rem}
@media(max-width:700px){.st-key-who{position:static}}
h1{font-size:1.6rem!important;padding:.2rem 0!important}h2{font-size:1.25rem!important;padding:.4rem 0 .2rem!important}
h3{font-size:1.08rem!important;padding:.3rem 0 .45rem!important}
[data-testid=stWidgetLabel],[data-testid=stWidgetLabel] p{color:inherit!important}
[data-testid=stCaptionContainer]{color:inherit;opacity:.88}
[data-testid=stCaptionContainer] p{font-size:.9rem}
@media print{header,[data-testid=stToolbar],.stButton,[data-testid=stPopover],.st-key-steps,.st-key-noprint{display:none!important}
 .block-container{max-width:none;padding:0!important}}
</style>"""
    )


def dark() -> bool:
    """Whether the browser shows the dark theme."""
    return bool(st.context.theme.type == "dark")


def who_is_here() -> None:
    """The name of who is signed in, always in sight, with the way to change it."""
    person = me()
    if person is None:
        return
    with (
        st.container(key="who"),
        st.popover(f"{person.name}, {ROLES[person.role]}", icon=":material/person:", help="Who is signed in"),
    ):
        st.markdown(f"**{person.name}**  \n{person.title}  \nRole: {ROLES[person.role]}")
        if oidc_configured():
            st.caption("Signed in by your agency's provider.")
            if st.button("Sign out", key="oidc-out"):
                st.logout()
        else:
            st.caption("Local sign-in: this program asks for no password. Whoever can open it can choose any name on the list.")
            if st.button("Somebody else", key="other-person"):
                sign_out()
                st.rerun()


def first_person() -> None:
    """Set-up on the first run: the first person lets themselves in."""
    st.title("Welcome")
    st.write(
        "This program walks you from a FOIA request to a lawful, proven response. It runs on this machine; nothing is sent anywhere."
    )
    left, right = st.columns([3, 2], gap="large")
    with left, st.form("first"):
        st.subheader("Who are you?")
        name = st.text_input("Your name", placeholder="Joyce Tremblay")
        title = st.text_input("Your title", placeholder="Village Clerk", help="Letters print it: 5 ILCS 140/9(a).")
        role = st.radio(
            "Your role",
            [ActorRole.OFFICER, ActorRole.CLERK, ActorRole.COUNSEL, ActorRole.ADMIN],
            format_func=lambda role: {
                ActorRole.OFFICER: "FOIA officer: confirms requests, decides, releases",
                ActorRole.CLERK: "Clerk: adds records, redacts, decides",
                ActorRole.COUNSEL: "Counsel: reviews and signs",
                ActorRole.ADMIN: "Administrator: settings and people",
            }[role],
        )
        sample = st.checkbox("Put the sample case in the inbox, to learn on (everybody in it is invented)", value=True)
        if st.form_submit_button("Start", type="primary"):
            with telling():
                person = Actor(name.strip(), title.strip(), role)
                office().save_person(person, by=person)
                sign_in(person)
                if sample and role in (ActorRole.OFFICER, ActorRole.CLERK):
                    add_sample(person)
                st.rerun()
    with right:
        st.subheader("How it goes")
        st.markdown(
            "1. Paste a request. Its clock starts.\n2. Drop the records in.\n3. Answer a few questions; the statute's words stand beside them.\n"
            "4. Look at every page; accept or reject what is proposed.\n5. Counsel signs, if you want it.\n6. Letter, index and redacted files come out as one ZIP.\n\n"
            "The program proposes; you decide. It is not legal advice."
        )


def choose_person() -> None:
    """Sign-in: the agency's provider where one is configured, else a name from the list."""
    st.title("Who is there?")
    if oidc_configured():
        if st.user.is_logged_in:
            st.warning(
                f"You are signed in, but nobody registered here is called '{st.user.get('name') or st.user.get('email')}'. Ask whoever keeps the list of people to add you."
            )
            if st.button("Sign out"):
                st.logout()
        elif st.button("Sign in with your agency account", type="primary"):
            st.login()
        return
    st.write("Choose your name. What you do is kept under it.")
    for person in office().people():
        if st.button(
            f"{person.name} · {person.title} ({ROLES[person.role]})", key=f"as-{person.name}", icon=":material/person:"
        ):
            sign_in(person)
            st.rerun()
    st.caption(
        "Local sign-in: this program asks for no password. Use your agency's provider where more people share it (docs/getting-started.md)."
    )


def add_sample(by: Actor) -> None:
    """The sample case: its request and its records, as if they had come in now."""
    request = SAMPLES / "request.eml"
    if not request.is_file():
        return
    files = ["incident-report.pdf", "crash-report-scan.pdf", "bwc-transcript.txt", "bwc-audit-log.csv", "attorney-thread.eml"]
    with st.spinner("Adding the sample case"):
        made = office().add_request(
            request.read_bytes(), received=office().now() - dt.timedelta(minutes=5), by=by, name=request.name
        )
        for name in files:
            try:
                office().add_record(made.id, SAMPLES / name, by=by)
            except FoiaError as error:
                say(f"{name}: {error.what}")
    select(case=made.id, step="request")
