"""A form about a client's care that comes after somebody ended that care, or opened it again.

It is never dropped in silence: the page says who did what and when, and hands back what was typed.
"""

from collections.abc import Callable
from typing import Any, NoReturn
from uuid import UUID

from flask import abort, flash, g, make_response, render_template, request
from wtforms import BooleanField, FieldList, HiddenField, SubmitField
from wtforms.fields.choices import SelectFieldBase

from homecare.access import scope
from homecare.accounts.front_door.giving_back import written
from homecare.accounts.queries import names_of
from homecare.accounts.trail.queries import audit_of_records
from homecare.clients.episodes.mistakes import ENTERED, RETURNED
from homecare.clients.models import Client, Episode
from homecare.clients.queries import active_episode, latest_episode
from homecare.desk.words import moment_words
from homecare.forms import PlainForm, in_words
from homecare.rules.urgent_advice import UrgentAdvice

ENDED_BY = {
    "client.discharge": "{who} discharged {client} {at}.",
    ENTERED: "{who} marked the record of {client} as entered by mistake {at}.",
    RETURNED: "{who} undid taking {client} in again {at}.",
}
OPENED_BY = {
    "client.discharge_undone": "{who} undid the discharge of {client} {at}. The care goes on.",
    "client.mistake_undone": "{who} opened the care of {client} again {at}.",
    "client.reopen": "{who} took {client} in again {at}.",
    "client.take_in": "{who} added {client} {at}. The care goes on.",
}
NOT_IN_CARE, IN_CARE = "{client} is not in care any more.", "{client} is in care."
Typed = list[tuple[str, str]]
"""What a form said: the label of each field, and its value in words."""
Form = PlainForm | Callable[[Episode], Typed] | None


def who_ended(client: Client) -> str:
    """Who ended a client's care last, how and when, in a sentence."""
    return _who(client, ENDED_BY, NOT_IN_CARE)


def who_opened(client: Client) -> str:
    """Who opened a client's care last, and when, in a sentence."""
    return _who(client, OPENED_BY, IN_CARE)


def _who(client: Client, words: dict[str, str], nobody_knows: str) -> str:
    lines = audit_of_records(scope().session, client.practice_id, [client.id], words.keys())
    if not lines:
        return nobody_knows.format(client=client.name)
    last, me = lines[-1], scope().actor.person_id
    names = names_of(scope().session, client.practice_id, [last.actor_id])
    who = "You" if last.actor_id == me else names.get(last.actor_id, "Somebody")
    at = moment_words(last.at)
    return words[last.action].format(who=who, client=client.name, at=at)


def open_episode(client_id: UUID, form: Form = None) -> Episode:
    """The episode that something is written for; a 404 where there is none within reach.

    Where its care has ended since a form was opened, the page says so with what the form holds;
    `form` names its fields, or says what is in them for an episode.
    """
    episode = active_episode(scope(), client_id)
    if episode is None:
        last = latest_episode(scope(), client_id) if request.method == "POST" else None
        if last is None:
            abort(404)
        refuse(last.client, who_ended(last.client), typed_of(form, last))
    return episode


def has_ended(client: Client) -> None:
    """Say who ended the care where somebody only opened a page that is for open care."""
    flash(who_ended(client), "warning")


def refuse(
    client: Client, reason: str, typed: Typed, advice: UrgentAdvice | None = None
) -> NoReturn:
    """End the request with the page that says why nothing was saved, with what was typed.

    `advice` stands first: what to do about a yes to a red flag, which was stored all the same.
    """
    page = render_template(
        "desk/client/not_saved.html", client=client, reason=reason, typed=typed, advice=advice,
        practice=g.practice,
    )  # fmt: skip
    abort(make_response(page, 409))


def typed_of(form: Form, episode: Episode | None = None) -> Typed:
    """What a form holds, field by field; without one, the longer words that were sent."""
    if form is None:
        return [("What you wrote", words) for words in written(request.form)]
    if not isinstance(form, PlainForm):
        return form(episode) if episode else []
    return [(field.label.text, said) for field in form if (said := _said(field))]


def _said(field: Any) -> str:
    """What somebody put into a field, in words; empty where they left it."""
    if isinstance(field, HiddenField | SubmitField):
        return ""
    if isinstance(field, SelectFieldBase) and not field.choices:
        return ""
    value = field.data
    if value in (None, "", [], False):
        return "\n".join(getattr(field, "raw_data", None) or []).strip()
    if isinstance(field, BooleanField):
        return "Ticked"
    if isinstance(field, FieldList):
        return in_words(field, value)
    return in_words(field, value).strip("“”") if isinstance(value, str) else in_words(field, value)
