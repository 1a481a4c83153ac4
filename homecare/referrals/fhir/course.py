"""What is measured: the complaint, pain at a site, exercise reported, visits."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from homecare.activities.words import SCALE
from homecare.language import long_date
from homecare.referrals.fhir.codes import SIDES, SITES, Loinc, Ours, System, coded
from homecare.referrals.fhir.facts import Pain
from homecare.referrals.fhir.letter import IssuedLetter, Resource
from homecare.referrals.fhir.people import PATIENT, PRACTICE

COMPLAINT = "complaint"
ASKED = "Pain over the last 24 hours, 0 (no pain) to 10 (worst imaginable)"
HOW = {
    Ours.FIRST_SCORE: "the score at the first visit",
    Ours.START: "the start that later weeks are compared with: a mean of the first scores",
    Ours.MEAN: "the mean of the scores of these days",
}

COUNTED_ANEW = "the start that later weeks are compared with, counted anew from"


def complaint(letter: IssuedLetter) -> Resource:
    """What they came with, in the therapist's words; it is no diagnosis."""
    facts, said = letter.facts, dict(letter.words["complaint"])
    return {
        "resourceType": "Condition",
        "clinicalStatus": coded(System.CLINICAL, "active"),
        "verificationStatus": coded(System.VERIFIED, "unconfirmed"),
        "code": {"text": said["Complaint"]},
        "bodySite": [coded(System.SNOMED, code, said["Side"]) for code in SIDES[facts.side]],
        "subject": letter.to(PATIENT),
        "onsetDateTime": facts.onset.isoformat(),
        "recordedDate": facts.intake_on.isoformat(),
        "note": [{"text": facts.findings}],
    }


def first_scores(letter: IssuedLetter) -> dict[str, Resource]:
    """What they said at the first visit."""
    on = letter.facts.intake_on.isoformat()
    return {
        f"{pain.site}-first": {
            **_pain(letter, pain, Ours.FIRST_SCORE),
            "effectiveDateTime": on,
            "performer": [letter.to(PATIENT)],
            "valueQuantity": _score(Decimal(pain.first)),
        }
        for pain in letter.facts.pain
    }


def course(letter: IssuedLetter) -> dict[str, Resource]:
    """The start and the mean now of each site, exercise where any was due, visits if any."""
    found: dict[str, Resource] = {}
    for pain in letter.facts.pain:
        found[f"{pain.site}-start"] = {
            **_start(letter, pain),
            "effectiveDateTime": letter.facts.started_on.isoformat(),
            "valueQuantity": _score(pain.start),
        }
        found[f"{pain.site}-mean"] = _mean(letter, pain)
    return {**found, **_activities(letter), **_exercise(letter), **_visits(letter)}


def _start(letter: IssuedLetter, pain: Pain) -> Resource:
    """One that is counted anew is no mean of the first scores."""
    found, facts = _pain(letter, pain, Ours.START), letter.facts
    if facts.started_on > facts.intake_on:
        found["method"]["text"] = f"{COUNTED_ANEW} {long_date(facts.started_on)}"
    return found


def _mean(letter: IssuedLetter, pain: Pain) -> Resource:
    first = pain.until - timedelta(days=pain.days - 1)
    found = _pain(letter, pain, Ours.MEAN)
    found["method"]["coding"].append({"system": System.STATISTICS, "code": "average"})
    found["effectivePeriod"] = _period(first, pain.until)
    if pain.mean is None:
        absent = coded(System.ABSENT, "unknown", "not enough scores")
        return {**found, "dataAbsentReason": absent}
    return {**found, "valueQuantity": _score(pain.mean)}


def _pain(letter: IssuedLetter, pain: Pain, how: Ours) -> Resource:
    return {
        **_observation(letter, coded(System.LOINC, Loinc.PAIN, ASKED)),
        "bodySite": coded(System.SNOMED, SITES[pain.site], pain.site),
        "method": coded(System.HOMECARE, how, HOW[how]),
    }


def _activities(letter: IssuedLetter) -> dict[str, Resource]:
    """The first score and the newest of each activity, in the client's own words."""
    found = {}
    for number, one in enumerate(letter.facts.matters, 1):
        first = [(one.activity.on, one.activity.start)]
        for which, (on, score) in zip(("first", "now"), [*first, *one.scores[-1:]], strict=False):
            found[f"activity-{number}-{which}"] = {
                **_observation(letter, coded(System.HOMECARE, Ours.ACTIVITY, one.words)),
                "performer": [letter.to(PATIENT)],
                "effectiveDateTime": on.isoformat(),
                "valueInteger": score,
                "note": [{"text": f"From {SCALE}, in the client’s own words."}],
            }
    return found


def _exercise(letter: IssuedLetter) -> dict[str, Resource]:
    reported, due, between = letter.facts.reported, letter.facts.due, letter.facts.due_between
    if between is None:
        return {}
    what = "Exercise reported by the client, of what was due (times)"
    code = coded(System.HOMECARE, Ours.EXERCISE, what)
    ratio = {"numerator": {"value": reported}, "denominator": {"value": due}}
    return {
        "exercise": {
            **_observation(letter, code),
            "performer": [letter.to(PATIENT)],
            "effectivePeriod": _period(*between),
            "valueRatio": ratio,
        }
    }


def _visits(letter: IssuedLetter) -> dict[str, Resource]:
    visits = letter.facts.visits
    if not visits:
        return {}
    code = coded(System.HOMECARE, Ours.VISITS, "Times treated by the practice")
    return {
        "visits": {
            **_observation(letter, code),
            "performer": [letter.to(PRACTICE)],
            "effectivePeriod": _period(visits[0], visits[-1]),
            "valueInteger": len(visits),
        }
    }


def _observation(letter: IssuedLetter, code: Any) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [coded(System.CATEGORY, "survey")],
        "code": code,
        "subject": letter.to(PATIENT),
    }


def _period(first: date, last: date) -> dict[str, str]:
    return {"start": first.isoformat(), "end": last.isoformat()}


def _score(value: Decimal) -> dict[str, Any]:
    return {"value": value, "unit": "score", "system": System.UCUM, "code": "{score}"}
