"""The form with every threshold of the rule that a practice may change."""

from dataclasses import fields
from typing import Any

from wtforms import BooleanField, Field, FloatField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from homecare.assessment.thresholds import is_fixed
from homecare.desk.rule.words import shown_number, thresholds, unit_of
from homecare.forms import OpenedForm
from homecare.rules.policy import DEFAULT, Policy

CHANGEABLE = [item for item in fields(Policy) if not is_fixed(item)]


class RuleForm(OpenedForm):
    """Each threshold as it is typed; shares in per cent."""

    @classmethod
    def showing(cls, policy: Policy) -> "RuleForm":
        """The form as it is before anybody has typed."""
        return cls(formdata=None, data=as_typed(policy))

    def policy(self) -> Policy:
        """What was typed, as thresholds."""
        return Policy(**{item.name: _typed(self[item.name], item.name) for item in CHANGEABLE})

    def typed(self) -> dict[str, str]:
        """What was typed, to be sent again with what it was opened with; a box without a tick is
        not sent."""
        values = {item.name: self[item.name].data for item in CHANGEABLE}
        values["opened"] = self.opened.data
        return {
            name: "y" if value is True else str(value)
            for name, value in values.items()
            if value is not False
        }


def as_typed(policy: Policy) -> dict[str, Any]:
    """Each threshold as the form shows it."""
    return {item.name: _as_typed(policy, item.name) for item in CHANGEABLE}


def _as_typed(policy: Policy, name: str) -> Any:
    """A number without needless places: 30, not 30.0."""
    value = shown_number(name, getattr(policy, name))
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _typed(typed: Field, name: str) -> Any:
    if unit_of(name) == "%":
        return round(typed.data / 100, 6)
    return typed.data


def _field_of(item: Any, label: str) -> Field:
    if isinstance(item.default, bool):
        return BooleanField(label)
    low, high = (shown_number(item.name, item.metadata[end]) for end in ("low", "high"))
    said = f"Write a number from {low:g} to {high:g}."
    checks = [InputRequired(said), NumberRange(low, high, said)]
    if isinstance(item.default, int):
        whole = f"Write a whole number from {low:g} to {high:g}."
        return IntegerField(label, validators=checks, invalid_value_message=whole)
    point = f"Write a number from {low:g} to {high:g}, with a point if it needs one: 0.5."
    return FloatField(label, validators=checks, invalid_value_message=point)


_shown = thresholds(DEFAULT)
for _item in CHANGEABLE:
    setattr(RuleForm, _item.name, _field_of(_item, _shown[_item.name].whole_label))
