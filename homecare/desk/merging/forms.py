"""What is chosen of two records: a field for each thing that differs."""

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, RadioField

from homecare.clients.episodes.words import stretch_of_care, what_for
from homecare.clients.merged.models import SIDES
from homecare.clients.merged.words import FIELDS, value_in_words
from homecare.desk.merging.words import CALLED, side_of
from homecare.forms import PlainForm, options
from homecare.merging.plan import BOTH, Choices, Pair, differing, usual
from homecare.merging.queries import Contents

MEANWHILE = "Somebody changed one of the two records meanwhile. Look at both, then press again."


class MergeForm(PlainForm):
    """Names the versions that were looked at, so that nothing is decided on an older state."""

    seen = HiddenField()

    @property
    def chosen(self) -> Choices:
        """What was chosen, as a value."""
        return Choices(
            goes_on=self._said("goes_on"),
            signs_in=self._said("signs_in"),
            fields={name: self[name].data for name in FIELDS if name in self and self[name].data},
        )

    def _said(self, name: str) -> str:
        return (self[name].data or "") if name in self else ""


def form_for(kept: Contents, gone: Contents, pair: Pair, people: Mapping[str, str]) -> MergeForm:
    """The form for these two, with what is usually taken chosen already."""
    fields: dict[str, Any] = {}
    if pair.both_in_care:
        fields["goes_on"] = _choice("Which care goes on?", _of_care(kept, gone))
    if pair.two_people:
        fields["signs_in"] = _choice("Who opens the record from now on?", _of_people(kept, gone))
    for name in differing(pair):
        if not (name == "email" and pair.two_people):
            fields[name] = _choice(FIELDS[name], _of_values(pair, name, people))
    stands = {name: usual(pair, name) for name in differing(pair)}
    stands["seen"] = f"{kept.client.version}.{gone.client.version}"
    made: MergeForm = type("MergeFormOfTwo", (MergeForm,), fields)(data=stands)
    return made


def _choice(label: str, pairs: list[tuple[str, str]]) -> RadioField:
    # What is not chosen is refused by the operation, which says what to do.
    return RadioField(label, choices=options(*pairs), validate_choice=False)


def _of_care(kept: Contents, gone: Contents) -> list[tuple[str, str]]:
    return [
        (side, f"{what_for(one.open)}, {stretch_of_care(one.open)} ({CALLED[side]})")
        for side, one in side_of(kept, gone).items()
        if one.open
    ]


def _of_people(kept: Contents, gone: Contents) -> list[tuple[str, str]]:
    return [
        (side, f"{one.called}, {one.person.email} ({CALLED[side]})")
        for side, one in side_of(kept, gone).items()
        if one.person
    ]


def _of_values(pair: Pair, name: str, people: Mapping[str, str]) -> list[tuple[str, str]]:
    both = [(BOTH, "Both")] if name == "medicines" else []
    return both + [
        (side, f"{value_in_words(name, pair.of(side).fields[name], people)} ({CALLED[side]})")
        for side in SIDES
    ]
