"""The document of an issued letter: its sections in the order of the page, and all they name."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from homecare.referrals.fhir.codes import Loinc, System, coded
from homecare.referrals.fhir.course import COMPLAINT, complaint, course, first_scores
from homecare.referrals.fhir.letter import IssuedLetter, Resource
from homecare.referrals.fhir.papers import PAGE, REQUEST, consent, page, programme, request
from homecare.referrals.fhir.people import AUTHOR, PATIENT, PRACTICE, people
from homecare.referrals.fhir.written import clean, fhir_json

COMPOSITION = "composition"
XHTML = "http://www.w3.org/1999/xhtml"


def document(letter: IssuedLetter) -> str:
    """The document as it is kept, with an empty place for the page; see `with_page`."""
    parts = _parts(letter)
    return fhir_json({
        "resourceType": "Bundle",
        "id": str(letter.id_of("bundle")),
        "identifier": {"system": System.URI, "value": letter.id_of("bundle").urn},
        "type": "document",
        "timestamp": letter.issued,
        "entry": [_entry(letter, name, part) for name, part in parts.items()],
    })  # fmt: skip


def _entry(letter: IssuedLetter, name: str, part: Resource) -> Resource:
    own = letter.id_of(name)
    head = {"resourceType": part["resourceType"], "id": str(own)}
    return {"fullUrl": own.urn, "resource": {**head, **part}}


def _parts(letter: IssuedLetter) -> dict[str, Resource]:
    first, measured, plan = first_scores(letter), course(letter), programme(letter)
    agreed = consent(letter)
    sections = [
        _section("Reason for referral", _asked(letter), [REQUEST], Loinc.REASON),
        _section("The complaint", _table(letter.words["complaint"]), [COMPLAINT, *first],
                 Loinc.COMPLAINT),
        _section("The course so far", _course(letter), measured),
        _section("Red-flag questions", _list(letter.words["red_flags"])),
        _section("On record", _table(letter.words["record"]), plan),
        _section("Consent", _paragraphs([letter.words["consent"]]), agreed, Loinc.CONSENT),
        _section("The letter as a page", _paragraphs(["A PDF of one page, as it was issued."]),
                 [PAGE]),
        _section("About the figures", _paragraphs([letter.words["small_print"]])),
    ]  # fmt: skip
    return {
        COMPOSITION: _composition(letter, [_referring(letter, one) for one in sections]),
        REQUEST: request(letter, [*first, *measured, *plan, *agreed, PAGE]),
        **people(letter),
        COMPLAINT: complaint(letter),
        **first,
        **measured,
        **plan,
        **agreed,
        PAGE: page(letter),
    }


def _composition(letter: IssuedLetter, sections: Sequence[Resource]) -> Resource:
    return {
        "resourceType": "Composition",
        "language": "en-GB",
        "identifier": {"system": System.URI, "value": letter.id.urn},
        "status": "final",
        "type": coded(System.LOINC, Loinc.REFERRAL_NOTE, "Referral letter"),
        "subject": letter.to(PATIENT),
        "date": letter.issued,
        "author": [letter.to(AUTHOR)],
        "title": letter.title,
        "attester": [{"mode": "professional", "time": letter.issued, "party": letter.to(AUTHOR)}],
        "custodian": letter.to(PRACTICE),
        "relatesTo": _replaced(letter),
        "section": sections,
    }


def _replaced(letter: IssuedLetter) -> list[Resource]:
    if letter.replaces_id is None:
        return []
    named = {"system": System.URI, "value": letter.replaces_id.urn}
    return [{"code": "replaces", "targetIdentifier": named}]


def _section(title: str, words: str, names: Iterable[str] = (), code: str = "") -> Resource:
    return {
        "title": title,
        "code": coded(System.LOINC, code) if code else None,
        "text": {"status": "generated", "div": f'<div xmlns="{XHTML}">{words}</div>'},
        "entry": list(names),
    }


def _referring(letter: IssuedLetter, section: Resource) -> Resource:
    return {**section, "entry": [letter.to(name) for name in section["entry"]]}


def _asked(letter: IssuedLetter) -> str:
    words, replaced = letter.words, letter.words["replaces"]
    lines = [words["message"], f"My question: {words['question']}"]
    if replaced:
        named = f"This letter replaces the one of {replaced['date']}: {replaced['why']}"
        lines = [named, *lines]
    return _paragraphs(lines)


def _course(letter: IssuedLetter) -> str:
    scores = letter.words["scores"]
    return _table([scores["head"], *scores["rows"]]) + _list(letter.words["course"])


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{_xhtml(line)}</p>" for line in lines if clean(line))


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{_xhtml(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def _table(rows: Iterable[Sequence[Any]]) -> str:
    lines = ("".join(f"<td>{_xhtml(cell)}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _xhtml(text: str) -> str:
    return escape(clean(text)).replace("\n", "<br/>")
