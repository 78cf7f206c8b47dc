"""The law: search by words, citation or status; the statute's words, sources, what changed; examples; try the questions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from foia.errors import FoiaError
from foia.exemptions import CANT_TELL, Provision, Status
from foia.exemptions.scenario import Scenario, read_scenarios
from foia.screens import pictures, words
from foia.screens.house import dark, look, who_is_here
from foia.screens.session import actor, office, plain, select, selected, tell

MOST = 40
STATUS_COLOURS = {Status.IN_FORCE: "green"}


def law() -> None:
    look()
    actor()
    catalog = office().catalog
    today = office().today()
    st.title("Law")
    who_is_here()
    left, right = st.columns([2, 5], gap="large")
    with left:
        query = st.text_input("Search words or a citation", placeholder="medical, 7(1)(c), trade secret …", key="law-query")
        status = st.selectbox(
            "Status", ["", *Status], format_func=lambda one: str(one).replace("_", " ") or "any status", key="law-status"
        )
        found = [one for one in catalog if _fits(one, query, status, today)]
        st.caption(words.plural(len(found), "provision") + (f", the first {MOST} shown" if len(found) > MOST else ""))
        node = selected("node")
        with st.container(height=620, border=False):
            for one in found[:MOST]:
                if st.button(
                    f"{plain(one.citation)}  \n{plain(_short(one.title))}",
                    key=f"law-node-{one.node}",
                    type="primary" if one.node == node else "secondary",
                    width="stretch",
                ):
                    select(node=one.node)
                    st.rerun()
    with right:
        shown = next((one for one in catalog if one.node == node), None) or (found[0] if found else None)
        if shown is None:
            st.info("Nothing fits. Try fewer words.")
        else:
            _show(shown, today)


def _short(title: str) -> str:
    return title if len(title) <= 60 else title[:57] + "…"


def _fits(one: Provision, query: str, status: str, today: dt.date) -> bool:
    try:
        version = one.as_of(today)
    except FoiaError:
        version = one.versions[-1]
    if status and version.status != status:
        return False
    text = f"{one.citation} {one.node} {one.title} {version.words}".lower().replace(" ", "")
    plain_text = f"{one.citation} {one.title} {version.words}".lower()
    return all(word in plain_text or word in text for word in query.lower().split())


def _show(one: Provision, today: dt.date) -> None:
    try:
        version = one.as_of(today)
    except FoiaError as error:
        tell(error)
        version = one.versions[-1]
    st.subheader(f"{plain(one.citation)} — {plain(one.title)}")
    colour = STATUS_COLOURS.get(version.status, "orange")
    st.markdown(
        f":{colour}-badge[{str(version.status).replace('_', ' ')}] :gray-badge[{one.effect.replace('_', ' ')}]"
        + (f" since {version.start}" if version.start > dt.date(1901, 1, 1) else "")
        + (f", {plain(version.enacted_by)}" if version.enacted_by else "")
    )
    if one.refuses:
        st.warning(plain(one.refuses))
    tabs = st.tabs(["Words", "Questions and rule tree", "Sources and changes", "Examples"])
    with tabs[0]:
        if version.own_words:
            st.caption("The sources do not print this text; what follows is a description in our own words, not the statute.")
        if version.words:
            st.html(pictures.law(version.words, dark=dark()))
        else:
            st.caption("The sources do not hold its words.")
        if one.second_citation:
            st.caption(":material/info: A denial under it must also name the other law that prohibits disclosure.")
        if one.needs_facts:
            st.caption(":material/info: A denial under it must state the facts (5 ILCS 140/9(a)).")
        if one.time_limit:
            st.caption(f":material/schedule: {plain(one.time_limit)}")
        for remark in one.remarks:
            st.caption(f":material/info: {plain(remark)}")
    with tabs[1]:
        _try(one, today)
    with tabs[2]:
        _sources(one)
    with tabs[3]:
        _examples(one)


@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def _scenarios() -> dict[str, tuple[Scenario, ...]]:
    """The scenarios by the node of their provision; none where the program was installed without its tests."""
    found: dict[str, tuple[Scenario, ...]] = {}
    for scenario in read_scenarios():
        node = office().catalog[scenario.node].node
        found[node] = (*found.get(node, ()), scenario)
    return found


def _examples(one: Provision) -> None:
    """Short examples, and the scenarios that the catalogue is checked with: each can be tried."""
    for name, example in one.examples.items():
        st.markdown(f"**{plain(name.replace('_', ' '))}**: {plain(str(example))}")
    told = _scenarios().get(one.node, ())
    if not told and not one.examples:
        st.caption("No example is kept for this provision.")
    for number, scenario in enumerate(told):
        label, colour = words.FINDINGS.get(scenario.expect, (scenario.expect.replace("_", " "), "gray"))
        what, go_there = st.columns([5, 2], vertical_alignment="center")
        what.markdown(f"{plain(scenario.name)}: :{colour}-badge[{plain(label)}]")
        if go_there.button("Fill it in", key=f"scenario-{one.node}-{number}", help="Then look at Questions and rule tree"):
            for key in [key for key in st.session_state if str(key).startswith(f"try-{one.node}")]:
                del st.session_state[key]
            st.session_state[f"try-{one.node}"] = dict(scenario.given)
            for fact, value in scenario.given.items():
                st.session_state[f"try-{one.node}-{fact}"] = value
            st.rerun()


@st.fragment  # type: ignore[untyped-decorator]
def _try(one: Provision, today: dt.date) -> None:
    """Answer the questions without a case, to see what follows."""
    catalog = office().catalog
    given: dict[str, object] = st.session_state.setdefault(f"try-{one.node}", {})
    try:
        finding = catalog.evaluate(one.node, given, today)
    except FoiaError as error:
        tell(error)
        return
    label, colour = words.FINDINGS.get(finding.finding, (finding.finding, "gray"))
    st.markdown(f"Finding: :{colour}-badge[{label}]")
    asks, tree = st.columns([3, 2])
    with asks:
        names = [*given, *(question.name for question in finding.asks if question.name not in given)]
        for name in names[: len(given) + 3]:
            question = finding.questions.get(name)
            if question is None:
                continue
            value = _ask(one.node, question, given.get(name))
            if value is not None and value != given.get(name):
                given[name] = value
                st.rerun(scope="fragment")
            if value is None and name in given and question.type in ("bool", "enum"):
                del given[name]
                st.rerun(scope="fragment")
        if not names:
            st.caption("It asks nothing.")
        if given and st.button("Start again", key=f"again-{one.node}"):
            given.clear()
            st.rerun(scope="fragment")
    with tree:
        st.html(pictures.tree(finding, dark=dark()))


def _ask(node: str, question: Any, now: object) -> object:
    key = f"try-{node}-{question.name}"
    if question.type == "date":
        return st.date_input(
            question.ask,
            value=now if isinstance(now, dt.date) else None,
            key=key,
            format="YYYY-MM-DD",
            min_value=dt.date(1900, 1, 1),
        )
    if question.type == "text":
        return st.text_input(question.ask, key=key) or None
    options: dict[object, str] = {True: "Yes", False: "No"} if question.type == "bool" else dict(question.options)
    options = {**options, CANT_TELL: "Can't tell"}
    return (
        st.selectbox(
            question.ask, list(options), format_func=lambda one: options[one], index=None, placeholder="Choose", key=key
        )
        if len(options) > 4
        else st.segmented_control(question.ask, list(options), format_func=lambda one: options[one], key=key)
    )


def _sources(one: Provision) -> None:
    for version in reversed(one.versions):
        st.markdown(
            f"**{version.start if version.start > dt.date(1901, 1, 1) else 'As printed'}**: {str(version.status).replace('_', ' ')}"
            + (f", {plain(version.enacted_by)}" if version.enacted_by else "")
        )
        for source in version.sources:
            st.caption(
                f"{plain(source.document)}, page {source.start.page} line {source.start.line} to page {source.end.page} line {source.end.line}"
            )
    if one.later_changes:
        st.markdown("**What changed after the printed text**")
        for change in one.later_changes:
            when = f" ({change.effective})" if change.effective else ""
            st.markdown(f"- {plain(change.act)}{when}: {plain(change.what)} — certainty {change.certainty}")
    if one.authorities:
        st.markdown("**Decisions and opinions**")
        for authority in one.authorities:
            st.markdown(
                f"- *{plain(authority.name)}*, {plain(authority.cite)} ({authority.year}): {plain(authority.holding)} — confidence {authority.confidence}"
            )
    for source_text in one.sources:
        st.caption(plain(str(source_text)))
