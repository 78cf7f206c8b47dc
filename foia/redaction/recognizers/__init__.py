"""One small class an identifier, listed once in RECOGNIZERS. To add one: write the class, list it here, add it to TYPES."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from foia.redaction.recognizers import access, address, birth, contact, health, identity, money, vehicle, work
from foia.redaction.recognizers.base import Hit, Identifier, Rule, labelled, lowered

# Every type a Detection can have, with the words a clerk reads.
TYPES: Mapping[str, str] = MappingProxyType(
    {
        "PERSON": "name of a person",
        "US_SSN": "Social Security number",
        "US_DRIVER_LICENSE": "driver's license or State ID number",
        "EMPLOYEE_ID": "employee identification number",
        "BADGE_NUMBER": "badge or star number",
        "FINANCIAL_ACCOUNT": "account, routing or policy number",
        "CREDIT_CARD": "payment card number",
        "PASSWORD": "password, access code or user name",
        "MEDICAL_RECORD_NUMBER": "patient, member or student number",
        "MEDICAL_INFO": "medical information",
        "PHONE_NUMBER": "telephone number",
        "EMAIL_ADDRESS": "e-mail address",
        "STREET_ADDRESS": "street address",
        "LICENSE_PLATE": "license plate",
        "VIN": "vehicle identification number",
        "DATE_OF_BIRTH": "date of birth",
        "FOID_NUMBER": "FOID or concealed-carry number",
        "OFFENDER_ID": "IR, SID, FBI or inmate number",
        "FEIN": "employer identification number",
        "PASSPORT": "passport number",
        "IP_ADDRESS": "IP address",
        "BIOMETRIC": "biometric identifier",
    }
)
RECOGNIZERS: tuple[type[Identifier], ...] = (
    *identity.RECOGNIZERS,
    *vehicle.RECOGNIZERS,
    *contact.RECOGNIZERS,
    *money.RECOGNIZERS,
    *work.RECOGNIZERS,
    *access.RECOGNIZERS,
    *birth.RECOGNIZERS,
    *health.RECOGNIZERS,
    *address.RECOGNIZERS,
)

__all__ = ["RECOGNIZERS", "TYPES", "Hit", "Identifier", "Rule", "labelled", "lowered"]
