"""Who is named in a letter: the client, who writes, who gets it, and the two houses."""

from typing import Any
from uuid import UUID

from homecare.referrals.contacts import KINDS
from homecare.referrals.fhir.codes import System
from homecare.referrals.fhir.letter import IssuedLetter, Resource
from homecare.referrals.fhir.written import clean
from homecare.referrals.proposals import EMERGENCY

PATIENT, AUTHOR, AUTHOR_PERSON, PRACTICE = "patient", "author", "author-person", "practice"
RECEIVER, RECEIVER_PERSON, CLINIC = "receiver", "receiver-person", "clinic"


def people(letter: IssuedLetter) -> dict[str, Resource]:
    """Everybody in a letter by their name in the document."""
    return {
        PATIENT: _patient(letter), **_author(letter),
        **(_department(letter) if letter.facts.kind == EMERGENCY else _receiver(letter)),
    }  # fmt: skip


def _patient(letter: IssuedLetter) -> Resource:
    said = letter.words["client"]
    return {
        "resourceType": "Patient",
        "identifier": [{"system": System.URI, "value": letter.client_id.urn}],
        "name": [{"text": said["name"]}],
        "telecom": _telephone(said["telephone"]),
        "birthDate": letter.facts.born.isoformat(),
        "generalPractitioner": [{"display": said["gp"]}],
        "managingOrganization": letter.to(PRACTICE),
    }


def _author(letter: IssuedLetter) -> dict[str, Resource]:
    practice, signed = letter.words["practice"], letter.words["signed"]
    registered = signed["registration"]
    return {
        AUTHOR: {
            "resourceType": "PractitionerRole",
            "practitioner": letter.to(AUTHOR_PERSON),
            "organization": letter.to(PRACTICE),
        },
        AUTHOR_PERSON: {
            "resourceType": "Practitioner",
            "identifier": [{"type": {"text": "Registration"}, "value": registered}]
            if clean(registered)
            else [],
            "name": [{"text": signed["name"]}],
        },
        PRACTICE: _organization(
            letter.id_of(PRACTICE), practice["name"], practice["address"], practice["telephone"]
        ),
    }


def _receiver(letter: IssuedLetter) -> dict[str, Resource]:
    to = letter.words["to"]
    has_clinic = bool(clean(to["clinic"]))
    role = {
        "resourceType": "PractitionerRole",
        "practitioner": letter.to(RECEIVER_PERSON),
        "organization": letter.to(CLINIC) if has_clinic else None,
        "code": [{"text": KINDS[letter.facts.kind]}],
    }
    person: Resource = {"resourceType": "Practitioner", "name": [{"text": to["name"]}]}
    if not has_clinic:
        person["address"] = _address(to["address"])
    if not has_clinic:
        return {RECEIVER: role, RECEIVER_PERSON: person}
    clinic = _organization(letter.id_of(CLINIC), to["clinic"], to["address"])
    return {RECEIVER: role, RECEIVER_PERSON: person, CLINIC: clinic}


def _department(letter: IssuedLetter) -> dict[str, Resource]:
    """An emergency department is a house, whoever is on duty."""
    to = letter.words["to"]
    named = ", ".join(filter(None, (to["name"], to["clinic"])))
    return {RECEIVER: _organization(letter.id_of(RECEIVER), named, to["address"])}


def _organization(own: UUID, name: str, address: str, telephone: str = "") -> Resource:
    return {
        "resourceType": "Organization",
        # FHIR takes no organisation without one of the two.
        "identifier": [] if clean(name) else [{"system": System.URI, "value": own.urn}],
        "name": name,
        "telecom": _telephone(telephone),
        "address": _address(address),
    }


def _telephone(number: str) -> list[Any]:
    return [{"system": "phone", "value": number}] if clean(number) else []


def _address(address: str) -> list[Any]:
    return [{"text": address}] if clean(address) else []
