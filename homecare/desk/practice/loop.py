"""The practice's loop for its owner: flags, letters, answers, and how people fare afterwards."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from flask import g, render_template, request
from wtforms import DateField, ValidationError
from wtforms.validators import InputRequired

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import OWNER
from homecare.assessment.thresholds import policy_of
from homecare.desk.blueprint import blueprint
from homecare.forms import PlainForm
from homecare.language import CASELOAD_ORDER, STATES, count
from homecare.referrals.answers.words import HEARD
from homecare.referrals.contacts import KINDS
from homecare.referrals.loop.figures import (
    ENOUGH,
    IMPROVED,
    NOT_IMPROVED,
    TOO_EARLY,
    UNKNOWN,
    Days,
    LetterOfLoop,
    by_flag,
    by_receiver,
    days_of,
)
from homecare.referrals.loop.queries import Stretch, flags_of_loop, letters_of_loop
from homecare.rules.verdict.flags_asked import REVIEW

HALF_A_YEAR = timedelta(days=182)
LONGEST = timedelta(days=1830)
TOO_LONG = "Choose five years at most."
TURNED_ROUND = "Choose a day on or after the first one."
TO_COME = "The first day is still to come."
FIRST_OF_ALL = date(2000, 1, 1)
NAMES = {
    IMPROVED: "Improved",
    NOT_IMPROVED: "Not improved",
    UNKNOWN: "Too few scores to tell",
    TOO_EARLY: "Six weeks not over yet",
}


class StretchForm(PlainForm):
    """From which day to which; it stands in the address, and nothing of it is about anybody."""

    class Meta(PlainForm.Meta):
        csrf = False

    first = DateField("From", validators=[InputRequired("Write the date as day, month and year.")])
    last = DateField("To", validators=[InputRequired("Write the date as day, month and year.")])

    def validate_last(self, field: Any) -> None:
        """The end comes after the beginning, and not years later."""
        if self.first.data is None or field.data is None:
            return  # told at their own fields
        if field.data < self.first.data:
            raise ValidationError(TURNED_ROUND)
        if self.first.data > clock.today(g.practice.zone):
            raise ValidationError(TO_COME)
        if field.data - self.first.data > LONGEST or self.first.data < FIRST_OF_ALL:
            raise ValidationError(TOO_LONG)


@blueprint.get("/practice/loop")
@allow(OWNER)
def practice_loop() -> Any:
    """How many were flagged, referred and answered, how long it took, and what became of them."""
    today = clock.today(g.practice.zone)
    form = StretchForm(request.args or None, data={"first": today - HALF_A_YEAR, "last": today})
    wrong = bool(request.args) and not form.validate()
    first, last = form.first.data, form.last.data
    if wrong:
        first, last = today - HALF_A_YEAR, today
    stretch = Stretch(first, last, today, g.practice.zone)
    return _page(stretch, form), 422 if wrong else 200


def _page(stretch: Stretch, form: StretchForm) -> str:
    flags = flags_of_loop(scope(), stretch)
    letters = letters_of_loop(scope(), stretch, policy_of(g.practice))
    return render_template(
        "desk/practice/practice_loop.html",
        practice=g.practice,
        stretch=stretch,
        form=form,
        flags=flags,
        letters=letters,
        answered=sum(one.heard is not None for one in letters),
        from_a_flag=sum(one.days_from_flag is not None for one in letters),
        to_letter=in_words(days_of(one.days_from_flag for one in letters)),
        to_answer=in_words(days_of(one.days_to_answer for one in letters)),
        by_flag=by_flag(flags, CASELOAD_ORDER),
        by_receiver=by_receiver(letters, list(KINDS)),
        outcomes=_outcomes(letters),
        heard=_heard(letters),
        flag_names=STATES | {REVIEW: "Review"},
        kinds=KINDS,
        enough=ENOUGH,
    )


def in_words(days: Days) -> str:
    """The median and the range; of too few, only how many there are."""
    if days.median is None:
        return f"too few to say ({days.number})" if days.number else "none yet"
    whole = f"{days.median:g} day{'s' * (days.median != 1)}"
    return f"{whole} (from {days.least} to {days.most}; {count(days.number, 'letter')})"


def _outcomes(letters: list[LetterOfLoop]) -> list[tuple[str, str]]:
    number = Counter(one.outcome for one in letters)
    return [(name, str(number[code])) for code, name in NAMES.items()]


def _heard(letters: list[LetterOfLoop]) -> list[tuple[str, str]]:
    number = Counter(one.heard for one in letters)
    said = [(name, str(number[code])) for code, name in HEARD.items() if number[code]]
    return [*said, ("No answer yet", str(number[None]))]
