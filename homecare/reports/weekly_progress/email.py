"""The weekly email to a client: one chart, one sentence, what was reported of what was due.

While a red-flag answer waits to be cleared, the mail says nothing about the week: only what to
do, as the gravest answer asks for it and as the page says it, and whom to call. What counts is the
moment of writing, so an answer that was cleared meanwhile changes nothing.
"""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.emails import record_link
from homecare.accounts.models import Practice
from homecare.activities.queries import followed
from homecare.clients.addresses import address_of
from homecare.clients.models import Episode
from homecare.language import weekday_date
from homecare.mail.message import Email, Part
from homecare.mail.render import compose
from homecare.progress.chart import pain_chart, picture
from homecare.progress.queries import Course, course
from homecare.progress.words import is_quiet
from homecare.questions.queries import asked
from homecare.reports.recipients import client_links
from homecare.reports.stopping import WEEKLY, stop_link
from homecare.reports.weekly_progress import figures as week_figures
from homecare.reports.weekly_progress.figures import LAST_DAY, WEEK, WeekFigures
from homecare.rules.urgent_advice import UrgentAdvice, what_to_do
from homecare.screening.queries import gravest, stopping

KIND = WEEKLY
WEEKS_SHOWN = 6
# Drawn narrow, so that its words can still be read on a phone, and fine enough for a wide screen.
CHART_WIDTH, CHART_HEIGHT = 420, 380
PIXELS, COLOURS = 800, 32


def weekly_client_email(
    session: Session, settings: Settings, episode: Episode, week: date
) -> Email | None:
    """The email about the ISO week that begins on the Monday `week`; None without a
    confirmed address.

    `week` must hold at least one day of the episode.
    """
    client = episode.client
    address = address_of(session, client)
    if address is None:
        return None
    practice = session.get_one(Practice, episode.practice_id)
    urgent = _urgent(session, episode, practice)
    values, parts = ({}, ()) if urgent else _progress(session, settings.public_url, episode, week)
    subject, text, html = compose(
        KIND,
        person=client.name,
        practice_name=practice.name,
        telephone=practice.telephone,
        urgent=urgent,
        from_day=weekday_date(max(week, episode.intake_on)),
        to_day=weekday_date(week + LAST_DAY),
        stop_link=stop_link(settings, KIND, client.id, address),
        **client_links(settings.public_url, episode.client_id),
        **values,
    )
    return Email(
        kind=KIND,
        to_address=address,
        to_name=client.name,
        subject=subject,
        text=text,
        html=html,
        parts=parts,
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        key=f"{KIND}:{client.id.hex}:{week.isoformat()}",
        bulk=True,
    )


def _urgent(session: Session, episode: Episode, practice: Practice) -> UrgentAdvice | None:
    """What is to be done first, while an answer waits to be cleared."""
    level = gravest(stopping(session, episode.id))
    return what_to_do(level, practice.whom_to_call) if level else None


def _progress(
    session: Session, public_url: str, episode: Episode, week: date
) -> tuple[dict[str, Any], tuple[Part, ...]]:
    """The figures in words and the chart of the last weeks."""
    last = week + LAST_DAY
    first = max(episode.intake_on, last - WEEKS_SHOWN * WEEK + timedelta(days=1))
    # A flag asks the therapist to look; the client hears of it from them.
    shown = replace(course(session, episode, first, last), flagged=())
    figures = week_figures.figures_of(shown, week)
    summary = pain_chart.summary_for_client(shown)
    values = {
        "pain": week_figures.pain_sentence(figures),
        "reported": week_figures.reported_sentences(figures),
        "matters": [f"{one.sentence}." for one in followed(session, episode)],
        "chart_words": summary,
        "check_link": _check_link(session, public_url, episode, last + timedelta(days=1)),
        **_gap(figures, is_quiet(shown.days), public_url, episode.client_id),
    }
    return values, (Part("chart", "image/png", partial(_picture, shown), summary),)


def _check_link(session: Session, public_url: str, episode: Episode, on: date) -> str:
    """Where the weekly check is answered; empty where it is not due on the day the mail leaves."""
    due = asked(session, episode, on).check
    return record_link(public_url, "/check", episode.client_id) if due else ""


def _picture(shown: Course) -> bytes:
    drawn = pain_chart.pain_chart(shown, width=CHART_WIDTH, height=CHART_HEIGHT, theme="light")
    return picture.of_few_colours(picture.png(drawn, PIXELS), COLOURS)


def _gap(figures: WeekFigures, quiet: bool, public_url: str, client_id: UUID) -> dict[str, str]:
    """The days without a report or a score, and a link to the latest, which is remembered best."""
    missing = () if quiet else (*figures.not_logged, *figures.not_rated)
    if not missing:
        written = "" if quiet else week_figures.all_written(figures)
        return {"gap": "", "all_written": written, "fill_day": "", "fill_link": ""}
    latest = max(missing)
    return {
        "all_written": "",
        "gap": week_figures.gap_sentence(figures),
        "fill_day": weekday_date(latest),
        "fill_link": record_link(public_url, f"/today/{latest.isoformat()}", client_id),
    }
