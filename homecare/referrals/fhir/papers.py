"""What is asked, what they practise, what they agreed to, and the page itself."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Collection
from hashlib import sha1, sha256

from homecare.referrals.contacts import KINDS
from homecare.referrals.fhir.codes import PRIORITIES, Loinc, Snomed, System, coded
from homecare.referrals.fhir.course import COMPLAINT
from homecare.referrals.fhir.letter import IssuedLetter, Resource
from homecare.referrals.fhir.people import AUTHOR, PATIENT, PRACTICE, RECEIVER
from homecare.referrals.fhir.written import HOLE

REQUEST, PROGRAMME, CONSENT, PAGE = "request", "programme", "consent", "page"


def request(letter: IssuedLetter, beside: Collection[str]) -> Resource:
    """What is asked of whom; `beside` names the figures that go with it."""
    kind = KINDS[letter.facts.kind]
    return {
        "resourceType": "ServiceRequest",
        "identifier": [{"system": System.URI, "value": letter.id.urn}],
        "replaces": _replaced(letter),
        "status": "active",
        "intent": "order",
        "category": [coded(System.SNOMED, Snomed.REFERRAL, "Referral")],
        "priority": PRIORITIES[letter.words["variant"]],
        "code": {"text": f"Referral: {kind}"},
        "subject": letter.to(PATIENT),
        "authoredOn": letter.issued,
        "requester": letter.to(AUTHOR),
        "performer": [letter.to(RECEIVER)],
        "reasonCode": [{"text": letter.words["question"]}],
        "reasonReference": [letter.to(COMPLAINT)],
        "supportingInfo": [letter.to(name) for name in beside],
    }


def _replaced(letter: IssuedLetter) -> list[Resource]:
    if letter.replaces_id is None:
        return []
    identifier = {"system": System.URI, "value": letter.replaces_id.urn}
    return [{"type": "ServiceRequest", "identifier": identifier}]


def programme(letter: IssuedLetter) -> dict[str, Resource]:
    """The exercises at home, where there are any."""
    activity = [
        {"detail": {"status": "in-progress", "description": name}}
        for name in letter.facts.exercises
    ]
    plan = {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "title": "Home exercise",
        "subject": letter.to(PATIENT),
        "activity": activity,
    }
    return {PROGRAMME: plan} if activity else {}


def consent(letter: IssuedLetter) -> dict[str, Resource]:
    """What they agreed to; nothing where they could not be asked."""
    agreed = letter.agreed
    if agreed is None:
        return {}
    receiver = {"role": coded(System.PART, "IRCP"), "reference": letter.to(RECEIVER)}
    return {
        CONSENT: {
            "resourceType": "Consent",
            "identifier": [{"system": System.URI, "value": agreed.id.urn}],
            "status": "active",
            "scope": coded(System.SCOPE, "patient-privacy"),
            "category": [coded(System.LOINC, Loinc.CONSENT)],
            "patient": letter.to(PATIENT),
            "dateTime": letter.moment(agreed.at),
            "organization": [letter.to(PRACTICE)],
            "policyRule": {"text": agreed.wording},
            "provision": {"type": "permit", "actor": [receiver]},
        }
    }


def page(letter: IssuedLetter) -> Resource:
    """The page as it was issued. R4's own hash is a SHA-1; a SHA-256 is given as a name."""
    named = urlsafe_b64encode(sha256(letter.page).digest()).decode().rstrip("=")
    return {
        "resourceType": "DocumentReference",
        "identifier": [{"system": System.URI, "value": f"ni:///sha-256;{named}"}],
        "status": "current",
        "docStatus": "final",
        "type": coded(System.LOINC, Loinc.REFERRAL_NOTE, "Referral letter"),
        "subject": letter.to(PATIENT),
        "date": letter.issued,
        "author": [letter.to(AUTHOR)],
        "custodian": letter.to(PRACTICE),
        "content": [{"attachment": {
            "contentType": "application/pdf", "language": "en-GB", "data": HOLE,
            "size": len(letter.page),
            "hash": b64encode(sha1(letter.page, usedforsecurity=False).digest()).decode(),
            "title": "letter.pdf", "creation": letter.issued,
        }}],
    }  # fmt: skip
