"""Settings: the people who work here, and what is the public body's own (letterhead, roster, domains, closures, fees)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

import streamlit as st
import yaml

from foia.agency import Agency, agency_from
from foia.errors import CatalogError
from foia.model import Actor, ActorRole
from foia.screens.house import look, who_is_here
from foia.screens.session import ROLES, actor, office, oidc_configured, plain, say, telling


def settings() -> None:
    look()
    by = actor()
    st.title("Settings")
    who_is_here()
    people, agency, program = st.tabs(["People", "Your public body", "This program"])
    with people:
        _people(by)
    with agency:
        _agency(by)
    with program:
        _program()


def _people(by: Actor) -> None:
    desk = office()
    refused = desk.may(by, "save a person")
    st.dataframe(
        [{"Name": person.name, "Title": person.title, "Role": ROLES[person.role]} for person in desk.people()],
        hide_index=True,
        width="stretch",
    )
    if refused:
        st.caption(f":material/lock: {plain(refused.splitlines()[0])}")
        return
    add, leave = st.columns(2, gap="large")
    with add, st.form("person", clear_on_submit=True):
        st.subheader("Add somebody, or change their title or role")
        name = st.text_input("Name")
        title = st.text_input("Title", help="Letters print it: 5 ILCS 140/9(a).")
        role = st.selectbox("Role", list(ActorRole), format_func=lambda role: ROLES[role])
        if st.form_submit_button("Save", type="primary"):
            with telling():
                desk.save_person(Actor(name.strip(), title.strip(), role), by=by)
                say(f"{name} is saved")
                st.rerun()
    with leave:
        st.subheader("Somebody left")
        others = [person for person in desk.people() if person.name != by.name]
        gone = st.selectbox("Who", others, format_func=lambda person: person.name, index=None, placeholder="Choose")
        st.caption("Their name stays on what they did.")
        if gone is not None and st.button(f"{gone.name} no longer works here"):
            with telling():
                desk.save_person(gone, by=by, active=False)
                st.rerun()


def _agency(by: Actor) -> None:
    desk = office()
    refused = desk.may(by, "save a setting")
    now = desk.agency or Agency(name="")
    officer, pac = now.foia_officer, now.pac
    with st.form("agency"):
        left, right = st.columns(2, gap="large")
        with left:
            st.subheader("Letterhead")
            name = st.text_input("Name of the public body", value=now.name)
            address = st.text_input("Address", value=now.address)
            phone = st.text_input("Telephone", value=now.phone)
            email = st.text_input("E-mail", value=now.email)
            letterhead = st.text_area("Letterhead, a line each", value="\n".join(now.letterhead), height=90)
            st.subheader("FOIA officer")
            o_name = st.text_input("Name", value=officer.name if officer else "")
            o_title = st.text_input("Title", value=officer.title if officer else "Freedom of Information Officer")
            o_email = st.text_input("Officer's e-mail", value=officer.email if officer else "")
            o_phone = st.text_input("Officer's telephone", value=officer.phone if officer else "")
            st.subheader("Public Access Counselor")
            p_address = st.text_input("PAC address", value=pac.address)
            p_phone = st.text_input("PAC telephone", value=pac.phone)
        with right:
            st.subheader("What is your own")
            units = st.text_area("Other names and units, a line each", value="\n".join(now.units), height=80)
            domains = st.text_area(
                "Mail domains, a line each", value="\n".join(now.domains), height=80, placeholder="example.il.us"
            )
            switchboard = st.text_area(
                "First digits of your telephone numbers, a line each",
                value="\n".join(now.switchboard),
                height=80,
                placeholder="217-555",
            )
            addresses = st.text_area("Your buildings' addresses, a line each", value="\n".join(now.addresses), height=80)
            roster = st.text_area(
                "Roster: name; rank; badge; unit",
                value="\n".join("; ".join((one.name, one.rank, one.badge, one.unit)).rstrip("; ") for one in now.roster),
                height=110,
            )
            closures = st.text_area(
                "Days closed besides the State's holidays, a line each",
                value="\n".join(map(str, now.closures)),
                height=80,
                placeholder="2026-12-24",
            )
            st.subheader("Fees")
            free = st.number_input("Free pages", value=now.fees.free_pages, min_value=0, step=1)
            cents = st.number_input("Cents a page after that", value=now.fees.cents_per_page, min_value=0, step=1)
        saved = st.form_submit_button("Check and save", type="primary", disabled=bool(refused))
    if refused:
        st.caption(f":material/lock: {plain(refused.splitlines()[0])}")
    if saved:
        with telling():
            wanted: dict[str, Any] = {
                **_kept(now),
                "name": name.strip(),
                "address": address.strip(),
                "phone": phone.strip(),
                "email": email.strip(),
                "letterhead": _lines(letterhead),
                "units": _lines(units),
                "domains": _lines(domains),
                "switchboard": _lines(switchboard),
                "addresses": _lines(addresses),
                "roster": _roster(roster),
                "closures": _days(closures),
                "fees": {**_filled(asdict(now.fees)), "free_pages": int(free), "cents_per_page": int(cents)},
                "pac": _filled({**asdict(pac), "address": p_address.strip(), "phone": p_phone.strip()}),
                "foia_officer": _filled(
                    {"name": o_name.strip(), "title": o_title.strip(), "email": o_email.strip(), "phone": o_phone.strip()}
                )
                if o_name.strip()
                else None,
            }
            _save(by, wanted)
    _overlay(by, bool(refused))


def _save(by: Actor, wanted: dict[str, Any]) -> None:
    plain_wanted = _plain_dates(wanted)
    agency_from(plain_wanted, source="the settings")  # raises, naming what is wrong
    office().save_setting("agency", plain_wanted, by=by)
    say("Saved and checked")
    st.rerun()


def _overlay(by: Actor, refused: bool) -> None:
    with st.expander("Load all of this from a file (YAML)"):
        file = st.file_uploader("Agency file", type=["yaml", "yml"], disabled=refused)
        if file is not None and st.button("Check and load", disabled=refused):
            with telling():
                try:
                    data = yaml.safe_load(file.getvalue())
                except yaml.YAMLError as error:
                    raise CatalogError("The file is not readable YAML", remedy="correct it and load it again") from error
                if not isinstance(data, dict):
                    raise CatalogError("The file is not a list of 'key: value' lines", remedy="begin with 'name: ...'")
                _save(by, data)


def _plain_dates(data: dict[str, Any]) -> dict[str, Any]:
    """Dates as the settings keep them: as text that YAML reads as a date."""
    return {
        key: [str(day) for day in value] if key == "closures" else value for key, value in data.items() if value is not None
    }


def _kept(agency: Agency) -> dict[str, Any]:
    """What the form does not show stays as it is."""
    return {"fax": agency.fax, "website": agency.website, "fein": agency.fein}


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "")}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _roster(text: str) -> list[dict[str, str]]:
    rows = []
    for line in _lines(text):
        parts = [part.strip() for part in line.split(";")]
        rows.append(_filled(dict(zip(("name", "rank", "badge", "unit"), parts, strict=False))))
    return rows


def _days(text: str) -> list[dt.date]:
    days = []
    for line in _lines(text):
        try:
            days.append(dt.date.fromisoformat(line))
        except ValueError as error:
            raise CatalogError(f"'{line[:20]}' is not a date that exists", remedy="write dates like 2026-12-24") from error
    return days


def _program() -> None:
    desk = office()
    st.markdown(
        f"- Provisions in the catalogue: **{len(desk.catalog)}**\n"
        "- Listens on this machine alone unless it was started otherwise; nothing is fetched from the network and nothing is reported.\n"
        f"- Sign-in: **{'your agency’s provider' if oidc_configured() else 'local names, no password'}**\n"
        "- It is not legal advice."
    )
