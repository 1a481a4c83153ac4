"""One truth: whatever a diary holds, every page, mail, letter and export says what the rule says.

Start, mean, reported of due, and logged are worked out once and asked for everywhere else. What was
logged is checked by what was sent; means, starts and what was followed by the rule itself.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, example, given, settings
from sqlalchemy import delete
from sqlalchemy.orm import Session

import config
from homecare.assessment.history import history_of
from homecare.assessment.models import Verdict
from homecare.clients.models import Away
from homecare.clients.operations import record_away
from homecare.database import new_id
from homecare.diary.days import close_days
from homecare.diary.models import DiaryDay, Entry
from homecare.diary.operations import report
from homecare.flags.models import Flag, FlagTransition
from homecare.flags.red_flag_answers import clear_episode
from homecare.language import near_day, weekday_date
from homecare.reports.reminders.email import Wish, reason_to_skip
from homecare.reports.weekly_progress.email import weekly_client_email
from homecare.rules.assessment import assess
from homecare.rules.policy import DEFAULT
from homecare.screening.models import RedFlagAnswer, Screening
from tests.chance import examples
from tests.make.diary import BRIDGE, DAY, ROLLS, TODAY, Care, make_care
from tests.make.flags import answer, at, on
from tests.make.flags import assess as assess_at_night
from tests.make.people import acting, signed_in
from tests.make.referrals import make_contact, make_draft
from tests.progress.spells import LATE, SPELLS, Diary, Spell, diary_of
from tests.today.visiting import words


def keep(session: Session, care: Care, diary: Diary, late: list[tuple[int, int]]) -> None:
    """Everything is sent on its own evening and judged at night; what comes late comes then."""
    for day, told in diary.sent.items():
        stop(session, care, diary, day)
        for kind, body in told:
            send(session, care, day, kind, body, day)
    stop(session, care, diary, diary.day)
    close_days(session, at(diary.day) - timedelta(hours=5))
    for first, last in diary.away:  # told afterwards
        morning = acting(session, care.therapist, at(diary.day))
        record_away(morning, care.episode, on(first), on(last))
    assess_at_night(session, care, diary.day)
    for ago, score in late:
        day = max(diary.day - ago, 1)
        send(session, care, day, "pain", {"leg": score, "back": score}, diary.day)
        diary.sent.setdefault(day, []).append(("pain", {}))
    session.commit()


def stop(session: Session, care: Care, diary: Diary, day: int) -> None:
    """A red-flag answer of that morning, or its clearing."""
    if any(cleared == day for _, cleared in diary.stopped):
        clear_episode(acting(session, care.therapist, at(day)), care.episode, "Seen, not grave")
    if any(answered == day for answered, _ in diary.stopped):
        answer(session, care, "fever", day=day)


def send(session: Session, care: Care, day: int, kind: str, body: Any, now: int) -> None:
    outcome = report(
        acting(session, care.me, at(now) + timedelta(hours=1)), care.episode,
        entry_id=new_id(), kind=kind, day=on(day), body=body, line=body.get("line"),
    )  # fmt: skip
    assert outcome.kept


@pytest.fixture
def house(app: Flask, session: Session) -> Iterator["House"]:
    """A client in care with a draft of a letter, and everybody's pages."""
    with time_machine.travel(at(0), tick=False):
        care = make_care(session)
        contact = make_contact(session, care.therapist, kind="gp")
        letter = make_draft(session, care.therapist, care.episode, contact)
        yield House(app, session, care, f"/referrals/{letter.id}")


@dataclass
class House:
    """Where the figures of one client are shown."""

    app: Flask
    session: Session
    care: Care
    letter: str

    def empty(self) -> None:
        """Let the next example begin with an empty diary."""
        self.session.rollback()
        for table in (
            FlagTransition,
            Flag,
            Verdict,
            RedFlagAnswer,
            Screening,
            DiaryDay,
            Entry,
            Away,
        ):
            self.session.execute(delete(table))
        self.session.commit()
        self.session.expire_all()

    def pages(self) -> dict[str, str]:
        """The words of each page, as the therapist and the client see it."""
        desk = signed_in(self.app, "therapist@homecare.example")
        phone = signed_in(self.app, "client@homecare.example")
        return {
            "caseload": words(desk.get("/caseload").text).partition("Next visit")[2],
            "record": with_chart(desk.get(f"/clients/{self.care.client.id}?diary=all").text),
            "letter": with_chart(desk.get(self.letter).text),
            "progress": words(phone.get("/progress?table=whole").text),
            "export": phone.get("/me/diary.json").text,
            "phone": phone.get("/api/v1/today?days=31").text,
        }


def with_chart(markup: str) -> str:
    """The text of a page with what its chart says."""
    return words(markup.replace("<svg", "<figure").replace("</svg", "</figure"))


@settings(
    max_examples=examples(6),
    phases=[Phase.explicit, Phase.generate],  # an example is a whole diary: long enough to see why
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(spells=SPELLS, late=LATE)
@example(spells=[Spell("daily", 6, 6, 3), Spell("flare", 3, 7, 4), Spell("away", 4, 0, 0),
                 Spell("words", 7, 0, 0)], late=[])  # fmt: skip
@example(spells=[Spell("daily", 10, 0, 0), Spell("daily", 25, 6, 3)], late=[])  # back again
@example(spells=[Spell("daily", 4, 6, 3), Spell("stopped", 9, 6, 3), Spell("daily", 3, 6, 3)],
         late=[])  # fmt: skip
@example(spells=[Spell("noon", 7, 6, 3), Spell("noon", 5, 6, 3), Spell("away", 4, 0, 0)], late=[])
@example(spells=[Spell("daily", 8, 6, 6), Spell("silent", 6, 0, 0), Spell("daily", 3, 6, 6),
                 Spell("silent", 4, 0, 0)], late=[(1, 2)])  # fmt: skip
def test_everything_says_the_same(
    house: House, settings: config.Settings, spells: list[Spell], late: list[tuple[int, int]]
) -> None:
    house.empty()
    diary, session, care = diary_of(spells), house.session, house.care
    keep(session, care, diary, late)
    today = on(diary.day)
    rule = assess(history_of(session, care.episode, today), DEFAULT, today).figures
    with time_machine.travel(at(diary.day), tick=False):
        pages = house.pages()
        mail = weekly_client_email(session, settings, care.episode, today - 7 * DAY)
        assert mail is not None
        days = [day for day in json.loads(pages["export"])["days"] if day["on"] < str(today)]
        the_pain_is_the_rules(rule, pages, mail.text)
        what_was_followed_is_the_rules(rule, days, pages, mail.text, today)
        what_is_due_is_the_phones(days, json.loads(pages["phone"])["days"])
        what_was_logged_is_what_was_sent(house, diary, days, pages, mail.text)


def the_pain_is_the_rules(rule: dict[str, Any], pages: dict[str, str], mail: str) -> None:
    site = rule["index_site"]
    start, mean = rule["start"][site], rule["mean"][site]
    shown = f"{site.title()} {start:.1f} "
    shown += "" if mean is None else f"→ at the start, {mean:.1f} "
    assert shown in pages["caseload"]
    assert ("→" in pages["caseload"]) == (mean is not None)
    assert f"{site} at the start: {start:.1f}" in pages["record"]
    for name, now in rule["mean"].items():
        chart = rf"{name.title()} pain, averaged [^:]*: (?:[\d.]+ up to [^,]+, )?{now or 0:.1f} now"
        for page in (pages["record"], pages["letter"], mail):
            assert bool(re.search(chart, page)) == (now is not None), (name, now)
        in_words = now is not None and f"{now:.1f} out of 10 in the {name}" in mail
        as_second = now is not None and f" and {now:.1f} in the {name}" in mail
        assert (in_words or as_second) == (now is not None)
        if now is not None and rule["start"][name]:
            changed = rf"{rule['start'][name]:.1f} at the (new )?start to {now:.1f} over the last"
            assert re.search(f"{name.title()} pain went from {changed}", pages["progress"])
    assert ("On average your pain was" in mail) == any(n is not None for n in rule["mean"].values())


def _in_part(days: list[Any]) -> str:
    partly = sum(day["partly"] for day in days)
    return f", {partly} of those in part" if partly else ""


def what_was_followed_is_the_rules(
    rule: dict[str, Any], days: list[Any], pages: dict[str, str], mail: str, today: date
) -> None:
    assert all(day["reported"] + day["not_done"] <= day["due"] for day in days)
    due, reported = (sum(day[name] for day in days) for name in ("due", "reported"))
    if due:
        assert f"reported by the client: {reported} of {due} times due" in pages["letter"]
    if due and reported:
        # Of somebody who was quiet for long the client's own page counts only what was done.
        ways = (
            f": {reported} of {due} times reported{_in_part(days)}.",
            f"reported exercise {reported} time{'s' * (reported != 1)}{_in_part(days)}.",
        )
        assert any(way in pages["progress"] for way in ways)
    for page in pages.values():
        for told, of in re.findall(r"\b(\d+) of (?:the )?(\d+)\b", page):
            assert int(told) <= int(of)
    fortnight = [
        day for day in days
        if day["on"] >= str(today - 14 * DAY) and not (day["away"] or day["flare"])
    ]  # fmt: skip
    followed = tuple(sum(day[name] for day in fortnight) for name in ("reported", "due"))
    if rule["due"]:
        assert followed == (rule["reported"], rule["due"])
        told_so = f"{rule['reported']} of {rule['due']} times due were reported done"
        assert f"{told_so}{_in_part(fortnight)}, " in pages["record"]
    week = [day for day in days if day["on"] >= str(today - 7 * DAY)]
    of_week = tuple(sum(day[name] for day in week) for name in ("reported", "due"))
    if of_week[0]:
        assert "You reported {} of the {} exercise".format(*of_week) in mail


def what_is_due_is_the_phones(days: list[Any], shown: list[Any]) -> None:
    times = {ROLLS: 2, BRIDGE: 1}
    rows = {day["on"]: day for day in days}
    for day in shown:
        row = rows.get(day["on"])
        if row:
            assert sum(times[line] for line in day["due"]) == row["due"], day["on"]
            assert (day["flare"], day["away"]) == (row["flare"], row["away"])


def what_was_logged_is_what_was_sent(
    house: House, diary: Diary, days: list[Any], pages: dict[str, str], mail: str
) -> None:
    logged, today = diary.logged(), on(diary.day)
    assert [day["on"] for day in days if day["logged"]] == [str(day) for day in logged]
    table = pages["progress"].partition("The chart as a table")[2]
    for day in (TODAY + back * DAY for back in range(1, diary.day)):
        assert (f" {day.day} {day:%b} " in table) == (day in logged)
    assert (near_day(logged[-1], today) if logged else "nothing yet") in pages["caseload"]
    away = {on(day) for first, last in diary.away for day in range(first, last + 1)}
    week = [today - back * DAY for back in range(7, 0, -1)]
    gaps = [day for day in week if day not in logged and day not in away and day != TODAY]
    if not any(day in logged for day in week):
        assert "Nothing was logged this week." in mail or "You were away this week" in mail
    elif not gaps:
        what_is_missing_is_told(
            [d for d in days if date.fromisoformat(d["on"]) in {*week} - away], mail
        )
    elif len(gaps) > 3:
        assert f"{len(gaps)} of 7 days are not logged so far." in mail
    else:
        assert all(weekday_date(day) in mail.partition("Not logged so far")[2] for day in gaps)
    note = Wish((), 0b1111111, only_if_not_logged=True)
    for day in set(week) - away - {TODAY}:
        skipped = reason_to_skip(house.session, house.care.episode, note, day)
        assert (skipped == "already logged") == (day in logged)


def what_is_missing_is_told(week: list[Any], mail: str) -> None:
    """Of a week in which every day has an entry: whether nothing more is asked for."""
    unrated = [d for d in week if d["leg"] is None and d["back"] is None and d["on"] != str(TODAY)]
    unsaid = sum(d["due"] - d["reported"] - d["not_done"] for d in week)
    assert ("Every day is filled in." in mail) == (not unrated and not unsaid)
    assert ("Something is written for every day." in mail) == bool(not unrated and unsaid)
    assert ("you can still fill it in" in mail) == bool(unrated)
