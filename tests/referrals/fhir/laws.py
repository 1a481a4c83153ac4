"""What FHIR R4 asks of a document and no library here looks at; and what we ask of ours."""

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from homecare.referrals.fhir.codes import Loinc, Ours, Snomed, System
from tests.referrals.fhir.made import Resource, resources, values_in

CODES = {
    System.HOMECARE: set(Ours), System.LOINC: set(Loinc), System.SNOMED: set(Snomed),
    System.UCUM: {"{score}"}, System.CATEGORY: {"survey"}, System.STATISTICS: {"average"},
    System.ABSENT: {"unknown"}, System.CLINICAL: {"active"}, System.VERIFIED: {"unconfirmed"},
    System.SCOPE: {"patient-privacy"}, System.PART: {"IRCP"},
}  # fmt: skip
# The codes that R4 binds an element to, as far as ours has the element.
BOUND = {
    "Bundle.type": {"document"},
    "Composition.status": {"preliminary", "final", "amended", "entered-in-error"},
    "Composition.attester.mode": {"personal", "professional", "legal", "official"},
    "Composition.relatesTo.code": {"replaces", "transforms", "signs", "appends"},
    "Composition.section.text.status": {"generated", "extensions", "additional", "empty"},
    "ServiceRequest.status": {"draft", "active", "on-hold", "revoked", "completed"},
    "ServiceRequest.intent": {"proposal", "plan", "directive", "order", "original-order"},
    "ServiceRequest.priority": {"routine", "urgent", "asap", "stat"},
    "Observation.status": {"registered", "preliminary", "final", "amended"},
    "CarePlan.status": {"draft", "active", "on-hold", "revoked", "completed"},
    "CarePlan.intent": {"proposal", "plan", "order", "option"},
    "CarePlan.activity.detail.status": {"not-started", "scheduled", "in-progress", "completed"},
    "Consent.status": {"draft", "proposed", "active", "rejected", "inactive"},
    "Consent.provision.type": {"deny", "permit"},
    "DocumentReference.status": {"current", "superseded", "entered-in-error"},
    "DocumentReference.docStatus": {"preliminary", "final", "amended"},
    "DocumentReference.content.attachment.contentType": {"application/pdf"},
    "Patient.telecom.system": {"phone"},
    "Organization.telecom.system": {"phone"},
}
PEOPLE = {"PractitionerRole", "Organization"}
POINTS_TO = {
    "Composition.subject": {"Patient"}, "Composition.author": PEOPLE,
    "Composition.custodian": {"Organization"}, "Composition.attester.party": PEOPLE,
    "ServiceRequest.subject": {"Patient"}, "ServiceRequest.requester": PEOPLE,
    "ServiceRequest.performer": PEOPLE, "ServiceRequest.reasonReference": {"Condition"},
    "Patient.managingOrganization": {"Organization"},
    "PractitionerRole.practitioner": {"Practitioner"},
    "PractitionerRole.organization": {"Organization"},
    "Condition.subject": {"Patient"}, "Observation.subject": {"Patient"},
    "Observation.performer": {"Patient", "Organization"}, "CarePlan.subject": {"Patient"},
    "Consent.patient": {"Patient"}, "Consent.organization": {"Organization"},
    "Consent.provision.actor.reference": PEOPLE,
    "DocumentReference.subject": {"Patient"}, "DocumentReference.author": PEOPLE,
    "DocumentReference.custodian": {"Organization"},
}  # fmt: skip
DATE = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d|Z)")
DATED = re.compile(r"(?:[dD]ate|DateTime|\.start|\.end|\.time|timestamp|creation|authoredOn)$")
TAGS = {"div", "p", "ul", "li", "table", "tr", "td", "br"}


def faults(document: Resource) -> list[str]:
    """Everything that is wrong with a document."""
    return [f"{law.__name__}: {said}" for law in LAWS for said in law(document)]


def _a_document(document: Resource) -> Iterator[str]:
    for name in ("identifier", "timestamp"):
        if not document.get(name):
            yield name
    if document["entry"][0]["resource"]["resourceType"] != "Composition":
        yield "begins with its composition"


def _bound_codes(document: Resource) -> Iterator[str]:
    for path, value in values_in(document):
        if value not in BOUND.get(path, {value}):
            yield f"{path}: {value}"


def _codings(document: Resource) -> Iterator[str]:
    for coding in _dicts(document):
        system, code = coding.get("system"), coding.get("code")
        if "code" in coding and system and code not in CODES.get(system, ()):
            yield f"{system}|{code}"


def _links(document: Resource) -> Iterator[str]:
    entries = {entry["fullUrl"]: entry["resource"] for entry in document["entry"]}
    if len(entries) != len(document["entry"]):
        yield "two parts of one name"
    for url, resource in entries.items():
        if url != f"urn:uuid:{resource['id']}":
            yield f"{url} is {resource['id']}"
    for path, value in values_in(document):
        if path.endswith(".reference"):
            target = entries.get(value, {}).get("resourceType")
            if target is None or target not in POINTS_TO.get(path[: -len(".reference")], {target}):
                yield f"{path} leads to {target}"
    yield from (f"nothing leads to {url}" for url in set(entries) - _reached(entries))


def _reached(entries: dict[str, Resource]) -> set[str]:
    first = next(iter(entries))
    seen: set[str] = set()
    waiting = {first}
    while waiting:
        seen |= waiting
        waiting = {
            value
            for url in waiting
            for path, value in values_in(entries.get(url, {}))
            if path.endswith(".reference")
        } - seen
    return seen


def _dates(document: Resource) -> Iterator[str]:
    for path, value in values_in(document):
        if DATED.search(path):
            if not (DATE.fullmatch(value) or MOMENT.fullmatch(value)):
                yield f"{path}: {value}"
            elif not _is_a_day(value):
                yield f"{path}: no such day {value}"
    for part in _dicts(document):
        if {"start", "end"} <= part.keys() and part["start"] > part["end"]:
            yield f"{part['start']} after {part['end']}"


def _is_a_day(value: str) -> bool:
    try:
        return bool(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
    except ValueError:
        return False


def _texts(document: Resource) -> Iterator[str]:
    for path, value in values_in(document):
        if isinstance(value, str) and not re.fullmatch(r"[ \r\n\t\S]+", value):
            yield f"{path}: odd space"
        if isinstance(value, str) and (
            value != value.strip() or re.search(r"[\0-\x08\x0b-\x1f]", value)
        ):
            yield f"{path}: controls, or space around"
    if any(part == {} for part in _dicts(document)):
        yield "an empty part"


def _narratives(document: Resource) -> Iterator[str]:
    for path, value in values_in(document):
        if path.endswith(".div"):
            try:
                root = ET.fromstring(value)
            except ET.ParseError:
                yield f"{path}: no XHTML"
                continue
            tags = {one.tag for one in root.iter()}
            if not tags <= {f"{{http://www.w3.org/1999/xhtml}}{tag}" for tag in TAGS}:
                yield f"{path}: {tags}"
            if not "".join(root.itertext()).strip():
                yield f"{path}: no words"


def _needs(document: Resource) -> Iterator[str]:
    """Invariants of R4: org-1, ppc-1, obs-6."""
    for one in resources(document, "Organization"):
        if not (one.get("name") or one.get("identifier")):
            yield "org-1"
    for one in resources(document, "Consent"):
        if not (one.get("policy") or one.get("policyRule")):
            yield "ppc-1"
    for one in resources(document, "Observation"):
        if "dataAbsentReason" in one and any(name.startswith("value") for name in one):
            yield "obs-6"


def _page(document: Resource) -> Iterator[str]:
    for one in resources(document, "DocumentReference"):
        kept = one["content"][0]["attachment"]
        try:
            page = base64.b64decode(kept["data"], validate=True)
        except ValueError:
            yield "no base64"
            continue
        if kept["size"] != len(page):
            yield "another size"
        if base64.b64decode(kept["hash"]) != hashlib.sha1(page).digest():
            yield "another hash"
        named = base64.urlsafe_b64encode(hashlib.sha256(page).digest()).decode().rstrip("=")
        if one["identifier"][0]["value"] != f"ni:///sha-256;{named}":
            yield "another name"


def _numbers(document: Resource) -> Iterator[str]:
    for path, value in values_in(document):
        if path.endswith((".value", "Integer", ".size")) and "dentifier" not in path:
            if isinstance(value, str) and "telecom" not in path:
                yield f"{path}: a text"
            if isinstance(value, float):
                yield f"{path}: a float"


def _dicts(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _dicts(one)


LAWS: tuple[Callable[[Resource], Iterator[str]], ...] = (
    _a_document, _bound_codes, _codings, _links, _dates, _texts, _narratives, _needs, _page,
    _numbers,
)  # fmt: skip
