"""Requests: what they ask for, when the answer is due, what it may cost. Imports: model, errors; no arrow back up."""

from foia.requests.clocks import Day, Due, Extension, Step, due, extension_reason, parse_received
from foia.requests.cues import Found
from foia.requests.deadlines import (
    Cost,
    Deadline,
    PersonCheck,
    Retention,
    arrest_items,
    court,
    missed,
    pac_answer,
    pac_request,
    person_check,
    recurrent,
    retention,
    voluminous,
)
from foia.requests.fees import FeeLine, Quote, quote
from foia.requests.intake import Intake, intake
from foia.requests.kinds import Item
from foia.requests.reminders import Duty, due_list, duties, reminders, to_ics

__all__ = [
    "Cost",
    "Day",
    "Deadline",
    "Due",
    "Duty",
    "Extension",
    "FeeLine",
    "Found",
    "Intake",
    "Item",
    "PersonCheck",
    "Quote",
    "Retention",
    "Step",
    "arrest_items",
    "court",
    "due",
    "due_list",
    "duties",
    "extension_reason",
    "intake",
    "missed",
    "pac_answer",
    "pac_request",
    "parse_received",
    "person_check",
    "quote",
    "recurrent",
    "reminders",
    "retention",
    "to_ics",
    "voluminous",
]
