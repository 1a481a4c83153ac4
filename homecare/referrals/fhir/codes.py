"""Every code and code system that a document of ours uses; libraries check none of them.

Codes of LOINC and SNOMED CT stand without their displays: what is shown is our own text.
"""

from enum import StrEnum
from typing import Any

from homecare.referrals.letter import COLLEAGUE, EMERGENCY, GP

Coded = dict[str, Any]


class System(StrEnum):
    """Where a code comes from."""

    HOMECARE = "urn:uuid:5f1d7a52-9c1e-5b0e-8a53-2f6f1c0f7d11"  # ours, in docs/exchange.md
    LOINC = "http://loinc.org"
    SNOMED = "http://snomed.info/sct"
    UCUM = "http://unitsofmeasure.org"
    URI = "urn:ietf:rfc:3986"
    CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
    STATISTICS = "http://terminology.hl7.org/CodeSystem/observation-statistics"
    ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
    SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
    PART = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"


class Loinc(StrEnum):
    """Kinds of documents, sections and scores."""

    REFERRAL_NOTE = "57133-1"
    REASON = "42349-1"
    COMPLAINT = "10154-3"
    CONSENT = "59284-0"
    PAIN = "72514-3"


class Snomed(StrEnum):
    """Parts of the body, and that this is a referral."""

    REFERRAL = "3457005"
    LEG = "61685007"
    BACK = "37822005"
    LEFT = "31156008"
    RIGHT = "85421007"


class Ours(StrEnum):
    """How a figure was found; see docs/exchange.md."""

    FIRST_SCORE = "first-score"
    START = "start"
    MEAN = "mean"
    EXERCISE = "exercise-reported"
    VISITS = "visits"
    ACTIVITY = "activity"


SITES = {"leg": Snomed.LEG, "back": Snomed.BACK}
SIDES = {"left": (Snomed.LEFT,), "right": (Snomed.RIGHT,), "both": (Snomed.LEFT, Snomed.RIGHT)}
PRIORITIES = {COLLEAGUE: "routine", GP: "routine", EMERGENCY: "stat"}


def coded(system: System, code: str, text: str = "", **more: str) -> Coded:
    """A concept with one code."""
    return {"coding": [{"system": system, "code": code, **more}], "text": text}
