"""What a phone needs to show any near day without a connection, as plain data and ready pages.

The pages are those of `day_pages`, drawn once for each thing that can have been reported. The
phone takes from them the parts that are true; so it never has words or looks of its own.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain, islice
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.accounts.zones import offsets
from homecare.diary.ledger import LOG, WEB, EntryRow, line_of
from homecare.diary.queries import DayReports, written
from homecare.diary.schemas import DONE, NOT, PARTLY
from homecare.language import local_day
from homecare.library.drawing import figure
from homecare.library.photos.queries import small_photos
from homecare.library.photos.words import Shown, img_of, photos_of
from homecare.programmes.models import ProgrammeItem, ProgrammeVersion
from homecare.programmes.queries import versions_of
from homecare.rules.schedule import holding
from homecare.today.day import pictures
from homecare.today.day.forms import KEPT
from homecare.today.day.queries import DayPage, OwnCare, day_page, entered_by_day
from homecare.today.day.views import closed_up, draw, draw_flare_up
from homecare.today.elsewhere import Elsewhere, elsewhere
from homecare.today.phone.held import BACK, replaced_unseen, reports_held

MOST_VERSIONS = 4
MOST_PHOTOS = 24  # of 40 kB at most, as text: six exercises with four each
# What the phone fills in itself: the token, which it must not keep, and each entry's number.
OWN = re.compile(r'(<input type="hidden" name="(?:csrf_token|entry_id)" value=")[^"]*')
HOW = re.compile(r'(<div data-how="(\w+)">)(.*?)(</div>\s*</details>)', re.S)


def kit_of(
    scope: Scope, care: OwnCare, now: datetime, seen: Container[str] = (), device: str = ""
) -> dict[str, Any]:
    """Everything Today shows, for the days from two weeks ago on, whatever happens meanwhile.

    Pictures stand beside the pages, each once, and those in `seen` by their name alone. `device`
    hears which of its own words another one has replaced.
    """
    session, episode = scope.session, care.episode
    today = local_day(now, episode.zone)
    first = max(today - BACK, episode.intake_on)
    page = day_page(scope, care, today, today)
    ever = written(session, episode.id, first, today + BACK)
    versions = _near(versions_of(session, episode.id), first, ever)
    held: list[ProgrammeVersion | None] = [*versions]
    if all(version.starts_on > first for version in versions):
        held.append(None)  # the days before there was a programme
    return {
        "owner": str(episode.client_id),
        "zone": episode.zone,
        "offsets": offsets(episode.zone, now),
        "at": now.isoformat(),
        "today": today.isoformat(),
        "first": first.isoformat(),
        "intake": [episode.intake_on.isoformat(), episode.leg, episode.back],
        "stopped": page.stopped is not None,
        "away": [[p.first_day.isoformat(), p.last_day.isoformat()] for p in sorted(care.pauses)],
        **reports_held(ever),
        "replaced": replaced_unseen(device, ever) if device else [],
        "entered": {
            on.isoformat(): who for on, who in entered_by_day(scope, episode, first).items()
        },
        "versions": [_version(v) for v in versions],
        "pictures": _pictures(session, versions, seen),
        **_drawn(page, held, seen, () if page.stopped else elsewhere(session)),
    }


def _drawn(
    page: DayPage,
    versions: Sequence[ProgrammeVersion | None],
    seen: Container[str],
    others: Sequence[Elsewhere],
) -> dict[str, Any]:
    """The pages for each version, and beside them how each exercise is done, once by its name, or
    None where the phone has it."""
    how: dict[str, str | None] = {}

    def apart(name: str, html: str) -> str:
        if name == "today":
            found = {key: words for _, key, words, _ in HOW.findall(html)}
            how.update({key: None if key in seen else words for key, words in found.items()})
        return HOW.sub(r"\1\4", html)

    pages = {
        str(version.id) if version else "": {
            name: apart(name, html) for name, html in _pages(page, version, others)
        }
        for version in versions
    }
    return {"how": how, "pages": pages}


def _near(
    versions: list[ProgrammeVersion], first: date, ever: Sequence[EntryRow]
) -> list[ProgrammeVersion]:
    """The versions that hold on `first` or later, and those that alone have an exercise of which
    something was reported since; the latest start first, and of one day the highest number."""
    starts = {first, *(v.starts_on for v in versions if v.starts_on > first)}
    near = [v for v in versions if any(v is holding(versions, day) for day in starts)]
    left = {line_of(entry) for entry in ever if entry.kind == "exercise"} - {None}
    left -= {item.line for version in near for item in version.items}
    for version in versions:
        if left & {item.line for item in version.items}:
            near.append(version)
            left -= {item.line for item in version.items}
    return sorted(near[:MOST_VERSIONS], key=lambda v: (v.starts_on, v.number), reverse=True)


def _pictures(
    session: Session, versions: list[ProgrammeVersion], seen: Container[str]
) -> dict[str, str | None]:
    """Each picture of the exercises by its name, or None for one that the phone has already."""
    found: dict[str, str | None] = {}
    photos: dict[str, Shown] = {}
    for item in chain.from_iterable(version.items for version in versions):
        if item.exercise.photos:
            photos |= {photo.name: photo for photo in photos_of(item.exercise)}
            continue
        wanted = (item.exercise.pose, item.side or "right")
        name = figure.digest(*wanted)
        found[name] = None if name in seen else figure.draw(*wanted)
    if photos:
        found |= _photos(session, versions[0].practice_id, photos, seen)
    return found


def _photos(
    session: Session, practice_id: UUID, photos: dict[str, Shown], seen: Container[str]
) -> dict[str, str | None]:
    """The first of the photos with their dots in them, and beyond a phone's bounds as a page has
    them: those need the practice."""
    kept = dict(islice(photos.items(), MOST_PHOTOS))
    new = [photo.id for name, photo in kept.items() if name not in seen]
    dots = small_photos(session, practice_id, new)
    return {
        name: None if name in seen else
        img_of(photo, dots[photo.id], pictures.address) if photo.id in dots else
        pictures.photo(photo)
        for name, photo in photos.items()
    }  # fmt: skip


def _version(version: ProgrammeVersion) -> dict[str, Any]:
    return {
        "id": str(version.id),
        "number": version.number,
        "starts_on": version.starts_on.isoformat(),
        "flare_hours": version.flare_hours,
        "items": [_item(item) for item in version.items],
        "advice": [
            {"kind": a.kind, "until": a.until.isoformat(), "limit_minutes": a.limit_minutes}
            for a in version.advice
        ],
    }


def _item(item: ProgrammeItem) -> dict[str, Any]:
    names = ("line", "side", "days", "times_a_day", "in_flare", "sets", "reps", "hold_seconds")
    return {
        "name": item.exercise.name,
        "minutes": item.minutes,
        **{name: getattr(item, name) for name in names},
    }


def _pages(
    page: DayPage, version: ProgrammeVersion | None, others: Sequence[Elsewhere]
) -> Iterator[tuple[str, str]]:
    """The day in every state that it can be in, without its pictures."""
    day_in = partial(draw, picture=_none, photo=_none, others=others)
    items = list(version.items) if version else []
    blank = replace(
        page, version=version, items=items, due=frozenset(i.line for i in items),
        advice=version.advice if version else [], reports=DayReports(), flare=False, away=False,
        entered="", counted=frozenset(),
    )  # fmt: skip
    yield "today", _bare(day_in(blank))
    yield (
        "past",
        _bare(day_in(replace(blank, day=page.today - timedelta(days=1)))),
    )
    empty = replace(blank, items=[])
    yield "none", _bare(day_in(empty))
    yield "away", _bare(day_in(replace(empty, away=True)))
    yield "flare", _bare(day_in(replace(empty, flare=True)))
    if page.stopped is None:
        yield "flare-up", _bare(draw_flare_up(version, page.today))
        yield "flare-over", _bare(draw_flare_up(version, page.today, page.today))
    most = max((item.times_a_day for item in items), default=1)
    kept = iter(KEPT)
    for name, outcome, times in [
        (DONE, DONE, None), (PARTLY, PARTLY, None), (NOT, NOT, None),
        *((f"times-{n}", PARTLY, n) for n in range(1, most)),
    ]:  # fmt: skip
        reported = _all_reported(blank, outcome, times, next(kept, "kept"))
        yield name, _bare(day_in(reported))


def _all_reported(blank: DayPage, outcome: str, times: int | None, kept: str) -> DayPage:
    def said(body: dict[str, Any]) -> EntryRow:
        began = blank.episode.opened_at
        return EntryRow(
            UUID(int=0), WEB, 0, LOG, None, "", blank.day, blank.episode.zone, began, False, body
        )

    many = {"times": times} if times else {}
    exercises = {i.line: said({"line": i.line, "outcome": outcome, **many}) for i in blank.items}
    answer = said({"kept": kept})
    reports = DayReports(
        pain=said({"leg": None, "back": None}), sitting=answer, bath=answer,
        note=said({"text": ""}), better=said({}), exercises=exercises,
    )  # fmt: skip
    return replace(blank, reports=reports)


def _none(*_pose: Any) -> str:
    """The pictures stand beside the pages."""
    return ""


def _bare(html: str) -> str:
    """The main part, without what the phone fills in itself."""
    main = html[html.index("<main") : html.index("</main>")]
    return closed_up(OWN.sub(r"\1", main)) + "</main>"
