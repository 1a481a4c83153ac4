"""The form of the programme builder: what was typed, as a plan, and back."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from homecare.forms import NumberField, options, show
from homecare.language import SIDES_OF_EXERCISE, WEEKDAYS
from homecare.programmes.plan import LIMIT_MINUTES, RANGES, Plan, PlanAdvice, PlanItem, Problem
from homecare.refusals import SaidPlainly
from homecare.rules.schedule import flare_days

ROWS_READ = 12  # more than may be assigned, so that a seventh exercise is refused and not lost
NOBODY = UUID(int=0)
_SHORT = "Keep it under {} characters."
SIDE_CHOICES = [(code, words.capitalize()) for code, words in SIDES_OF_EXERCISE.items()]
DAY_CHOICES = list(enumerate(WEEKDAYS))


def _clean(text: str | None) -> str:
    """Without the spaces around it."""
    return (text or "").strip()


class DayField(DateField):  # type: ignore[misc]
    """A day; what is none is answered in words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it. Raises ValueError, in words, for what is no day."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Write a day like 2026-03-12.") from None


class ItemForm(SaidPlainly, Form):  # type: ignore[misc]
    """One exercise."""

    exercise_id = HiddenField("Exercise")
    side = SelectField("Side", choices=options(*SIDE_CHOICES), validate_choice=False)
    sets = NumberField("Sets", RANGES["sets"])
    reps = NumberField("Times", RANGES["reps"])
    hold_seconds = NumberField("Hold (s)", RANGES["hold_seconds"])
    minutes = NumberField("Minutes", RANGES["minutes"])
    times_a_day = NumberField("A day", RANGES["times_a_day"])
    days = SelectMultipleField("Days", choices=options(*DAY_CHOICES), coerce=int)
    note = StringField("Note", filters=[_clean])
    in_flare = BooleanField("Keep during a flare-up")

    def item(self) -> PlanItem:
        """The row as an item of a plan; a mangled id is nobody's exercise."""
        return PlanItem(
            exercise_id=read_id(self.exercise_id.data),
            side=self.side.data or None,
            sets=self.sets.data,
            reps=self.reps.data,
            hold_seconds=self.hold_seconds.data,
            minutes=self.minutes.data,
            times_a_day=0 if self.times_a_day.data is None else self.times_a_day.data,
            days=sum(1 << day for day in set(self.days.data or [])),
            note=self.note.data or "",
            in_flare=self.in_flare.data,
        )


class AdviceForm(SaidPlainly, Form):  # type: ignore[misc]
    """One piece of advice."""

    kind = HiddenField("Kind")
    title = StringField("Title", filters=[_clean])
    text = TextAreaField("Advice", filters=[_clean])
    limit_minutes = NumberField("Minutes at most", LIMIT_MINUTES)
    until = DayField("Until", validators=[InputRequired("Choose the last day.")])
    reason = StringField("Why", filters=[_clean])
    alternative = StringField("Instead", filters=[_clean])
    question = StringField("Question in the diary", filters=[_clean])

    def advice(self) -> PlanAdvice:
        """The row as advice of a plan."""
        return PlanAdvice(**self.data)


class ProgrammeForm(SaidPlainly, FlaskForm):  # type: ignore[misc]
    """The whole builder. `number` is the newest version its author has seen."""

    number = HiddenField("Version")
    template_code = HiddenField("Template")
    starts_on = DayField("Starts on", validators=[InputRequired("Choose a day.")])
    flare_hours = SelectField(
        "A flare-up lasts",
        choices=options((48, "2 days"), (72, "3 days")),
        coerce=int,
        validators=[InputRequired("Choose 2 or 3 days.")],
    )
    note = TextAreaField("A note for your client", filters=[_clean])
    items = FieldList(FormField(ItemForm), "Exercises", max_entries=ROWS_READ)
    advice = FieldList(FormField(AdviceForm), "Advice", max_entries=ROWS_READ)

    def plan(self) -> Plan:
        """What was typed, as a plan; call it once the form's own checks have passed."""
        return Plan(
            items=tuple(entry.form.item() for entry in self.items),
            advice=tuple(entry.form.advice() for entry in self.advice),
            note=self.note.data or "",
            flare_hours=self.flare_hours.data,
            template_code=(self.template_code.data or "")[:60],
        )

    def seen_number(self) -> int:
        """The newest number its author saw; −1, which is never the newest, for nonsense."""
        typed = self.number.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else -1

    def show_at(self, problems: Iterable[Problem]) -> None:
        """Put each problem at its field, or at the top where it is about the whole plan."""
        for problem in problems:
            rows = {"items": self.items, "advice": self.advice}.get(problem.part)
            if rows is not None:
                show(rows[problem.index].form, {problem.field: problem.text})
                rows.errors = [entry.errors for entry in rows]
            else:
                whole = problem.field in ("items", "advice")
                show(self, {"" if whole else problem.field: problem.text})


class TemplateForm(SaidPlainly, FlaskForm):  # type: ignore[misc]
    """The words of a template made from a programme."""

    name = StringField(
        "Name",
        filters=[_clean],
        validators=[InputRequired("Give it a name."), Length(max=120, message=_SHORT.format(120))],
    )
    for_whom = StringField(
        "For whom", filters=[_clean], validators=[Length(max=300, message=_SHORT.format(300))]
    )
    description = StringField(
        "What it does", filters=[_clean], validators=[Length(max=300, message=_SHORT.format(300))]
    )

    def words(self) -> dict[str, str]:
        """What was typed, without the token."""
        return {name: self[name].data for name in ("name", "for_whom", "description")}


def read_id(text: str | None) -> UUID:
    """The id that was typed; NOBODY, which is nobody's, for nonsense."""
    try:
        return UUID(text or "")
    except ValueError:
        return NOBODY


def typed_from(plan: Plan, number: int, starts_on: date) -> MultiDict[str, str]:
    """The plan as if it had been typed, so that a page shows it and typed input alike."""
    typed: MultiDict[str, str] = MultiDict(
        {
            "number": str(number),
            "template_code": plan.template_code,
            "starts_on": starts_on.isoformat(),
            "flare_hours": str(24 * flare_days(plan.flare_hours)),
            "note": plan.note,
        }
    )
    rows: list[tuple[str, Iterable[MultiDict[str, str]]]] = [
        ("items", (typed_item(item) for item in plan.items)),
        ("advice", (typed_advice(advice) for advice in plan.advice)),
    ]
    for part, values in rows:
        for index, row in enumerate(values):
            put_row(typed, part, index, row)
    return typed


def typed_item(item: PlanItem) -> MultiDict[str, str]:
    """One item as the fields of its row."""
    measures = ("sets", "reps", "hold_seconds", "minutes", "times_a_day")
    row: MultiDict[str, str] = MultiDict(
        {name: "" if (n := getattr(item, name)) is None else str(n) for name in measures}
    )
    row["exercise_id"], row["side"], row["note"] = str(item.exercise_id), item.side or "", item.note
    row.setlist("days", [str(bit) for bit in range(7) if item.days >> bit & 1])
    if item.in_flare:
        row["in_flare"] = "y"
    return row


def typed_advice(advice: PlanAdvice) -> MultiDict[str, str]:
    """One piece of advice as the fields of its row."""
    words = ("kind", "title", "text", "reason", "alternative", "question")
    row: MultiDict[str, str] = MultiDict({name: getattr(advice, name) for name in words})
    row["until"] = advice.until.isoformat()
    row["limit_minutes"] = str(advice.limit_minutes or "")
    return row


def put_row(typed: MultiDict[str, str], part: str, index: int, row: MultiDict[str, str]) -> None:
    """Write the fields of one row under its number."""
    for name, values in row.lists():
        typed.setlist(f"{part}-{index}-{name}", values)
