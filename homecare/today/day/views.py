"""Today, and the days before it: what is due, and every report on it."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import count
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts.access_rules import allow
from homecare.accounts.zones import offsets
from homecare.acting import CLIENT
from homecare.clients.models import Episode
from homecare.clients.queries import active_episode
from homecare.database import new_id, transaction
from homecare.diary import ledger, operations
from homecare.diary.schemas import END, START
from homecare.diary.words import REASONS
from homecare.extensions import db
from homecare.forms import SHOWN
from homecare.language import short_day_name
from homecare.library import words as wording
from homecare.library.photos.words import photos_of, which_side
from homecare.programmes.models import ProgrammeVersion
from homecare.programmes.sides import of_another_side
from homecare.referrals.agreement.queries import letter_that_waits
from homecare.rules.schedule import LONGEST_FLARE, flare_days
from homecare.screening.queries import gravest, stopping
from homecare.today.blueprint import blueprint
from homecare.today.day import pictures, words
from homecare.today.day.forms import COUNT, KEPT, REPORTS, FlareForm, NoteForm, PainForm
from homecare.today.day.queries import (
    ASKED,
    OLDEST,
    DayPage,
    OwnCare,
    day_page,
    last_scores,
    own_care,
)
from homecare.today.elsewhere import Elsewhere, elsewhere
from homecare.today.forgotten import forgot_words
from homecare.today.questions.forms import WhyForm
from homecare.today.questions.red_flags import said_after_care
from homecare.today.questions.suggestions import suggestion
from homecare.today.reporting import ReportForm

Picture = Callable[..., str]
Answer = str | Response | tuple[str, int]
DAY = timedelta(days=1)
ALREADY_SENT = (
    "You already sent this form, and what it said first was kept. "
    "What you changed is below. Save it once more to keep that instead."
)
BETWEEN = re.compile(r">\s+<(?!/textarea)")  # an empty note stays empty
SITTING_LIMIT = 30  # minutes of sitting before a break, where the therapist named none: ours


def own_episode() -> tuple[Scope, Episode | None]:
    """The client's door and their open episode, if there is one."""
    scoped = scope()
    return scoped, active_episode(scoped)


@blueprint.get("/today")
@allow(CLIENT)
def today() -> Answer:
    """What is due today, and how the day stands."""
    scoped = scope()
    care = own_care(scoped, clock.now(), g.practice.zone)
    return _closed(scoped) if care is None else show(scoped, care, clock.today(care.episode.zone))


def _closed(scope: Scope, *, unsent: bool = False) -> str:
    """Nothing is due after a discharge; a letter may wait all the same, and an answer to the
    red-flag questions stand. `unsent`: something was sent that nobody looks at any more, and it
    was not stored."""
    letter, said = letter_that_waits(scope), said_after_care(scope)
    return render_template("today/day/closed.html", letter=letter, unsent=unsent, **said)


@blueprint.get("/today/<day>")
@allow(CLIENT)
def day(day: str) -> Answer:
    """A day up to thirty days back, to read, fill in or correct. Opening it reports nothing."""
    scoped = scope()
    care = own_care(scoped, clock.now(), g.practice.zone)
    if care is None:
        return _closed(scoped)
    on = _day(day)
    if not _within_reach(care.episode, on):
        flash("You can fill in the last 30 days. Here is today.")
        return redirect(url_for("today.today"))
    return show(scoped, care, on)


@blueprint.post("/today/<day>/<any(exercise, pain, sitting, bath, note, better, flare):kind>")
@allow(CLIENT)
def report(day: str, kind: str) -> Answer:
    """Store one report for a day; the same form sent twice is stored once."""
    scope, episode = own_episode()
    on = _day(day)
    if episode is None:
        return _closed(scope, unsent=True), 409
    if not _within_reach(episode, on):
        abort(404)
    form = REPORTS[kind]()
    if not form.validate_on_submit():
        return _again(scope, on, form), 422
    if _holds_from_now(form):
        on = clock.today(episode.zone)
    if kind == "better" and (question := _doubt(scope, episode, on, form)):
        return _ask_whether_sure(scope, episode, on, form, question)
    outcome = _store(scope, episode, on, kind, form)
    if outcome.status == ledger.CONFLICT:
        flash(ALREADY_SENT, "warning")
        return _again(scope, on, form), 409
    return redirect(_address(episode, on) + f"#{_place(kind, form)}")


@blueprint.get("/today/flare-up")
@allow(CLIENT)
def flare_up() -> Answer:
    """What a flare-up changes, and the button that begins it, or ends the one that is on; not while
    exercises are stopped."""
    scoped = scope()
    care = own_care(scoped, clock.now(), g.practice.zone)
    if care is None or care.stopped:
        return redirect(url_for("today.today"))
    on = clock.today(care.episode.zone)
    page = day_page(scoped, care, on, on)
    flares = page.reports.flare_ups.states
    begun = (day for day, state in flares.items() if state == START and day <= on)
    since = max(begun) if page.flare else None
    return draw_flare_up(page.version, on, since, better=page.reports.better is not None)


def draw_flare_up(
    version: ProgrammeVersion | None, on: date, began: date | None = None, *, better: bool = False
) -> str:
    """The page that begins a flare-up on `on`, or ends the one that `began`, in HTML. `better`:
    that all is better was said that day, which the flare-up takes back."""
    kept = [item for item in version.items if item.in_flare] if version else []
    return render_template(
        "today/day/flare_up.html",
        day=on,
        flare_days=flare_days(version.flare_hours if version else LONGEST_FLARE),
        kept=kept,
        entry_id=new_id(),
        state=END if began else START,
        began=began,
        better=better,
    )


def show(scope: Scope, care: OwnCare, on: date, wrong: ReportForm | None = None) -> str:
    """The page of a day; `wrong` is a form that could not be stored, with what was typed."""
    page = day_page(scope, care, on, clock.today(care.episode.zone))
    others = () if page.stopped else elsewhere(scope.session)
    return closed_up(draw(page, wrong, others=others))


def closed_up(html: str) -> str:
    """A page without what its templates are indented by: a phone pays for that, too."""
    return BETWEEN.sub("> <", html)


def _again(scope: Scope, on: date, wrong: ReportForm) -> str:
    """The same after a report was not stored, with what stands by now."""
    return show(scope, own_care(scope, clock.now(), g.practice.zone) or abort(404), on, wrong)


def draw(
    page: DayPage, wrong: ReportForm | None = None, picture: Picture = pictures.picture,
    photo: Picture = pictures.photo, others: Sequence[Elsewhere] = (),
) -> str:  # fmt: skip
    """The page in HTML, each exercise with its `picture`, or each `photo`."""
    episode, on = page.episode, page.day
    return render_template(
        "today/day/day.html",
        page=page,
        wrong=wrong,
        pain=wrong if isinstance(wrong, PainForm) else _pain(page),
        note=wrong if isinstance(wrong, NoteForm) else _note(page),
        **words.help_now(page.stopped, g.practice),
        elsewhere=others,
        forgot=forgot_words(g.get("sign_in"), clock.now()),
        another_side=page.is_today
        and page.version
        and of_another_side(page.version.items, episode.side),
        earlier=_link(episode, on - DAY),
        later=_link(episode, on + DAY),
        asked=[advice for advice in page.advice if advice.kind in ASKED],
        reasons=list(REASONS.items()),
        kept=KEPT,
        why=page.asked.why and WhyForm(None, meta=SHOWN),
        suggestion=page.is_today and not page.stopped and suggestion(page.said("why", "reason")),
        count=COUNT,
        sitting_limit=SITTING_LIMIT,
        entry_id=_numbers(),
        offsets=offsets(episode.zone, clock.now()),
        words=words,
        wording=wording,
        draw=picture,
        draw_photo=photo,
        pictures=pictures,
        signs=pictures.key(item.exercise for item in page.items),
        photos_of=photos_of,
        which_side=which_side,
    )


def _numbers() -> Callable[[], UUID]:
    """A number for the entry of each form of a page. They follow each other, so that a page is
    packed smaller than with one by chance for each."""
    first = count(new_id().int)
    return lambda: UUID(int=next(first))


def _link(episode: Episode, on: date) -> tuple[str, str] | None:
    """The address and name of a neighbouring day, or None where it can't be filled in."""
    if not _within_reach(episode, on):
        return None
    return _address(episode, on), short_day_name(on, clock.today(episode.zone))


def _pain(page: DayPage) -> PainForm:
    return PainForm(None, leg=page.said("pain", "leg"), back=page.said("pain", "back"), meta=SHOWN)


def _note(page: DayPage) -> NoteForm:
    return NoteForm(None, text=page.said("note", "text"), meta=SHOWN)


def _store(scope: Scope, episode: Episode, on: date, kind: str, form: ReportForm) -> ledger.Outcome:
    with transaction(db.session):
        outcome = operations.report(
            scope.act(clock.now()), episode,
            entry_id=form.id, kind=kind, day=on, body=form.body(),
            line=form.line.data if kind == "exercise" else None,
        )  # fmt: skip
    if outcome.status == ledger.FLAGGED:
        flash(outcome.reason, "warning")
    elif outcome.status == ledger.REJECTED:
        flash(f"That was not saved. {outcome.reason}", "error")
    return outcome


def _place(kind: str, form: ReportForm) -> str:
    """Where on the page the report stands, so that the answer opens there."""
    return f"part-{form.line.data}" if kind == "exercise" else f"part-{kind}"


def _address(episode: Episode, on: date) -> str:
    if on == clock.today(episode.zone):
        return url_for("today.today")
    return url_for("today.day", day=on.isoformat())


def _ask_whether_sure(
    scope: Scope, episode: Episode, on: date, form: ReportForm, question: str
) -> str:
    level = gravest(stopping(scope.session, episode.id))
    return render_template(
        "today/day/sure.html",
        question=question, day=on, form=form, **words.help_now(level, g.practice),
    )  # fmt: skip


def _doubt(scope: Scope, episode: Episode, on: date, form: ReportForm) -> str:
    """The question before "all better" where the last scores do not say so; else empty."""
    if form.sure.data or form.undo.data:
        return ""
    return words.sure_first(last_scores(scope.session, episode.id, on), episode, on)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def _holds_from_now(form: ReportForm) -> bool:
    """Whether a report holds from the moment of the tap, also on a page that was opened before
    midnight: a flare-up that begins or is over."""
    return isinstance(form, FlareForm) and not form.undo.data


def _within_reach(episode: Episode, on: date) -> bool:
    """Up to 30 days back, and always today: it is the day before the intake for somebody who
    flew west since."""
    today = clock.today(episode.zone)
    return on == today or max(today - OLDEST, episode.intake_on) <= on < today
