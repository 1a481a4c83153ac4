"""Progress in words and one picture, and the therapist's advice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import cast
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts.access_rules import allow
from homecare.acting import CLIENT
from homecare.activities.queries import followed
from homecare.clients.episodes import words as care
from homecare.clients.models import Episode
from homecare.clients.queries import active_episode, coming, episodes_of
from homecare.programmes.queries import advice_on, version_on
from homecare.programmes.sheet import sheet_for
from homecare.programmes.sheet_pdf import pages_for
from homecare.progress.chart.pain_chart import pain_chart, summary_for_client
from homecare.progress.queries import Course, course
from homecare.progress.words import WHOLE, part_asked, parts_of, which_start
from homecare.questions.queries import check_of_week
from homecare.screening.queries import gravest, stopping
from homecare.today.blueprint import blueprint
from homecare.today.day import words
from homecare.today.day.queries import ASKED, entered_by_day
from homecare.today.progress import words as progress_words

ROWS = 28  # days of the table that come at once; the others are a link away


@blueprint.get("/progress")
@allow(CLIENT)
def progress() -> str | Response:
    """This week in words, the chart, what changed since the start, the next visit.

    While a red-flag answer stands, what to do and whom to call comes first. After the care has
    ended, its last one is shown, to read; earlier ones have a page each.
    """
    scoped = scope()
    mine = episodes_of(scoped, scoped.actor.client_id) if scoped.actor.client_id else []
    episodes = care.to_read(mine)
    if not episodes:
        return redirect(url_for("today.today"))
    episode, *earlier = episodes
    if episode.closed_at is not None:
        return _past(scoped, episode, earlier)
    now, today = clock.now(), clock.today(episode.zone)
    # A flag asks the therapist to look; the client hears of it from them.
    shown = replace(course(scoped.session, episode, episode.intake_on, today, today), flagged=())
    part = part_asked(request.args.get("chart"), WHOLE)
    stopped = gravest(stopping(scoped.session, episode.id))
    return render_template(
        "today/progress/progress.html",
        **words.help_now(stopped, g.practice),
        told=progress_words.this_week(shown, stopped=stopped is not None),
        aside=progress_words.aside(shown),
        changed=progress_words.since_start(shown),
        check=progress_words.checked(check_of_week(scoped.session, episode, today), today),
        matters=followed(scoped.session, episode),
        begun=len(shown.days) > 1,
        part=part,
        parts=parts_of(len(shown.days)),
        **_drawn(shown.newest(part.days)),
        **_table(scoped, episode, shown),
        next_visits_to_come=coming(scoped, episode, now),
        episode=episode,
        earlier=earlier,
        words=words,
        care=care,
    )


@blueprint.get("/progress/<uuid:episode_id>")
@allow(CLIENT)
def earlier_progress(episode_id: UUID) -> str | Response:
    """An earlier stretch of care, to read."""
    scoped = scope()
    episode = scoped.get(Episode, episode_id)
    others = care.to_read(episodes_of(scoped, episode.client_id))
    if episode.closed_at is None:
        return redirect(url_for("today.progress"))
    return _past(scoped, episode, [one for one in others if care.is_before(one, episode)])


def _past(scoped: Scope, episode: Episode, earlier: Sequence[Episode]) -> str:
    """Care that has ended: its whole course, as it stood on its last day."""
    last = cast("date", care.last_day(episode))
    shown = replace(course(scoped.session, episode, episode.intake_on, last, last), flagged=())
    return render_template(
        "today/progress/past.html",
        changed=progress_words.since_start(shown),
        matters=followed(scoped.session, episode),
        begun=len(shown.days) > 1,
        **_drawn(shown),
        **_table(scoped, episode, shown),
        episode=episode,
        earlier=earlier,
        care=care,
    )


@lru_cache(maxsize=16)
def _drawn(shown: Course) -> Mapping[str, Markup]:
    """The chart for a phone and for a wide screen.

    A pure function of the course, so what is kept is never outdated: 16 years hold 1 MB.
    """
    return {"narrow": _chart(shown, "narrow", 340, 470), "wide": _chart(shown, "wide", 640, 440)}


def _table(scoped: Scope, episode: Episode, shown: Course) -> dict[str, object]:
    """The days with something to read, the newest first: the newest weeks, or all where asked."""
    told = [day for day in reversed(shown.days) if day.logged or day.on == shown.intake_on]
    asked = request.args.get("table") == WHOLE.code
    days = told if asked else told[:ROWS]
    asked_for = {**(request.view_args or {}), **request.args.to_dict(), "table": WHOLE.code}
    whole = url_for(str(request.endpoint), _anchor="table", **asked_for)
    return {
        "days": days,
        "reported": progress_words.reported_at_start(shown),
        "entered": entered_by_day(scoped, episode, days[-1].on) if days else {},
        "whole": whole if len(days) < len(told) else "",
        "shown": asked,
    }


@blueprint.get("/advice")
@allow(CLIENT)
def advice() -> str | Response:
    """The advice that holds today, with its reason, an alternative and its last day.

    While a red-flag answer stands, what to do comes first, and what is answered day by day stays:
    other advice ("keep moving") waits like the exercises.
    """
    scoped = scope()
    episode = active_episode(scoped)
    if episode is None:
        return redirect(url_for("today.today"))
    today = clock.today(episode.zone)
    version = version_on(scoped.session, episode.id, today)
    stopped = gravest(stopping(scoped.session, episode.id))
    return render_template(
        "today/progress/advice.html",
        advice=[a for a in advice_on(version, today) if not stopped or a.kind in ASKED],
        **words.help_now(stopped, g.practice),
        version=version,
        words=words,
    )


@blueprint.get("/today/sheet")
@allow(CLIENT)
def sheet() -> str | Response:
    """The programme on paper; not while a red-flag answer stops the exercises."""
    scoped = scope()
    episode = active_episode(scoped)
    if episode is None or stopping(scoped.session, episode.id):
        return redirect(url_for("today.today"))
    made = sheet_for(scoped.session, episode, clock.today(episode.zone), g.practice.whom_to_call)
    return render_template(
        "today/progress/sheet.html", sheet=made, client=episode.client, practice=g.practice
    )


@blueprint.get("/today/sheet.pdf")
@allow(CLIENT)
def sheet_pdf() -> Response:
    """The same as a file. It is saved, not opened in place: an app on the home screen has no way
    back from a PDF."""
    scoped = scope()
    episode = active_episode(scoped)
    if episode is None or stopping(scoped.session, episode.id):
        return redirect(url_for("today.today"))
    large = request.args.get("large") == "1"
    act, today = scoped.act(clock.now()), clock.today(episode.zone)
    pages = pages_for(act, episode, g.practice, today, large=large)
    if pages is None:
        return redirect(url_for("today.sheet"))
    answer = Response(pages, content_type="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename="exercises.pdf")
    return answer


def _chart(shown: Course, name: str, width: int, height: int) -> Markup:
    drawn = pain_chart(
        shown,
        width=width,
        height=height,
        goal=shown.start.goal,
        goal_words=f"{shown.start.site} clearly better than at the {which_start(shown)}",
        name=name,
        in_words=summary_for_client(shown),
    )
    return Markup(drawn)  # noqa: S704 (the chart escapes the words it draws)
