"""How the advice went over the last two weeks: what was answered, and what was timed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from homecare.desk.blueprint import blueprint
from homecare.diary.models import DiaryDay, Entry
from homecare.diary.schemas import KEPT
from homecare.diary.words import entered_by
from homecare.language import count

KINDS = (("sitting", "Sitting advice"), ("bath", "Bath advice"))


def advice_answered(
    days: Sequence[DiaryDay], reported: Mapping[date, Sequence[Entry]], first: date
) -> list[str]:
    """A sentence for each kind of advice answered since `first`, and one for timed sitting.

    A day without an answer is left out: it says nothing about whether the advice was kept.
    """
    recent = [day for day in days if day.on >= first]
    answered = (_answered([getattr(d, kind) for d in recent], words) for kind, words in KINDS)
    return [words for words in (*answered, _timed(minutes_timed(reported, first))) if words]


def minutes_timed(reported: Mapping[date, Sequence[Entry]], first: date) -> dict[date, int]:
    """The minutes of sitting that were timed, by day: all spells of a day together."""
    return {
        day: entry.body["minutes"]
        for day, entries in reported.items()
        for entry in entries
        if day >= first and entry.kind == "sitting" and entry.body.get("minutes")
    }


@blueprint.app_template_filter("minutes_words")
def minutes_words(minutes: int) -> str:
    """85 as "1 h 25 min"."""
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours))


def _answered(answers: Iterable[str | None], words: str) -> str:
    known = [answer for answer in answers if answer]
    if not known:
        return ""
    return f"{words}: kept on {known.count(KEPT)} of the {count(len(known), 'day')} answered."


def _timed(minutes: Mapping[date, int]) -> str:
    if not minutes:
        return ""
    least, most = min(minutes.values()), max(minutes.values())
    span = minutes_words(most)
    if least < most:
        span = f"{minutes_words(least)} to {span}"
    on = count(len(minutes), "day")
    return f"Sitting timed on {on}: {span} a day. Only what was timed is in it."


def entered_by_day(entries: Sequence[Entry], names: Mapping[UUID | None, str]) -> dict[date, str]:
    """Who entered what, by day, of those who are named."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.local_date, []).append(entry)
    return {day: entered_by(of_day, names) for day, of_day in by_day.items()}


def reported_by_day(entries: Sequence[Entry]) -> dict[date, list[Entry]]:
    """What no figure of a day holds: notes, reasons given with an exercise, timed minutes."""
    reported: dict[date, list[Entry]] = {}
    for entry in entries:
        if any(entry.body.get(name) for name in ("text", "reason", "note", "minutes")):
            reported.setdefault(entry.local_date, []).append(entry)
    return reported
