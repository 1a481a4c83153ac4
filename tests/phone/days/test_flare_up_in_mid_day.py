"""A flare-up that begins after something was done: the phone says without signal what the practice
says."""

import random
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from homecare.bundles.handing_out import static_address
from homecare.diary.ledger import EntryRow
from homecare.diary.projection import (
    FlareUps,
    newest,
    place_of,
    reported_times,
    settled,
    with_earlier,
)
from homecare.programmes.queries import due_on
from homecare.rules.schedule import Line, Version, holding
from homecare.today.phone.held import reports_held
from tests.make.diary import Care, the_day
from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import House
from tests.phone.signal.test_without_signal import BRIDGE, ONLINE, all_sent

pytestmark = pytest.mark.browser
STATE, COUNTS = "#part-state", "Reported before the flare-up: it counts"
ONE, PARTLY = "1 of 2 exercises logged.", re.compile("Partly.*Bridge")
DAY = timedelta(days=1)
TODAY = date(2026, 3, 4)


def begin_a_flare_up(page: Page) -> None:
    page.goto("/today/flare-up")
    page.get_by_role("button", name="Start the flare-up plan").click()
    expect(page.locator(".flare-note")).to_be_visible()


def test_the_exercise_of_the_morning_stays_due_and_reported(
    phone: OpenPhone, house: House, session: Session, in_care: Care
) -> None:
    page = phone()
    house.stop()
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator(STATE)).to_contain_text(ONE)
    begin_a_flare_up(page)
    expect(page.locator(STATE)).to_contain_text(ONE)
    expect(page.locator("#exercises")).to_contain_text(COUNTS)
    page.get_by_role("button", name=PARTLY).click()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Reported: partly")
    expect(page.locator("#exercises")).to_contain_text(COUNTS)
    page.get_by_role("button", name="Go through them").click()
    expect(page.locator("dialog")).to_contain_text("Knee rolls")
    expect(page.locator("dialog")).not_to_contain_text("Bridge")
    page.keyboard.press("Escape")
    house.start()
    page.evaluate(ONLINE)
    all_sent(page)
    for _ in range(2):  # the practice's own page, and the phone's with what the practice holds now
        page.reload()
        ready(page)
        expect(page.locator(STATE)).to_contain_text(ONE)
        expect(page.locator("#exercises")).to_contain_text(COUNTS)
        house.stop()
    row = the_day(session, in_care.episode.id, in_care.episode.intake_on)
    assert row is not None
    assert (row.due, row.reported, row.partly, row.extra) == (3, 1, 1, 0)


LINES = (Line("a:-", 127, 2, False), Line("b:-", 127, 1, False), Line("c:-", 127, 1, True))
SINCE = (LINES[0], Line("d:-", 127, 1, True))
BEFORE = Version(1, TODAY - 9 * DAY, 48, LINES, UUID(int=101))


@dataclass
class Told:
    """What a phone, or two of them that know of each other, reported of two days."""

    chance: random.Random
    entries: list[EntryRow] = field(default_factory=list)
    on_hold: frozenset[date] = frozenset()
    """Days on which a red-flag answer stopped the exercises."""
    since: date | None = None
    """The first day of another version of the programme, which has not all of the exercises."""

    @property
    def versions(self) -> list[Version]:
        return [BEFORE, *([Version(2, self.since, 48, SINCE, UUID(int=102))] if self.since else [])]

    def tap(self) -> None:
        """One tap, with the number and the correction that phone.js would give it."""
        day, number = TODAY - self.chance.choice((0, 0, 0, 1)) * DAY, len(self.entries) + 1
        kind = self.chance.choice(("exercise", "exercise", "flare"))
        body: dict[str, Any] = {"state": self.chance.choice(("start", "start", "end"))}
        if kind == "exercise":
            outcome = self.chance.choice(("done", "partly", "not"))
            lines = [line for one in self.versions for line in one.items]
            body = {"line": self.chance.choice(lines).line, "outcome": outcome}
            if outcome == "partly" and self.chance.random() < 0.5:
                body["times"] = 1
        entry = EntryRow(
            UUID(int=number), "phone", number, "log", None, kind, day, "Europe/London",
            datetime(2026, 3, 4, 20, tzinfo=UTC), False, body,
            self.chance.choice([None, *(one.id for one in self.versions)]),
        )  # fmt: skip
        before = newest(settled(self.entries)).get(place_of(entry))
        if before and self.chance.random() < 0.3:
            entry = entry._replace(op="void", supersedes=before.id, body={})
        elif before and before.body == body:
            return
        elif before:
            entry = entry._replace(op="amend", supersedes=before.id)
        self.entries.append(entry)

    def due(self, day: date) -> tuple[list[str], list[str], bool]:
        """What the practice says is due on a day, and shows of it, once it has everything."""
        version = holding(self.versions, day)
        assert version is not None
        held = [one for one in settled(self.entries) if one.local_date == day]
        plan = with_earlier(version, self.versions, day, held)
        flare = FlareUps(self.entries).on(day, plan)
        stopped = reported_times(held, plan) if day in self.on_hold else None
        due = [item.line for item in due_on(plan, day, (), flare, stopped)]
        said = {line for (on, _, line) in newest(settled(self.entries)) if on == day and line}
        mine = [one.line for one in version.items]
        others = [line.line for line in LINES if line.line in said - set(mine)]
        shown = [line for line in mine if line in due or line in said] + others
        return due, shown, flare is not None

    def on_the_phone(self) -> dict[str, Any]:
        """The kit, which is of some moment, and the entries that are on the phone since."""
        sent = self.chance.randint(0, len(self.entries))
        kept = self.chance.randint(0, sent)  # sent, and kept until a newer kit is there
        here = [
            {
                "id": str(one.id), "seq": one.seq, "op": one.op, "kind": one.kind,
                "supersedes": str(one.supersedes) if one.supersedes else None,
                "local_date": str(one.local_date), "body": one.body,
                "state": "sent" if at < sent else "here",
                "programme_version": str(one.programme_version_id or ""),
                "key": f"{one.local_date}|{one.kind}|{line_of(one, self.entries) or ''}",
            }
            for at, one in enumerate(self.entries) if at >= kept
        ]  # fmt: skip
        versions = [
            {
                "id": str(one.id), "number": one.number, "starts_on": str(one.starts_on),
                "flare_hours": 48, "items": [line._asdict() for line in one.items],
            }
            for one in reversed(self.versions)
        ]  # fmt: skip
        return {
            "kit": {
                "versions": versions,
                "away": [],
                "on_hold": [[str(day), str(day)] for day in self.on_hold],
                **reports_held(self.entries[:sent]),
            },
            "entries": here,
        }


def line_of(entry: EntryRow, entries: list[EntryRow]) -> str | None:
    """The line of a report, also of one that takes another back."""
    while not entry.body and entry.supersedes:
        entry = next(one for one in entries if one.id == entry.supersedes)
    return entry.body.get("line")


def test_whatever_was_tapped_the_phone_has_the_practices_answer(phone: OpenPhone) -> None:
    page, chance = phone(), random.Random(5)
    cases, expected = [], []
    for _ in range(400):
        on_hold = {TODAY - back * DAY for back in (0, 1) if chance.random() < 0.2}
        since = chance.choice((None, TODAY, TODAY - DAY))
        told = Told(chance, on_hold=frozenset(on_hold), since=since)
        for _ in range(chance.randint(1, 9)):
            told.tap()
        cases.append(told.on_the_phone())
        expected.append([told.due(TODAY - back * DAY) for back in (0, 1)])
    found = page.evaluate(
        """async ([script, cases, days]) => {
          const { dayOf } = await import(script);
          return cases.map(({ kit, entries }) => days.map((day) => {
            const { due, items, flare } = dayOf(kit, entries, day);
            return [due.map((item) => item.line), items.map((item) => item.line), flare];
          }));
        }""",
        [f"{static_address()}/days.js", cases, [str(TODAY), str(TODAY - DAY)]],
    )
    for case, mine, theirs in zip(cases, found, expected, strict=True):
        assert [tuple(one) for one in mine] == theirs, case
    spared = [due for days in expected for due, _, flare in days if flare]
    assert any("a:-" in due for due in spared)
    assert any("a:-" not in due for due in spared)
    replaced = [
        one for one, case in zip(expected, cases, strict=True) if len(case["kit"]["versions"]) > 1
    ]
    assert any("b:-" in due for days in replaced for due, _, _ in days)
