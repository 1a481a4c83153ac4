"""A merge of two records in words, for its page and for what happened."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from homecare.clients.merged.models import DUPLICATE, KEEPER, RecordMerge
from homecare.language import count, long_date

FIELDS = {
    "name": "Name",
    "date_of_birth": "Born",
    "telephone": "Telephone",
    "email": "Email",
    "gp": "GP",
    "medicines": "Medicines",
    "therapist_id": "Therapist",
}
"""What is chosen of two records, as it is called beside its value."""


def value_in_words(name: str, value: Any, people: Mapping[str, str]) -> str:
    """A value of a record, as it is kept or as JSON keeps it; `people` names therapists by id."""
    if name == "therapist_id":
        return people.get(str(value), "")
    if name == "date_of_birth":
        return long_date(value if isinstance(value, date) else date.fromisoformat(value))
    return str(value or "")


def not_taken_in_words(merged: RecordMerge, people: Mapping[str, str]) -> str:
    """What one of the two records said, and the one record does not."""
    left = merged.before.get("not_taken", {})
    said = [
        f"{FIELDS[name].lower() if name != 'gp' else 'GP'} {value_in_words(name, value, people)}"
        for name, value in left.items()
    ]
    return f"Not taken: {'; '.join(said)}." if said else ""


def merged_in_words(merged: RecordMerge, people: Mapping[str, str]) -> str:
    """What became of two records, for the timeline."""
    other = merged.before[DUPLICATE]
    parts = [
        f"The other record: {other['name']}, born {value_in_words('date_of_birth', other['date_of_birth'], people)}.",  # noqa: E501
        not_taken_in_words(merged, people),
        along_in_words(merged),
    ]
    return " ".join(part for part in parts if part)


def along_in_words(merged: RecordMerge) -> str:
    """What counts in the care that goes on."""
    along = merged.before.get("along")
    if not along or not along["visits"]:
        return ""
    return f"Taken along from the care that ended: {count(len(along['visits']), 'visit')}."


def who_was_merged(merged: RecordMerge) -> str:
    """The duplicate's name and telephone, as they were."""
    other, ours = merged.before[DUPLICATE], merged.before[KEEPER]
    more = "" if other["telephone"] == ours["telephone"] else f", {other['telephone']}"
    return f"{other['name']}{more}"
