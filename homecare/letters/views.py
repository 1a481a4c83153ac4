"""A letter behind its link: the year that opens it, its page, and the answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import (
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy.orm import Session

from homecare import clock
from homecare.accounts.access_rules import ANYONE, allow
from homecare.accounts.models import Practice
from homecare.accounts.sign_in.limits import limit_answers, limit_letters
from homecare.acting import Act
from homecare.assessment.by_hand import for_a_doctor_first
from homecare.database import transaction
from homecare.extensions import db
from homecare.keys import secrets_of
from homecare.language import local_day, long_date
from homecare.letters import opened
from homecare.letters.blueprint import blueprint
from homecare.letters.forms import ConfirmForm, YearForm
from homecare.referrals.answers.forms import AnswerForm
from homecare.referrals.answers.models import LINK
from homecare.referrals.answers.operations import record_answer
from homecare.referrals.answers.queries import files_with, given_by_link
from homecare.referrals.answers.words import NEXT
from homecare.referrals.models import Referral
from homecare.referrals.sending.addresses import confirm_receiver, receiver_asked, the_receiver
from homecare.referrals.sending.operations import note_opening, try_year, wait_words
from homecare.referrals.sending.queries import (
    EXPIRED,
    OF_A_MISTAKE,
    WITHDRAWN,
    SentLetter,
    exchange_behind,
    kept_for,
    letter_behind,
    page_of,
    why_ended,
)
from homecare.refusals import Refusal

WAIT = "Wait a few seconds, then write the year again: this try was not looked at."
HOUR_OVER = "A letter stays open for an hour. Write the year again: what you typed is kept."
OF_AN_ANSWER = ("next", "seen_on", "words", "sent_on_to")
FHIR_JSON = "application/fhir+json"
THANKS = "Thank you. Your answer is with the practice."


@blueprint.route("/letters/confirm/<token>", methods=["GET", "POST"])
@allow(ANYONE)
@limit_letters
def confirm(token: str) -> Any:
    """Ask a receiver whether the address is theirs, and write down the answer."""
    form, now = ConfirmForm(), clock.now()
    contact = receiver_asked(db.session(), secrets_of(current_app.config), token, now)
    if contact is None:
        return render_template("letters/confirm.html", state="closed", practice=None), 410
    g.practice = db.session.get(Practice, contact.practice_id)
    if form.validate_on_submit():
        with transaction(db.session) as session:
            confirm_receiver(session, now, contact)
        return redirect(url_for("letters.confirm", token=token))
    state = "confirmed" if contact.address_is_confirmed else "open"
    return render_template(
        "letters/confirm.html", state=state, contact=contact, practice=g.practice, form=form
    )


@blueprint.get("/letters/<token>")
@allow(ANYONE)
@limit_letters
def letter(token: str) -> Any:
    """Ask for the year; show the letter only where this browser has opened it. A GET never opens
    one: mail scanners follow every link."""
    sent = _sent(token)
    if not isinstance(sent, SentLetter):
        return sent
    if not _is_open(sent):
        return _ask(sent, token, YearForm(formdata=None))
    return _show(sent, token, AnswerForm(formdata=None))


@blueprint.post("/letters/<token>")
@allow(ANYONE)
@limit_letters
def open_letter(token: str) -> Any:
    """Open the letter with the right year; what was typed into an answer meanwhile is kept."""
    sent, form = _sent(token), YearForm()
    if not isinstance(sent, SentLetter):
        return sent
    if not form.validate_on_submit():
        return _ask(sent, token, form), 422
    now = clock.now()
    with transaction(db.session) as session:
        sent = letter_behind(session, token) or sent
        tried = try_year(_act(session, sent, now), sent, form.year.data)
    if tried == "right":
        return _opened(sent, token, now)
    if tried == "ended":
        return _ended(sent.practice, sent.link.ended_why), 410
    form.year.errors = [wait_words(sent.link) if tried == "wrong" else WAIT]
    if tried == "wrong":
        return _ask(sent, token, form), 422
    return _ask(sent, token, form), 429, {"Retry-After": "30"}


@blueprint.get("/letters/<token>/letter.pdf")
@allow(ANYONE)
@limit_letters
def page(token: str) -> Any:
    """The letter's page as it was issued, to take along."""
    return _taken(token, page_of, "application/pdf", "letter.pdf")


@blueprint.get("/letters/<token>/letter.json")
@allow(ANYONE)
@limit_letters
def exchange(token: str) -> Any:
    """The same for the receiver's own program, its page in it."""
    return _taken(token, exchange_behind, FHIR_JSON, "letter.json")


def _taken(
    token: str, kept: Callable[[Session, Referral], bytes | None], kind: str, name: str
) -> Any:
    """A file of a letter that is open in this browser; else the way back to its page. While a
    doctor has to look at them first there is none: what is taken along would not say so."""
    sent = _sent(token)
    if not isinstance(sent, SentLetter):
        return sent
    is_taken = _is_open(sent) and not _waits(sent)
    content = kept(db.session(), sent.referral) if is_taken else None
    if content is None:
        return redirect(url_for("letters.letter", token=token))
    with transaction(db.session) as session:
        note_opening(_act(session, sent, clock.now()), sent, "page")
    answer = Response(content, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@blueprint.post("/letters/<token>/answer")
@allow(ANYONE)
@limit_letters
@limit_answers
def answer(token: str) -> Any:
    """Keep the receiver's answer; a second one corrects the first, and both are kept."""
    sent = _sent(token)
    if not isinstance(sent, SentLetter):
        return sent
    form = AnswerForm()
    if not _is_open(sent):
        asked = YearForm(formdata=None)
        asked.form_errors.append(HOUR_OVER)
        return _ask(sent, token, asked), 403
    if not form.validate_on_submit():
        return _show(sent, token, form), 422
    try:
        with transaction(db.session) as session:
            said = form.said(LINK, sent.contact.name)
            act = _act(session, sent, clock.now())
            record_answer(act, sent.referral, said, form.clean_file())
    except Refusal as refused:
        form.show(refused.problems)
        return _show(sent, token, form), 422
    flash(THANKS, "success")
    return redirect(url_for("letters.letter", token=token))


@blueprint.post("/letters/<token>/close")
@allow(ANYONE)
@limit_letters
def close(token: str) -> Any:
    """Shut the letter in this browser; the link opens it again with the year.

    Only the address of a real letter goes into a cookie: a browser drops one that is too long.
    """
    shut: Any = redirect(url_for("letters.letter", token=token))
    if letter_behind(db.session(), token) is not None:
        opened.close(shut, token)
    return shut


def _sent(token: str) -> Any:
    """The letter that a link opens; else the calm page that says whom to call."""
    sent = letter_behind(db.session(), token)
    if sent is None:
        return _ended(None, ""), 404
    g.practice = sent.practice
    why = why_ended(db.session(), sent, clock.now())
    return (_ended(sent.practice, why), 410) if why else sent


def _ended(practice: Practice | None, why: str) -> str:
    g.practice = practice
    return render_template(
        "letters/ended.html",
        practice=practice,
        unsent=_unsent(),
        with_file=bool(request.files.get("file")),
        expired=why == EXPIRED,
        tried=why == "tries",
        taken_back=why in (WITHDRAWN, OF_A_MISTAKE),
    )


def _unsent() -> list[str]:
    """The answer that this request brought, as one text to copy; nothing where it brought none."""
    if request.method != "POST" or not any(map(request.form.get, OF_AN_ANSWER)):
        return []
    form = AnswerForm()
    seen = f"Seen on {long_date(form.seen_on.data)}." if form.seen_on.data else ""
    to = f"Sent on to {form.sent_on_to.data}." if form.sent_on_to.data else ""
    lines = [f"{NEXT[form.next.data]}." if form.next.data in NEXT else "", seen, to]
    return ["\n".join([*filter(None, lines), form.words.data or ""]).strip()]


def _is_open(sent: SentLetter) -> bool:
    return opened.link_named() == sent.link.id


def _act(session: Session, sent: SentLetter, now: datetime) -> Act:
    receiver = the_receiver(sent.link.practice_id, sent.contact.name)
    return Act(session, receiver, now, current_app.config["SETTINGS"].public_url)


def _opened(sent: SentLetter, token: str, now: datetime) -> Any:
    """The letter, in this browser for an hour; with what was typed before the last one was over."""
    if "next" in request.form or "words" in request.form:
        shown = make_response(_show(sent, token, AnswerForm()))
    else:
        shown = make_response(redirect(url_for("letters.letter", token=token)))
    opened.open_for_an_hour(shown, sent.link.id, token, now)
    return shown


def _ask(sent: SentLetter, token: str, form: YearForm) -> str:
    kept = {name: request.form[name] for name in OF_AN_ANSWER if name in request.form}
    written_on = local_day(sent.referral.issued_at or sent.link.made_at, sent.practice.zone)
    return render_template(
        "letters/year.html", token=token, form=form, kept=kept, written_on=written_on
    )


def _show(sent: SentLetter, token: str, form: AnswerForm) -> str:
    mine = given_by_link(db.session(), sent.referral)
    has_page, has_exchange = kept_for(db.session(), sent.referral)
    return render_template(
        "letters/letter.html", sent=sent, token=token, form=form, letter=sent.referral.letter,
        chart=sent.referral.chart, answers=mine, files=files_with(db.session(), mine), next=NEXT,
        has_page=has_page, has_exchange=has_exchange, waits=_waits(sent),
    )  # fmt: skip


def _waits(sent: SentLetter) -> bool:
    """Whether something has come up that a doctor looks at before the receiver treats them."""
    by_hand = sent.contact.treats_by_hand
    return by_hand and bool(for_a_doctor_first(db.session(), sent.client.id, clock.now()))
