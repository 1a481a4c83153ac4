"""One client with two phones, neither of which knows what the other one keeps."""

import random
import re
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from homecare.bundles.handing_out import static_address
from homecare.diary.ledger import EntryRow
from homecare.diary.projection import newest, settled
from homecare.today.phone.held import reports_held
from tests.make.diary import TODAY, Care, the_day
from tests.make.people import NOW
from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import SYNC, House
from tests.phone.signal.test_without_signal import BRIDGE, KEPT, ONLINE, all_sent, rate

pytestmark = pytest.mark.browser
STATE = "#part-state"
NOT_KEPT = re.compile("^Not kept.*About sitting")


def rated_without_signal(page: Page, score: int) -> None:
    rate(page, "Leg", score)
    expect(page.locator("#part-pain")).to_contain_text("Saved on this phone")


def send(page: Page) -> None:
    page.evaluate(ONLINE)
    all_sent(page)


def test_what_is_taken_back_on_one_does_not_bring_forth_what_the_other_said(
    phone: OpenPhone, house: House
) -> None:
    first, second = phone(), phone()
    house.stop()
    rated_without_signal(first, 3)
    rated_without_signal(second, 6)
    house.start()
    send(first)
    send(second)
    with second.expect_response(lambda answer: answer.url.endswith(SYNC)):
        second.locator("#part-pain").get_by_role("button", name="Take back").click()
    expect(second.locator(STATE)).to_contain_text("At your intake: leg 6, back 4.")
    for page in (first, second):
        page.reload()
        ready(page)
        expect(page.locator(STATE)).to_contain_text("At your intake: leg 6, back 4.")
    rate(first, "Leg", 2)
    all_sent(first)
    second.reload()
    expect(second.locator(STATE)).to_contain_text("leg 2")


def test_a_phone_whose_score_lost_shows_the_one_that_is_kept_and_says_so(
    phone: OpenPhone, house: House
) -> None:
    first, second = phone(), phone()
    house.stop()
    rated_without_signal(first, 3)
    first.locator("#text").fill("Slept badly.")
    first.get_by_role("button", name="Save note").click()
    expect(first.locator("#part-note")).to_contain_text("Saved on this phone")
    rated_without_signal(second, 6)
    second.get_by_role("button", name=BRIDGE).click()
    expect(second.locator(".exercise.is-reported")).to_contain_text("Saved on this phone")
    house.start()
    send(second)
    expect(second.locator(STATE)).to_contain_text("leg 6")
    send(first)
    expect(first.locator(STATE)).to_contain_text("leg 6")
    expect(first.locator("#leg-6")).to_be_checked()
    expect(first.locator(".exercise.is-reported")).to_contain_text("Reported: done")
    expect(first.locator("#text")).to_have_value("Slept badly.")
    told = first.locator("#outbox")
    expect(told).to_contain_text("An entry from another device is kept: your scores of")
    expect(told).to_contain_text("From this phone: leg 3.")
    expect(told).not_to_contain_text("your note")
    expect(second.locator("#outbox")).to_have_count(0)
    told.get_by_role("button", name="Hide this message").click()
    expect(told).to_have_count(0)
    rate(first, "Leg", 2)
    expect(first.locator("#part-pain")).to_contain_text("Sent")
    first.reload()
    ready(first)
    expect(first.locator(STATE)).to_contain_text("leg 2")
    expect(first.locator("#outbox")).to_have_count(0)


def test_a_phone_hears_once_that_another_one_replaced_its_score(
    phone: OpenPhone, house: House
) -> None:
    first, second = phone(), phone()
    rate(first, "Leg", 3)
    all_sent(first)
    second.route(f"**{SYNC}*", lambda route: route.abort())  # it has no signal, the first one has
    rated_without_signal(second, 6)
    second.unroute_all(behavior="wait")
    send(second)
    first.reload()
    ready(first)
    expect(first.locator(STATE)).to_contain_text("leg 6")
    told = first.locator("#outbox")
    expect(told).to_contain_text("An entry from another device is kept: your scores of")
    expect(told).to_contain_text("From this phone: leg 3.")
    told.get_by_role("button", name="Hide this message").click()
    expect(told).to_have_count(0)
    second.reload()
    ready(second)
    for page in (first, second):  # told once, and the one whose word stands has nothing to hear
        page.reload()
        ready(page)
        expect(page.locator(STATE)).to_contain_text("leg 6")
        expect(page.locator("#outbox")).to_have_count(0)
    rate(first, "Leg", 2)  # who saw it and says otherwise replaces nothing unseen
    expect(first.locator(STATE)).to_contain_text("leg 2")
    all_sent(first)
    second.reload()
    ready(second)
    expect(second.locator(STATE)).to_contain_text("leg 2")
    expect(second.locator("#outbox")).to_have_count(0)


def test_what_another_phone_took_back_is_not_shown_as_sent(phone: OpenPhone, house: House) -> None:
    first, second = phone(), phone()
    house.stop()
    rated_without_signal(first, 3)
    rated_without_signal(second, 6)
    second.locator("#part-pain").get_by_role("button", name="Take back").click()
    expect(second.locator(STATE)).to_contain_text("At your intake: leg 6, back 4.")
    house.start()
    with second.expect_response(lambda answer: answer.url.endswith(SYNC)):
        second.evaluate(ONLINE)
    first.evaluate(ONLINE)
    expect(first.locator("#outbox")).to_contain_text("An entry from another device is kept")
    expect(first.locator("#outbox")).to_contain_text("From this phone: leg 3.")
    expect(first.locator(STATE)).to_contain_text("At your intake: leg 6, back 4.")


def test_what_lost_is_named_whatever_it_was(phone: OpenPhone, house: House) -> None:
    first, second = phone(), phone()
    house.stop()
    outcomes = first.locator(".exercise", has_text="Bridge")
    outcomes.get_by_role("button", name="Not today").click()
    expect(first.locator(".exercise.is-reported")).to_contain_text("Saved on this phone")
    first.get_by_role("button", name=KEPT).click()
    expect(first.locator("#part-sitting")).to_contain_text("Saved on this phone")
    first.locator("#text").fill("Slept badly.")
    first.get_by_role("button", name="Save note").click()
    expect(first.locator("#part-note")).to_contain_text("Saved on this phone")
    second.get_by_role("button", name=BRIDGE).click()
    expect(second.locator(".exercise.is-reported")).to_contain_text("Saved on this phone")
    second.get_by_role("button", name=NOT_KEPT).click()
    expect(second.locator("#part-sitting")).to_contain_text("Saved on this phone")
    second.locator("#text").fill("Slept well.")
    second.get_by_role("button", name="Save note").click()
    expect(second.locator("#part-note")).to_contain_text("Saved on this phone")
    house.start()
    send(second)
    send(first)
    told = first.locator("#outbox")
    expect(told).to_contain_text("From this phone: Bridge, not done.")
    expect(told).to_contain_text("From this phone: kept.")
    expect(told).to_contain_text("From this phone: “Slept badly.”.")


def rate_both(page: Page, score: int) -> None:
    rated_without_signal(page, score)
    rate(page, "Back", score)


def test_a_score_that_one_phone_alone_gave_is_kept(
    phone: OpenPhone, house: House, session: Session, in_care: Care
) -> None:
    first, second = phone(), phone()
    house.stop()
    rate_both(second, 2)
    rated_without_signal(first, 5)
    house.start()
    send(first)
    send(second)
    told = second.locator("#outbox")
    expect(told).to_contain_text("From this phone: leg 2, back 2.")
    for page in (second, first):
        expect(page.locator(STATE)).to_contain_text("Pain reported: leg 5, back 2.")
        expect(page.locator("#back-2")).to_be_checked()
        first.reload()
        ready(first)
    row = the_day(session, in_care.episode.id, in_care.episode.intake_on)
    assert row is not None
    assert (row.leg, row.back) == (5, 2)
    first.locator("#part-pain").get_by_role("button", name="Take back").click()
    expect(first.locator(STATE)).to_contain_text("At your intake: leg 6, back 4.")
    expect(first.locator("#part-pain")).not_to_contain_text("Saved on this phone")
    second.reload()
    ready(second)
    expect(second.locator(STATE)).to_contain_text("At your intake: leg 6, back 4.")


def test_the_phone_fills_in_what_the_practice_does(phone: OpenPhone) -> None:
    """Of three phones, whatever each knows: scores of chance, once everything has come."""
    page, chance = phone(), random.Random(7)
    cases, expected = [], []
    for _ in range(200):
        rows = [_rated(number, chance) for number in range(1, chance.randint(2, 5))]
        sent = chance.randint(0, len(rows))
        held = newest(settled(rows))[TODAY, "pain", None].body
        here = sorted(rows[sent:], key=lambda row: row.seq)
        cases.append({"kit": reports_held(rows[:sent]), "entries": [_here(row) for row in here]})
        expected.append([held.get("leg"), held.get("back")])
    found = page.evaluate(
        """async ([script, cases]) => {
          const { standing } = await import(script);
          return cases.map(({ kit, entries }) => [...standing(kit, entries).values()][0].body)
            .map(({ leg, back }) => [leg ?? null, back ?? null]);
        }""",
        [f"{static_address()}/days.js", cases],
    )
    assert found == expected


def _rated(number: int, chance: random.Random) -> EntryRow:
    """A log of one score or both, by a phone that knew of no other."""
    seq = chance.randint(1, 9) * 10 + number
    leg, back = chance.choice([(number, None), (None, number), (number, number)])
    return EntryRow(
        UUID(int=number), f"phone-{number}", seq, "log", None, "pain", TODAY,
        "Europe/London", NOW, False, {"leg": leg, "back": back},
    )  # fmt: skip


def _here(row: EntryRow) -> dict[str, Any]:
    """The same on a phone that has not sent it yet."""
    return {
        "id": str(row.id), "seq": row.seq, "op": row.op, "kind": row.kind, "supersedes": None,
        "local_date": str(row.local_date), "body": row.body, "state": "here",
    }  # fmt: skip
