"""The sheet as a PDF: one page of A4 up to three exercises, two up to six, and in large print."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from homecare.accounts.models import Practice
from homecare.accounts.queries import login_of
from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.language import long_date, short_date
from homecare.library.drawing.figure import Side, draw, key, title_of_pose
from homecare.library.photos.words import on_paper, photos_of, which_side
from homecare.library.words import dose, for_side, own_stop, steps, take_care, which_first
from homecare.programmes.models import ProgrammeAdvice, ProgrammeItem
from homecare.programmes.sheet import Help, Sheet, sheet_for
from homecare.typesetting import press
from homecare.typesetting.characters import Drawing
from homecare.typesetting.qr import plain_svg
from homecare.typesetting.sheet import HEAD

TEMPLATE = HEAD + Path(__file__).with_name("sheet.typ").read_bytes()
_SIZE = re.compile(r'viewBox="0 0 (\S+) (\S+)"')
ON_ONE_PAGE = 3  # so many exercises
SIDES: dict[str | None, Side] = {"left": "left", "right": "right"}
ANOTHER_SIDE = (
    "The side on this sheet is not the one on your record. "
    "Ask your therapist which is right before you start."
)
HOW_TO_TICK = (
    "Tick what you did. Write your pain from 0 (none) to 10 (worst imaginable), over the last "
    "24 hours."
)


@dataclass(frozen=True, slots=True)
class Step:
    """How close a sheet is set: text in points, gaps in ems, everything else in millimetres."""

    size: float
    leading: float
    gap: float
    picture: float
    cell: float
    edge: float = 13
    tick: float = 3.6
    names: float = 46
    qr: float = 20
    score: float = 7  # room to write a figure by hand


LARGE = Step(16, 0.6, 0.8, 56, 2.4, tick=5, names=62, qr=30, score=12)
STEPS = (
    Step(12, 0.6, 0.8, 50, 2.2),
    Step(11.5, 0.58, 0.75, 46, 2.0),
    Step(11, 0.55, 0.7, 43, 1.8),
    Step(10.5, 0.52, 0.66, 40, 1.6),
    Step(10, 0.5, 0.62, 37, 1.4),
    Step(9.5, 0.48, 0.58, 34, 1.2, edge=12),
    Step(9.5, 0.45, 0.52, 30, 1.0, edge=10, tick=3.4, qr=18),
    Step(9, 0.42, 0.48, 27, 0.8, edge=10, tick=3.2, qr=17, score=6),
    Step(9, 0.36, 0.4, 24, 0.5, edge=9, tick=3.2, qr=16, score=6),
)
"""From airy to close; the first that keeps to its pages is taken."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose sheet it is, and where the QR code on it leads: nowhere without a sign-in."""

    name: str
    practice: Practice
    app: str | None = None


def pages_for(
    act: Act, episode: Episode, practice: Practice, today: date, *, large: bool
) -> bytes | None:
    """The sheet of an episode as a PDF; None before any programme."""
    made = sheet_for(act.session, episode, today, practice.whom_to_call)
    if made is None:
        return None
    signs_in = login_of(act.session, practice.id, episode.client_id) is not None
    app = f"{act.public_url}/today" if signs_in else None
    return sheet_pdf(made, Reader(episode.client.name, practice, app), large=large)


def sheet_pdf(sheet: Sheet, reader: Reader, *, large: bool = False) -> bytes:
    """The pages. What is too long for its two runs on to a third: nothing is left out."""
    said = _said(sheet, reader, large=large)
    step = LARGE if large else _step(said, 1 if len(sheet.items) <= ON_ONE_PAGE else 2)
    return press.pdf(TEMPLATE, _at(said, step))


def _step(said: dict[str, Any], most: int) -> Step:
    """The airiest step that keeps to `most` pages, or else to one more; the closest, at last."""
    counted: dict[Step, int] = {}

    def pages(step: Step) -> int:
        if step not in counted:
            counted[step] = press.pages(TEMPLATE, _at(said, step, measuring=True))
        return counted[step]

    for allowed in (most, 2):
        if pages(STEPS[-1]) <= allowed:
            return STEPS[bisect_left(STEPS[:-1], True, key=lambda step: pages(step) <= allowed)]
    return STEPS[len(STEPS) // 2]


def _at(said: dict[str, Any], step: Step, *, measuring: bool = False) -> dict[str, Any]:
    return {**said, "step": asdict(step), "measuring": measuring}


def _said(sheet: Sheet, reader: Reader, *, large: bool) -> dict[str, Any]:
    practice = reader.practice
    return {
        "title": f"Exercises for {reader.name}",
        "since": f"From {long_date(sheet.days[0].on)}",
        "footer": f"{reader.name}, from {long_date(sheet.days[0].on)}",
        "large": large,
        "practice": {
            "name": practice.name, "address": practice.address, "telephone": practice.telephone,
        },
        "qr": reader.app and Drawing(plain_svg(reader.app)),
        "qr_says": f"QR code of {reader.app}",
        "qr_words": "Tick it off on your phone",
        "stop": sheet.stop_rule,
        "good": sheet.good_sign,
        "notes": [note for note in (ANOTHER_SIDE * sheet.another_side, sheet.version.note) if note],
        "exercises": [_exercise(number, item, sheet) for number, item in enumerate(sheet.items, 1)],
        "key": _key(sheet),
        "advice": [_advice(one) for one in sheet.advice],
        "week": _week(sheet),
        "help": _help(sheet.help),
    }  # fmt: skip


def _exercise(number: int, item: ProgrammeItem, sheet: Sheet) -> dict[str, Any]:
    side = f", {which_first(item.exercise, item.side)}" if item.side else ""
    drawn, says = _picture(item, sheet.photos)
    return {
        "title": f"{number}. {item.exercise.name}{side}",
        "dose": dose(item),
        "steps": steps(item.exercise, item.side),
        "feel": for_side(item.exercise.feel, item.side),
        "stop": own_stop(item.exercise, item.side),
        "care": take_care(item.exercise, item.side),
        "note": " ".join(
            part for part in (which_side(item.exercise, item.side), item.note) if part
        ),
        "flare": item.in_flare,
        "picture": Drawing(drawn),
        "tall": _tall(drawn),
        "alt": says,
        "film": item.exercise.film,
    }


def _key(sheet: Sheet) -> list[dict[str, str]]:
    """What the signs in the drawings mean; a photo has none."""
    drawn = [one.exercise.pose for one in sheet.items if not photos_of(one.exercise)]
    return [{**sign._asdict(), "drawn": Drawing(sign.drawn)} for sign in key(drawn)]


def _picture(item: ProgrammeItem, photos: Mapping[UUID, bytes]) -> tuple[str, str]:
    """What stands beside an exercise, and what it shows in words."""
    shown = [(photo, photos[photo.id]) for photo in photos_of(item.exercise)]
    if shown:
        return on_paper(shown), "; ".join(photo.shows for photo, _ in shown)
    turned = SIDES.get(item.side, "both")
    return draw(item.exercise.pose, turned), title_of_pose(item.exercise.pose, turned)


def _tall(drawn: str) -> float:
    """How high a drawing is for its width."""
    found = _SIZE.search(drawn)
    return float(found[2]) / float(found[1]) if found else 1.0


def _advice(one: ProgrammeAdvice) -> dict[str, str]:
    words = " ".join(part for part in (one.text, one.alternative) if part)
    return {"title": one.title, "words": f"(until {long_date(one.until)}). {words}"}


def _week(sheet: Sheet) -> dict[str, Any]:
    rows = [
        {"name": f"{at + 1}. {item.exercise.name}", "boxes": [day.boxes[at] for day in sheet.days]}
        for at, item in enumerate(sheet.items)
    ]
    return {
        "how": HOW_TO_TICK,
        "days": [short_date(day.on).split()[:2] for day in sheet.days],
        "rows": rows + [_asked(one, sheet) for one in sheet.questions],
        "scores": ["Leg pain", "Back pain"],
        "changes": _changes(sheet),
    }


def _asked(one: ProgrammeAdvice, sheet: Sheet) -> dict[str, Any]:
    boxes = [int(one.until >= day.on) for day in sheet.days]
    return {"name": one.kind.capitalize(), "boxes": boxes}


def _changes(sheet: Sheet) -> str:
    on = sheet.next_version_on
    return f"Your programme changes on {long_date(on)}: ask for a new sheet." if on else ""


def _help(groups: Sequence[Help]) -> dict[str, Any]:
    """The groups with what is to be done; what every one of them says is said once, above."""
    always = [step for step in groups[0].steps if all(step in one.steps for one in groups)]
    return {
        "title": "If something feels wrong",
        "how": "A yes, or a “not sure”, counts.",
        "always": " ".join(always),
        "levels": [_level(one, always) for one in groups],
    }


def _level(one: Help, always: Iterable[str]) -> dict[str, Any]:
    own = " ".join(step for step in one.steps if step not in always)
    # A column as wide as its words need it, so that all end at about the same height.
    share = len(own) + sum(len(question) + 12 for question in one.questions)
    return {"title": one.title, "steps": own, "questions": one.questions, "share": share}
