"""The page of one answer: what it says, what it said before, and the ways to put it right."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.wrappers import Response

from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.queries import names_of
from homecare.acting import THERAPIST, Act
from homecare.clients import queries
from homecare.clients.models import MOVED, Client
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.namesakes import told_apart
from homecare.desk.referrals.answers.forms import FORMS
from homecare.desk.searched import sealed, words_sought
from homecare.desk.storing import stored_as_seen
from homecare.desk.words import practice_day
from homecare.forms import options
from homecare.language import long_date
from homecare.referrals.answers import corrections
from homecare.referrals.answers.models import LINK, LetterAnswer
from homecare.referrals.answers.operations import Said
from homecare.referrals.answers.queries import letters_to_choose
from homecare.referrals.answers.words import HEARD, HOW
from homecare.referrals.contacts import KINDS
from homecare.referrals.models import Referral

MOST_FOUND = 10
MEANWHILE = (
    "Somebody put this answer right meanwhile. What you typed is still here: "
    "look at what stands now, then save again."
)


@blueprint.route("/referrals/<uuid:referral_id>/answers/<uuid:answer_id>", methods=["GET", "POST"])
@allow(THERAPIST)
def answer(referral_id: UUID, answer_id: UUID) -> Any:
    """Show an answer, and correct what was typed in of it."""

    def correct(act: Act, shown: LetterAnswer, form: Any) -> None:
        said: Said = form.said(form.how.data, form.told_by(shown.said_by))
        corrections.correct_answer(act, shown, said, form.reason.data or "")

    said = "The answer is corrected. What it said before stays below."
    return _put_right(_answer(referral_id, answer_id), "correct", correct, said)


@blueprint.route("/referrals/<uuid:referral_id>/answers/<uuid:answer_id>/find",
                 methods=["GET", "POST"])  # fmt: skip
@allow(THERAPIST)
def find_for_answer(referral_id: UUID, answer_id: UUID) -> Response:
    """Search for the client whose letter it answers."""
    found = sealed(request.form.get("who", ""))
    return redirect(_address(_answer(referral_id, answer_id), found=found, _anchor="move"))


@blueprint.post("/referrals/<uuid:referral_id>/answers/<uuid:answer_id>/move")
@allow(THERAPIST)
def move_answer(referral_id: UUID, answer_id: UUID) -> Any:
    """Put an answer to the letter that it is about."""

    def move(act: Act, shown: LetterAnswer, form: Any) -> None:
        to = scope().get(Referral, UUID(form.to.data), joinedload(Referral.contact))
        corrections.move_answer(act, shown, to, form.reason.data or "")

    said = "The answer stands with this letter now. Both letters say so."
    return _put_right(_answer(referral_id, answer_id), "move", move, said)


@blueprint.post("/referrals/<uuid:referral_id>/answers/<uuid:answer_id>/strike")
@allow(THERAPIST)
def strike_answer(referral_id: UUID, answer_id: UUID) -> Any:
    """Say that nobody answered so."""

    def strike(act: Act, shown: LetterAnswer, form: Any) -> None:
        corrections.strike_answer(act, shown, form.reason.data)

    said = "The answer is struck out. It stays readable and counts for nothing."
    return _put_right(_answer(referral_id, answer_id), "strike", strike, said)


@blueprint.post("/referrals/<uuid:referral_id>/answers/<uuid:answer_id>/back")
@allow(THERAPIST)
def put_answer_back(referral_id: UUID, answer_id: UUID) -> Any:
    """Let an answer that was struck out stand again."""

    def put_back(act: Act, shown: LetterAnswer, form: Any) -> None:
        corrections.put_answer_back(act, shown, form.reason.data or "")

    return _put_right(
        _answer(referral_id, answer_id), "back", put_back, "The answer stands again, and counts."
    )


def _put_right(
    shown: LetterAnswer, which: str, do: Callable[[Act, LetterAnswer, Any], None], said: str
) -> Any:
    """Do what one of the page's forms asks, and go to the letter that it stands with then."""
    forms = _forms(shown, which)
    form = forms[which]

    def store(_session: Session, now: datetime) -> None:
        do(scope().act(now), shown, form)

    if request.method == "POST" and stored_as_seen(form, shown, MEANWHILE, store):
        flash(said, "success")
        return redirect(_letter(shown.referral_id))
    return _page(shown, forms)


def _answer(referral_id: UUID, answer_id: UUID) -> LetterAnswer:
    """The answer; who asks for it with a letter that it has left is sent on to where it stands."""
    scope().get(Referral, referral_id)
    found: LetterAnswer = scope().get(
        LetterAnswer, answer_id, selectinload(LetterAnswer.corrections)
    )
    if found.referral_id == referral_id:
        return found
    if any(one.referral_id == referral_id for one in found.corrections):
        flash("This answer stands with another letter now: this one.")
        abort(redirect(_letter(found.referral_id)))
    return abort(404)


def _forms(shown: LetterAnswer, sent: str) -> dict[str, Any]:
    """Every form of the page: the one of that name as it was sent, the others with what stands."""
    stands = {name: getattr(shown, name) for name in corrections.OF_AN_ANSWER}
    stands |= {"seen": str(len(shown.corrections)), "who": words_sought()}
    forms = {
        name: form(prefix=f"{name}-", data=stands, **({} if name == sent else {"formdata": None}))
        for name, form in FORMS.items()
    }
    forms["move"].to.choices = options(*_letters(shown, forms["move"].who.data or ""))
    return forms


def _letters(shown: LetterAnswer, who: str) -> Sequence[tuple[str, str]]:
    """The letters to choose from: the client's own others, else those about whoever was found."""
    clients = [shown.client_id]
    if who.strip():
        found = queries.others_found(scope(), who, MOST_FOUND, but=shown.client_id)
        clients = [client.id for client in found]
    return [
        (str(letter.id), _label(letter, client))
        for letter, client in letters_to_choose(scope(), clients, shown.referral_id)
    ]


def _label(letter: Referral, client: Client) -> str:
    to, day = letter.contact, long_date(practice_day(letter.issued_at or letter.made_at))
    return f"{told_apart(client)}: letter of {day} to {to.name} ({KINDS[to.kind]})"


def _letter(referral_id: UUID) -> str:
    return url_for("desk.referral", referral_id=referral_id, _anchor="sending")


def _address(shown: LetterAnswer, **more: Any) -> str:
    return url_for("desk.answer", referral_id=shown.referral_id, answer_id=shown.id, **more)


def _page(shown: LetterAnswer, forms: dict[str, Any]) -> Any:
    letter: Referral = scope().get(Referral, shown.referral_id, joinedload(Referral.contact))
    people = [shown.by_person, *(one.by for one in shown.corrections)]
    page = render_template(
        "desk/referrals/answers/put_right.html",
        answer=shown,
        letter=letter,
        letter_day=practice_day(letter.issued_at or letter.made_at),
        client=scope().get(Client, shown.client_id),
        names=names_of(scope().session, g.practice.id, people),
        is_theirs=shown.how == LINK,
        came_from_elsewhere=any(one.kind == MOVED for one in shown.corrections),
        heard=HEARD,
        how=HOW,
        practice=g.practice,
        **forms,
    )
    note_view(scope(), shown.client_id, "answer")
    return page, 422 if request.method == "POST" else 200
