"""Documents pass two independent validators and our own laws; what each would see is tried."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fhirkit
import pytest
from fhir.resources.R4B.bundle import Bundle
from pydantic import ValidationError
from sqlalchemy.orm import Session

from homecare.activities.operations import name_activities, score_activities
from homecare.clients.operations import amend_client
from homecare.database import new_id
from tests.make.diary import Care
from tests.make.flags import flat_weeks, rate
from tests.make.people import NOW, acting
from tests.referrals.fhir.laws import faults
from tests.referrals.fhir.made import LETTER, Resource, exchanged, read, resources
from tests.typesetting.test_press import LIVING

pytestmark = pytest.mark.any_database
KINDS = ("chiropractor", "osteopath", "physiotherapist", "massage", "gp", "emergency", "doctor",
         "other")  # fmt: skip
MODELS, KIT, LAWS = "fhir.resources", "fhirkit", "our laws"
GUIDE = Path(__file__).parents[3] / "docs" / "exchange.md"


def seen_by(content: bytes) -> set[str]:
    """Who finds something wrong with a document."""
    found = set()
    try:
        Bundle.model_validate_json(content)
    except ValidationError:
        found.add(MODELS)
    if fhirkit.validate(content):
        found.add(KIT)
    if faults(read(content)):
        found.add(LAWS)
    return found


def assert_valid(content: bytes) -> None:
    assert faults(read(content)) == []
    assert [str(issue) for issue in fhirkit.validate(content)] == []
    Bundle.model_validate_json(content)


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_to_anybody_is_valid(session: Session, care: Care, kind: str) -> None:
    assert_valid(exchanged(session, care, kind)[0])


@pytest.mark.parametrize("kind", ["chiropractor", "gp", "emergency"])
def test_a_letter_after_four_weeks_is_valid(session: Session, care: Care, kind: str) -> None:
    flat_weeks(session, care)
    content, _ = exchanged(session, care, kind, day=28, message="Could you see her?")
    assert_valid(content)
    assert len(resources(read(content), "Observation")) == 8


def test_a_letter_says_what_matters_and_how_it_goes(session: Session, care: Care) -> None:
    named = [("", "sit through a film", 3), ("", "山田 <b>", 5)]
    name_activities(acting(session, care.me, NOW), care.episode, named)
    [film, _] = care.episode.activities
    score_activities(
        acting(session, care.me, NOW), care.episode,
        form_id=new_id(), day=NOW.date(), scores={film["id"]: 6},
    )  # fmt: skip
    session.commit()
    content, _ = exchanged(session, care, "gp")
    assert_valid(content)
    said = [
        (one["code"]["text"], one["valueInteger"])
        for one in resources(read(content), "Observation")
        if one["code"]["coding"][0]["code"] == "activity"
    ]
    assert said == [("sit through a film", 3), ("sit through a film", 6), ("山田 <b>", 5)]


@pytest.mark.parametrize("name", [
    *LIVING.values(), "Tenzin བོད",
    "山田\u3000太郎", "Zoe\u00a0Adams", "\u202eZoe", "Zoe\x07", "\u200b",
    "<script>alert(1)</script>", '"data":""', "]]>&amp;", "\\", "\ufffeZoe", "🦴",
])  # fmt: skip
def test_whatever_somebody_is_called_and_writes_it_is_valid(
    session: Session, care: Care, name: str
) -> None:
    act = acting(session, care.therapist, NOW)
    amend_client(act, care.client, name=name, gp=name, medicines=name)
    session.commit()
    content, _ = exchanged(
        session, care, "gp", message=name, question=name, course_note=name, replaces_why=name
    )
    assert_valid(content)


def test_a_score_that_is_missing_is_said_to_be(session: Session, care: Care) -> None:
    rate(session, care, 6, 4, [0])
    content, _ = exchanged(session, care, "gp", day=20)
    assert_valid(content)
    absent = [one for one in resources(read(content), "Observation") if "dataAbsentReason" in one]
    assert [one["bodySite"]["text"] for one in absent] == ["leg", "back"]


Spoil = Callable[[Resource], Any]


def _of(document: Resource, kind: str) -> Resource:
    return resources(document, kind)[0]


def _spoilt(kind: str, **changes: Any) -> Spoil:
    return lambda document: _of(document, kind).update(changes)


def _without(kind: str, name: str) -> Spoil:
    return lambda document: _of(document, kind).pop(name)


def _attached(**changes: Any) -> Spoil:
    return lambda document: _of(document, "DocumentReference")["content"][0]["attachment"].update(
        changes
    )


STRAY = {"fullUrl": f"urn:uuid:{LETTER}", "resource": {"resourceType": "Basic", "id": f"{LETTER}",
                                                       "code": {"text": "stray"}}}  # fmt: skip
WRONG: dict[str, tuple[Spoil, set[str]]] = {
    "an element that R4 does not know": (_spoilt("Patient", nickname="Zo"), {MODELS, KIT}),
    "an element missing that R4 requires": (_without("Observation", "code"), {MODELS, KIT}),
    "two values where one may stand": (_spoilt("Observation", valueInteger=3), {MODELS, KIT}),
    "a day as 03/05/1980": (_spoilt("Patient", birthDate="03/05/1980"), {MODELS, KIT, LAWS}),
    "a day that never was, 1980-02-30": (
        _spoilt("Patient", birthDate="1980-02-30"), {MODELS, LAWS}),
    "a time without a zone": (
        _spoilt("Composition", date="2026-03-02T09:00:00"), {MODELS, KIT, LAWS}),
    "an empty text": (_spoilt("Patient", name=[{"text": ""}]), {MODELS, KIT, LAWS}),
    "an empty part": (_spoilt("Patient", name=[{}]), {LAWS}),
    "a number written as a text": (
        lambda d: _of(d, "Observation")["valueQuantity"].update(value="6"), {KIT, LAWS}),
    "base64 that is none": (_attached(data="%%%"), {KIT, LAWS}),
    "another size or hash than the page’s": (_attached(size=3, hash="AAAA"), {LAWS}),
    "a code that R4 does not list": (_spoilt("Observation", status="done"), {LAWS}),
    "a LOINC or SNOMED code that does not exist": (
        _spoilt("Observation", code={"coding": [{"system": "http://loinc.org", "code": "0-0"}]}),
        {LAWS}),
    "a reference to the wrong kind of thing": (
        lambda d: _of(d, "Observation").update(subject=_of(d, "Consent")["organization"][0]),
        {LAWS}),
    "a reference that leads nowhere": (
        _spoilt("Observation", subject={"reference": "urn:uuid:nobody"}), {LAWS}),
    "a part that nothing leads to": (lambda d: d["entry"].append(STRAY), {LAWS}),
    "a document without its time": (lambda d: d.pop("timestamp"), {LAWS}),
    "a document without its identifier": (lambda d: d.pop("identifier"), {LAWS}),
    "a document that does not begin with its composition": (lambda d: d["entry"].reverse(), {LAWS}),
    "a narrative with a script": (
        lambda d: _of(d, "Composition")["section"][0]["text"].update(
            div='<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div>'), {LAWS}),
    "a narrative that is no XHTML": (
        lambda d: _of(d, "Composition")["section"][0]["text"].update(div="<div><p>"), {LAWS}),
    "a rule between elements (ppc-1, org-1, obs-6)": (_without("Consent", "policyRule"), {LAWS}),
    "a control character, or a space that R4’s pattern forbids": (
        _spoilt("Patient", name=[{"text": "山田\u3000太郎"}]), {LAWS}),
}  # fmt: skip


@pytest.fixture
def good(session: Session, care: Care) -> Resource:
    found: Resource = json.loads(exchanged(session, care, "gp")[0])
    return found


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_seen_by_those_who_see_it(good: Resource, wrong: str) -> None:
    spoil, who = WRONG[wrong]
    spoilt = copy.deepcopy(good)
    spoil(spoilt)
    assert seen_by(json.dumps(spoilt).encode()) == who


def test_the_guide_says_who_sees_what() -> None:
    rows = re.findall(r"^\| ([^|]+) \| (.*?) \| (.*?) \| (.*?) \|$", GUIDE.read_text(), re.M)
    said = {row[0]: {who for who, seen in zip((MODELS, KIT, LAWS), row[1:], strict=True)
                     if seen == "yes"} for row in rows if row[0] in WRONG}  # fmt: skip
    assert said == {wrong: who for wrong, (_, who) in WRONG.items()}
