"""What every form of ours shares: plain messages, printable words, and the makers of fields."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from itertools import zip_longest
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    FieldList,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice, SelectFieldBase
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from homecare.language import listed, long_date
from homecare.refusals import Problems, Refusal, SaidPlainly
from homecare.telephones import WRITE_TELEPHONE, is_telephone


def can_be_dialled(_form: Any, field: Field) -> None:
    """A validator for WTForms: what was written can be dialled."""
    if not is_telephone(field.data or ""):
        raise ValidationError(WRITE_TELEPHONE)


SHOWN = {"csrf": False}
"""For the meta of a form that is only shown, on a page that writes its token itself: a field for it
takes as long to make as the rest of the form."""

LONG = Length(max=2000, message="Write at most 2,000 characters.")


SHORT = Length(max=200, message="Write at most 200 characters.")


# A name with a line break could end the header of a mail early; only a long text has lines.
# A mark of direction that turns what follows round could make a page say something else.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")


_LINES = re.compile(r"[\r\n\t]")

MEANWHILE = (
    "Somebody changed this meanwhile. What you typed is still here: look at what they wrote, "
    "then save again."
)
THEIRS = "Meanwhile somebody changed this to {} – save again to put what you wrote in its place."
ALSO = "They changed more, which stands here as they wrote it: {}."
NOBODY_KNOWS = object()


_UNSEEN = re.compile(r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
                     r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]*")  # fmt: skip
"""Spaces, and signs of no width and no ink: alone they are nothing that anybody could read."""


def unless_blank(text: Any) -> Any:
    """A filter for WTForms: lines, spaces and what nobody sees, alone, are nothing written."""
    return "" if isinstance(text, str) and _UNSEEN.fullmatch(text) else text


_NOT_WRITTEN = (HiddenField, PasswordField)
"""Text that nobody writes for others to read."""


def _asking(validator: Any) -> Any:
    """Ask for what was typed as it is kept, where WTForms would ask whether anything was sent."""
    is_asking = type(validator) is InputRequired
    return DataRequired(validator.message) if is_asking else validator


class PlainForm(SaidPlainly, FlaskForm):  # type: ignore[misc]
    """A form whose every message is plain English."""

    class Meta(SaidPlainly.Meta):
        """What is done with every field."""

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            """Text is nothing where it is blank: it is asked for then, and no page shows it."""
            field: Field = super().bind_field(form, unbound_field, options)  # type: ignore[misc]
            if isinstance(field, StringField) and not isinstance(field, _NOT_WRITTEN):
                field.filters = (*field.filters, unless_blank)
                field.validators = [_asking(one) for one in field.validators]
            return field

    def __init__(self, *args: Any, today: date | None = None, **more: Any) -> None:
        """`today` is the local date that dates are checked against."""
        self.today = today
        super().__init__(*args, **more)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that nothing can't be printed."""
        fine = bool(super().validate(extra_validators))
        return all([*(_is_printable(field) for field in self), fine])

    def show(self, problems: Problems) -> None:
        """Put each problem at its field, as `show` does."""
        show(self, problems)


class OpenedForm(PlainForm):
    """A form over what is stored, which knows what it was opened with.

    So what somebody else wrote since is told from what was typed here, and `meet` keeps both.
    """

    opened = HiddenField()

    def __init__(self, *args: Any, **more: Any) -> None:
        """As a PlainForm; what it is made with is what it is opened with, until it is sent."""
        super().__init__(*args, **more)
        if self.opened.raw_data is None:
            shown = (field for field in self if not isinstance(field, HiddenField))
            self._open_with({field.short_name: field.data for field in shown})

    def meet(self, stands: Mapping[str, Any]) -> list[str]:
        """Put what others wrote since into fields that nobody touched here; answers their labels.

        `stands` is what is stored now, by the names of fields. Of several to choose, what either
        ticked or took back holds. Raises Refusal, with theirs at each field that both wrote into
        otherwise; saved again, this form's words hold, as they were read beside the others'.
        """
        knew, taken, crossed = self.opened_with(), [], Problems()
        for name, now in stands.items():
            field, before = self[name], knew.get(name, NOBODY_KNOWS)
            wanted = _of_both(field, before, now)
            if wanted is NOBODY_KNOWS:
                crossed[name] = THEIRS.format(in_words(field, now))
            elif as_opened(wanted) != as_opened(field.data):
                taken.append(field.label.text)
                put_into(field, wanted)
            field.object_data = now
        self._open_with(stands)
        if crossed:
            also = ALSO.format(listed(taken)) if taken else ""
            raise Refusal({"": f"{MEANWHILE} {also}".strip()} | crossed)
        return taken

    def opened_with(self) -> dict[str, Any]:
        """What each field said, plainly, when the form was opened; empty where nobody knows."""
        try:
            knew = json.loads(self.opened.data or "")
        except (ValueError, RecursionError):
            return {}
        return knew if isinstance(knew, dict) else {}

    def _open_with(self, stands: Mapping[str, Any]) -> None:
        plainly = {name: as_opened(value) for name, value in stands.items()}
        self.opened.data = json.dumps(plainly, separators=(",", ":"))


def as_opened(value: Any) -> Any:
    """A field's value as it is compared and kept: text without the spaces around it, days and
    times as ISO has them, of several only what is said."""
    if isinstance(value, list | tuple):
        return [as_opened(one) for one in value if one is not None]
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, bool | int | float):
        return value
    return "\n".join(str("" if value is None else value).split("\r\n")).strip()


def in_words(field: Field, value: Any) -> str:
    """What a field of that kind says with this value, for people."""
    if isinstance(value, list | tuple):
        each = [in_words(field, one) for one in value if one is not None]
        return listed(each) if each else "nothing"
    if isinstance(field, SelectFieldBase):
        named = (option.label for option in field.iter_choices() if option.value == value)
        return f"“{next(named, value)}”" if value not in (None, "") else "nothing"
    if isinstance(value, bool):
        return "ticked" if value else "not ticked"
    if isinstance(value, datetime):
        return f"{long_date(value.date())}, {value:%H:%M}"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return f"“{value}”" if as_opened(value) != "" else "nothing"


def put_into(field: Field, value: Any) -> None:
    """Let a field say what somebody else wrote, in place of what was sent with it."""
    if isinstance(field, FieldList):
        for entry, one in zip_longest(field.entries, value):
            put_into(entry, one)
        return
    field.raw_data = None
    field.process_data(value)


def _of_both(field: Field, before: Any, now: Any) -> Any:
    """What a field is to say after two people; NOBODY_KNOWS where that is for one of them."""
    was, typed, stands = before, as_opened(field.data), as_opened(now)
    if typed == stands or was == stands:
        return field.data
    if typed == was:
        return now
    if isinstance(field, SelectMultipleField) and isinstance(was, list):
        more = [one for one in field.data or [] if one not in was and one not in now]
        return [one for one in now if one in typed or one not in was] + more
    return NOBODY_KNOWS


def show(form: FlaskForm, problems: Problems) -> None:
    """Put each problem at its field; one without a field goes to the top of the page."""
    for name, text in problems.items():
        if name in form:
            field = form[name]
            whole = isinstance(field, FieldList) and field.entries
            shown = field.entries[0] if whole else field
            shown.errors = [*shown.errors, text]
            field.errors = [shown.errors] if whole else shown.errors
        else:
            form.form_errors.append(text)


def is_printable(text: str, *, lines: bool = False) -> bool:
    """Whether a text can be printed; only a long one has `lines`."""
    return not _UNPRINTABLE.search(_LINES.sub("", text) if lines else text)


def _is_printable(field: Field) -> bool:
    text = field.data if isinstance(field.data, str) else ""
    if not is_printable(text, lines=isinstance(field, TextAreaField)):
        field.errors = ["Leave out the characters that can’t be printed."]
        return False
    return True


class NumberField(IntegerField):  # type: ignore[misc]
    """A whole number or nothing, with the range of its measure on the keyboard's side too."""

    def __init__(self, label: str, bounds: tuple[int, int], **kwargs: Any) -> None:
        keys = {"min": bounds[0], "max": bounds[1], "inputmode": "numeric"}
        super().__init__(label, render_kw=keys, **kwargs)
        self.bounds = bounds

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it. Raises ValueError, in words, for what is no whole number."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if typed and not (typed.lstrip("-").isdecimal() and len(typed) < 10):
            low, high = self.bounds
            raise ValueError(f"Write a whole number from {low} to {high}.")
        if typed:
            self.data = int(typed)


def options(*pairs: tuple[str | int, str]) -> list[SelectChoice]:
    """What can be chosen, from pairs of value and words."""
    return [SelectChoice(*pair) for pair in pairs]


def score(label: str, required: bool = True) -> RadioField:
    """A score from 0 to 10, one tap each."""
    rule = InputRequired("Choose a number from 0 to 10.") if required else Optional()
    numbers = options(*((str(number), str(number)) for number in range(11)))
    return RadioField(label, choices=numbers, coerce=int, validators=[rule])


def day(label: str, message: str, **more: Any) -> DateField:
    """A date that is needed; `message` says what to write."""
    return DateField(label, validators=[InputRequired(message)], **more)
