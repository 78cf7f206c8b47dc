"""The page review: a component of our own (review.html, .css, .js), the data it draws and the events it sends.

Only the page in sight travels, as a picture with an id that the browser keeps; its boxes travel as numbers. Events carry a
number: each is applied once, in order, however often it arrives.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from foia.case import Item, RecordView, Step
from foia.errors import DecisionError, FoiaError
from foia.model import Area, Box, Stance
from foia.screens import words
from foia.screens.session import actor, office, select, selected

_HERE = Path(__file__).parent
_JS = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in ("state.js", "stage.js", "dialog.js", "review.js"))
_PART = st.components.v2.component(
    "foia.review",
    html=(_HERE / "review.html").read_text(encoding="utf-8"),
    css=(_HERE / "review.css").read_text(encoding="utf-8"),
    js=_JS,
)
DPI = 110
MOST_HITS = 500


def review(view: RecordView, *, done: bool) -> None:
    """Draw the review of one record and apply what came from it since the last time. `done`: the case left, nothing changes."""
    case_id, record_id = view.case_id, view.id
    key = f"review-{case_id}-{record_id}"

    def heard() -> None:
        value = st.session_state[key].get("act")
        if value:
            _apply_all(case_id, record_id, value)

    _PART(key=key, data=_data(view, done), on_act_change=heard)


# ------------------------------------------------------------------------------------------------------- what is drawn


def _state(record_id: str) -> dict[str, Any]:
    """What a session remembers about a record's review: the pictures the browser has, events applied, search, messages."""
    states: dict[str, Any] = st.session_state.setdefault("review", {})
    found: dict[str, Any] = states.setdefault(
        record_id, {"have": set(), "client": "", "ack": 0, "errors": [], "search": None, "result": False}
    )
    return found


def _page_number(pages: int) -> int:
    asked = selected("page")
    return min(max(int(asked), 1), pages) if asked.isdigit() else 1


def _data(view: RecordView, done: bool) -> dict[str, Any]:
    case_id, record_id = view.case_id, view.id
    desk, state = office(), _state(record_id)
    number = _page_number(view.pages)
    page = desk.page(case_id, record_id, number)
    overview = desk.overview(case_id, record_id)
    pictures = {}
    picture = f"{record_id}/{number}/{DPI}"
    if picture not in state["have"]:
        pictures[picture] = _url(desk.page_png(case_id, record_id, number, dpi=DPI))
        state["have"].add(picture)
    result = ""
    if state["result"]:
        result = _result(case_id, record_id, number, state, pictures)
    facts = saved_facts(case_id)
    return {
        "record": {"id": record_id, "name": view.name, "pages": view.pages},
        "page": {"n": number, "w": page.width, "h": page.height, "picture": picture},
        "pictures": pictures,
        "items": [_drawn(item, number, page) for item in desk.items(case_id, record_id, page=number)],
        "strip": overview.pages,
        "undecided": overview.undecided,
        "provisions": [
            {**one, "saved": facts.get(str(one["node"]), ""), "raised": one["node"] in overview.nodes} for one in provisions()
        ],
        "search": state["search"],
        "result": result,
        "client": state["client"],
        "ack": state["ack"],
        "errors": state["errors"][-3:],
        "closed": _closed(case_id, record_id, done),
    }


def _closed(case_id: str, record_id: str, done: bool) -> str:
    """Why nothing can be decided here now, or ""."""
    if done:
        return "This case is done: you can look, not change."
    return office().may(actor(), "decide", case_id, record_id).replace("\n", " ")


def _drawn(item: Item, number: int, page: Any) -> dict[str, Any]:
    decision = item.decision
    boxes = [list(area.box) for area in item.areas if area.page_number == number]
    whole_page = decision is not None and number in decision.pages
    if whole_page:
        boxes = [[4, 4, page.width - 4, page.height - 4]]
    basis = decision.basis if decision is not None else None
    shown = item.text if len(item.text) <= 120 else item.text[:117] + "…"
    return {
        "key": item.key,
        "boxes": boxes,
        "stance": item.stance.value,
        "state": item.state,
        "outcome": decision.stance.value if decision is not None else "",
        "type": words.type_of(item.type),
        "type_id": item.type,
        "basis": basis.citation if basis else item.basis,
        "node": basis.node if basis else item.node,
        "second": basis.second if basis else "",
        "reason": (decision.reason if decision is not None and decision.reason else item.reason) or "",
        "facts": decision.facts if decision is not None else "",
        "by": decision.by if decision is not None else "",
        "text": shown,
        "score": item.score,
        "role": words.role(item.role),
        "person": item.person or "",
        "own": item.state == "drawn",
    }


def _result(case_id: str, record_id: str, number: int, state: dict[str, Any], pictures: dict[str, str]) -> str:
    """The page as it would leave now; the picture's id says which state of the decisions it shows."""
    from foia.records import render_png

    try:
        path = office().preview(case_id, record_id, by=actor())
        picture = f"result/{path.name}/{number}"
        if picture not in state["have"]:
            pictures[picture] = _url(render_png(path, number, DPI))
            state["have"].add(picture)
        return picture
    except FoiaError as error:
        state["result"] = False
        _wrong(state, error)
        return ""


def _url(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


def provisions() -> list[dict[str, Any]]:
    """Every provision in force that can ground a decision to withhold."""
    return _provisions(office().today().toordinal())


@lru_cache(maxsize=4)
def _provisions(day: int) -> list[dict[str, Any]]:
    desk, found = office(), []
    for provision in desk.catalog:
        try:
            desk.basis(provision.node)
            needs_other = False
        except DecisionError:
            try:
                desk.basis(provision.node, second="-")
                needs_other = True
            except DecisionError:
                continue
        found.append(
            {
                "node": provision.node,
                "citation": provision.citation,
                "title": provision.title,
                "facts": provision.needs_facts,
                "second": needs_other,
            }
        )
    return found


FACTS = "facts:"  # comments whose target begins so are the facts for the letter under one provision


def saved_facts(case_id: str) -> dict[str, str]:
    """node -> the facts written for the letter: in the Decide step, or with the latest decision under it."""
    found: dict[str, str] = {}
    for decision in sorted(office().decisions(case_id), key=lambda decision: decision.at):
        if decision.basis is not None and decision.facts:
            found[decision.basis.node] = decision.facts
    for comment in office().comments(case_id):
        if comment.target.startswith(FACTS):
            found[comment.target.removeprefix(FACTS)] = comment.text
    return found


# ------------------------------------------------------------------------------------------------------ what is applied


def _apply_all(case_id: str, record_id: str, value: dict[str, Any]) -> None:
    """Apply events in order, each once: a number that was applied before is passed over."""
    state = _state(record_id)
    if value["client"] != state["client"]:
        state["client"], state["ack"], state["errors"] = value["client"], 0, []
    state["have"] = set(value.get("have", ()))
    for event in value["events"]:
        if event["seq"] <= state["ack"]:
            continue
        state["ack"] = event["seq"]
        if event.get("record") != record_id:
            continue
        try:
            _apply(case_id, record_id, event, state)
        except FoiaError as error:
            _wrong(state, error, event["seq"])


def _wrong(state: dict[str, Any], error: FoiaError, seq: int = 0) -> None:
    text = error.what.rstrip(".") + "."
    if error.why:
        text += f" {error.why.rstrip('.').capitalize() if error.why[:1].islower() else error.why.rstrip('.')}."
    if error.remedy:
        text += f" What to do: {error.remedy.rstrip('.')}."
    state["errors"].append({"client": state["client"], "seq": seq or state["ack"], "text": text})


def _apply(case_id: str, record_id: str, event: dict[str, Any], state: dict[str, Any]) -> None:
    desk, by = office(), actor()
    ground: dict[str, Any] = {name: str(event.get(name, "")) for name in ("node", "facts", "second")}
    facts_only: dict[str, Any] = {"facts": ground["facts"], "second": ground["second"]}
    match event["kind"]:
        case "page":
            select(page=str(int(event["page"])))
        case "decide":
            given = ground if event["verdict"] == "redact" else facts_only
            desk.decide(case_id, record_id, event["keys"], event["verdict"], by=by, **given)
        case "all":
            given = ground if event["verdict"] == "redact" else facts_only
            where: dict[str, Any] = {"record": {"record_id": record_id}, "case": {}}.get(
                event["reach"], {"record_id": record_id, "page": int(event["page"])}
            )
            alike = {name: event[name] for name in ("person", "string", "type") if event.get(name)}
            desk.decide_all(case_id, verdict=event["verdict"], by=by, **alike, **where, **given)
        case "accept-record":
            _accept_record(case_id, record_id, state)
        case "draw" | "keep":
            areas = [Area(int(event["page"]), Box(*map(float, box))) for box in event["boxes"]]
            if event["kind"] == "keep":
                _warn(desk.keep_only(case_id, record_id, areas, by=by, **ground), case_id, state)
            else:
                desk.draw(case_id, record_id, areas, by=by, replaces=event.get("replaces") or "", **ground)
        case "pages":
            _warn(desk.mark_pages(case_id, record_id, [int(page) for page in event["pages"]], by=by, **ground), case_id, state)
        case "record":
            _warn(desk.withhold_record(case_id, record_id, by=by, **ground), case_id, state)
        case "undo":
            desk.undo(case_id, by=by, record_id=record_id)
        case "redo":
            desk.redo(case_id, by=by, record_id=record_id)
        case "search":
            state["search"] = _search(case_id, record_id, str(event["text"]), event["seq"])
        case "result":
            state["result"] = bool(event["on"])
        case "picture":
            pass  # `have` says what the browser lacks; the next drawing sends it


def _warn(step: Step, case_id: str, state: dict[str, Any]) -> None:
    """Say where more is withheld than the provision reaches; it stays withheld until a person changes it."""
    found = office().overreach(case_id, step)
    if found:  # one message an event: the browser shows no second
        text = " ".join(f"{one}." for one in found[:3]) + (f" And {len(found) - 3} more." if len(found) > 3 else "")
        state["errors"].append({"client": state["client"], "seq": state["ack"], "text": text})


def _search(case_id: str, record_id: str, text: str, number: int) -> dict[str, Any]:
    hits = office().search(case_id, text, record_id=record_id)[:MOST_HITS]
    return {
        "number": number,
        "hits": [{"page": hit.page_number, "boxes": [list(area.box) for area in hit.areas]} for hit in hits],
    }


def _accept_record(case_id: str, record_id: str, state: dict[str, Any]) -> None:
    """Accept all that is proposed and needs nothing more; what needs facts and has none is left, and said so."""
    desk, by, facts = office(), actor(), saved_facts(case_id)
    known = {one["node"]: one for one in provisions()}
    groups: dict[str, list[str]] = {}
    left = 0
    for item in desk.items(case_id, record_id):
        if item.state != "undecided" or item.stance is Stance.ASK:
            continue
        one = known.get(item.node) if item.stance is Stance.REDACT else None
        if one and (one["second"] or (one["facts"] and not facts.get(item.node))):
            left += 1
            continue
        groups.setdefault(facts.get(item.node, "") if one else "", []).append(item.key)
    for given, keys in groups.items():
        desk.decide(case_id, record_id, keys, "accept", by=by, facts=given)
    if left:
        text = f"{words.plural(left, 'passage')} still undecided: their provisions need facts for the letter. Accept one of each to write them."
        state["errors"].append({"client": state["client"], "seq": state["ack"], "text": text})
