"""Red flags that were ticked in a form that could not be taken: what to do about them all the same.

No page that says that nothing was stored may leave out what somebody has just said yes to.
"""

from dataclasses import dataclass

from flask import g, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from homecare.accounts.models import Practice
from homecare.rules.red_flags import BACKGROUND, NEW_SYMPTOMS, words_of
from homecare.rules.urgent_advice import UrgentAdvice, advice_for
from homecare.today.blueprint import blueprint
from homecare.today.questions.forms import ASKED_OF_CLIENTS, NERVES
from homecare.today.questions.red_flags import nation_of_person

BY_DESK, BACKGROUND_BY_DESK = "red_flags", "background"
"""The fields in which a therapist ticks; a client has others (`forms`)."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """`lines`: each question that was ticked, in its words; `by_desk`: by a therapist, who has to
    tell the client."""

    lines: tuple[str, ...]
    advice: UrgentAdvice
    by_desk: bool


@blueprint.app_template_global()
def whom_to_call_here() -> str:
    """The nation of whoever reads a page that says what went wrong, signed in or not; empty where
    nobody knows it. After something broke nothing more is asked of the database, and it is that of
    the practice whose name stands on the page."""
    if not g.get("broken"):
        return nation_of_person() or ""
    practice: Practice | None = g.get("practice")
    return practice.whom_to_call if practice else ""


@blueprint.app_template_global("ticked_unsent")
def ticked_unsent(nation: str, form: MultiDict[str, str] | None = None) -> Ticked | None:
    """What was ticked in `form`, else in the form of this request, with what to do about it in
    `nation`; None where nothing was."""
    said = _sent() if form is None else form
    _, nerves = NERVES.get(said.get("nerves", ""), ("", ()))
    by_client = {*said.getlist("yes"), *said.getlist("unsure"), *nerves} & ASKED_OF_CLIENTS
    by_desk = {*said.getlist(BY_DESK)} & ASKED_OF_CLIENTS
    yes = by_client | by_desk
    background = {one.code for one in BACKGROUND} & {*said.getlist(BACKGROUND_BY_DESK)}
    advice = advice_for(yes | background, nation) if yes else None
    if advice is None:
        return None
    lines = (words_of(one.code) for one in NEW_SYMPTOMS if one.code in yes)
    return Ticked(tuple(lines), advice, bool(by_desk))


def _sent() -> MultiDict[str, str]:
    """The form of this request; none of one that was too big, which nobody reads."""
    try:
        return request.form if request.method == "POST" else MultiDict()
    except HTTPException:
        return MultiDict()
