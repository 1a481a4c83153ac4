"""Nothing moves under a thumb: what is said, sent or lost meanwhile leaves every control in place.

The browser's own scroll anchoring is off, as on phones that have none.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.make.diary import Care
from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import House
from tests.phone.page.still import FRAMES, NO_ANCHORS, SENT, SIZES, Still

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
ONLINE = "dispatchEvent(new Event('online'))"


@pytest.fixture(params=SIZES)
def still(request: pytest.FixtureRequest, phone: OpenPhone) -> Still:
    """Today at its top, with text as it is and twice as large."""
    page = phone()
    page.context.add_init_script(NO_ANCHORS.replace("SIZE", request.param))
    page.goto("/today")
    ready(page)
    page.evaluate(FRAMES)
    return Still(page, (6, 7) if request.param == "100%" else (9, 1))


def two_scores_within_a_second(still: Still) -> None:
    leg, back = still.pair
    first, second = still.place(f"#leg-{leg} + label"), still.place(f"#back-{back} + label")
    still.tap(first)
    expect(still.page.locator("#part-state")).to_contain_text(f"leg {leg}")
    still.tap(second)
    expect(still.page.locator("#part-state")).to_contain_text(f"leg {leg}, back {back}.")
    expect(still.page.locator("#part-pain")).to_contain_text(SENT)


def newest(session: Session) -> Entry:
    session.rollback()
    return session.scalars(select(Entry).order_by(Entry.seq.desc())).first() or pytest.fail("none")


def test_the_second_score_is_the_one_that_stood_under_the_thumb(
    still: Still, session: Session
) -> None:
    still.bring(still.page.locator("#leg-10"))
    still.after(lambda: two_scores_within_a_second(still))
    assert newest(session).body == dict(zip(("leg", "back"), still.pair, strict=True))


def test_the_same_on_a_day_before(still: Still, session: Session, in_care: Care) -> None:
    in_care.episode.intake_on -= timedelta(days=3)
    session.merge(in_care.episode)
    session.commit()
    still.page.goto("/today")
    ready(still.page)
    still.page.get_by_role("link", name="Yesterday").click()
    expect(still.page.locator("h1")).to_have_text("Yesterday")
    expect(still.page.locator("html")).to_have_attribute("data-phone", "ready")
    if still.pair != (6, 7):
        still.bring(still.page.locator("#leg-10"))  # else at the top of the page, as it opens
    still.after(lambda: two_scores_within_a_second(still))
    assert newest(session).body == dict(zip(("leg", "back"), still.pair, strict=True))


def every_report(still: Still, said: str | re.Pattern[str]) -> None:
    """Report everything once, some of it otherwise, and take it back."""
    page = still.page
    for card in page.locator(".exercise").all():
        for name in ("Done|Done once", "Not today", "Partly|Both times"):
            button = card.get_by_role("button", name=re.compile(f"^({name})"))
            still.press(button)
            still.after(lambda card=card: expect(card.locator(".reported")).to_contain_text(said))  # type: ignore[misc]
    for kind in ("sitting", "bath"):
        part = page.locator(f"#part-{kind}")
        for name in ("Kept", "Couldn’t"):
            still.press(part.get_by_role("button", name=re.compile(f"^{name}")))
            still.after(lambda part=part: expect(part).to_contain_text(said))  # type: ignore[misc]
    for site in ("leg", "back"):  # so low that "all better" is not asked about
        still.press(page.locator(f"label[for={site}-1]"))
    page.fill("#text", "Sore after the car.")
    still.press(page.get_by_role("button", name="Save note"))
    still.after(lambda: expect(page.locator("#part-note")).to_contain_text(said))
    still.press(page.get_by_role("button", name="All better"))
    still.after(lambda: expect(page.locator("main")).to_contain_text("all is better"))


def take_all_back(still: Still) -> None:
    page = still.page
    for part in ("glute_bridge:-", "sitting", "bath", "pain"):
        at = page.locator(f"[id='part-{part}']")
        button = at.get_by_role("button", name="Take back").first
        if button.is_visible():
            still.press(button)
            still.after(lambda button=button: expect(button).to_be_hidden())  # type: ignore[misc]


def test_no_report_moves_a_control(still: Still) -> None:
    every_report(still, SENT)
    take_all_back(still)


def test_nor_without_a_connection_nor_when_it_comes_back(still: Still, house: House) -> None:
    page = still.page
    house.stop()
    every_report(still, "Saved on this phone")
    still.after(lambda: expect(page.get_by_role("button", name="Send now")).to_be_visible())

    def receipts() -> None:
        house.start()
        page.evaluate(ONLINE)
        expect(page.locator("#outbox")).to_have_count(0)
        expect(page.locator("#part-note")).to_contain_text(SENT)

    still.bring(still.page.locator("#text"))
    page.locator("#text").focus()
    still.after(receipts)


def test_nor_the_way_to_the_home_screen_when_something_waits(still: Still, house: House) -> None:
    page = still.page
    page.evaluate("document.getElementById('install').hidden = false")
    house.stop()
    page.locator("#leg-6").check(force=True)
    still.bring(still.page.locator("#install"))
    still.after(lambda: expect(page.get_by_role("button", name="Send now")).to_be_visible())

    def receipt() -> None:
        house.start()
        page.evaluate(ONLINE)
        expect(page.locator("#outbox")).to_have_count(0)

    still.after(receipt)


def test_nor_when_the_sign_in_has_ended(still: Still) -> None:
    page = still.page
    page.context.clear_cookies()
    still.bring(still.page.locator("#leg-10"))
    still.after(lambda: still.tap(still.place("#leg-9 + label")))
    still.after(
        lambda: expect(page.get_by_role("link", name="Sign in to send 1 entry")).to_be_visible()
    )


def test_how_to_do_it_opens_below_the_question_why(still: Still) -> None:
    card = still.page.locator(".exercise").last
    card.get_by_role("button", name=re.compile("^Not today")).click()
    expect(card).to_contain_text(SENT)
    controls = card.locator("summary, select, button:visible")
    places = "all => all.map((e) => JSON.stringify(e.getBoundingClientRect()))"
    before = controls.evaluate_all(places)
    card.locator("summary").evaluate("e => e.click()")
    expect(card.get_by_text("When to stop.")).to_be_visible()
    assert controls.evaluate_all(places) == before


def test_at_the_foot_of_the_page_a_receipt_pulls_nothing_down(still: Still, house: House) -> None:
    page = still.page
    house.stop()
    page.locator("#leg-6").check(force=True)
    expect(page.get_by_role("button", name="Send now")).to_be_visible()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.evaluate(FRAMES)

    def receipt() -> None:
        house.start()
        page.evaluate(ONLINE)
        expect(page.locator("#outbox")).to_have_count(0)

    still.after(receipt)


def test_painted_from_memory_it_does_not_move_when_the_practice_has_answered(
    still: Still, house: House
) -> None:
    page = still.page.context.new_page()
    still.page.close()
    house.answers.clear()
    page.goto("/today", wait_until="commit")
    expect(page.locator(".exercise")).to_have_count(2)
    then = Still(page)

    def answered() -> None:
        house.answers.set()
        expect(page.locator("html")).to_have_attribute("data-phone", "ready")

    then.after(answered)


def test_where_the_phone_keeps_nothing_a_loss_is_said_without_moving_anything(
    still: Still, house: House
) -> None:
    page = still.page
    page.context.add_init_script(
        "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }"
    )
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-phone", "plain")
    leg, back = still.pair
    still.bring(still.page.locator("#leg-10"))
    still.after(lambda: still.tap(still.place(f"#leg-{leg} + label")))
    still.after(lambda: expect(page.locator("#part-pain")).to_contain_text("Saved"))
    house.stop()
    still.after(lambda: still.tap(still.place(f"#back-{back} + label")))
    still.after(lambda: expect(page.locator("#said")).to_contain_text("Not sent"))


def test_what_comes_late_on_other_pages_stands_below_what_is_there(phone: OpenPhone) -> None:
    page = phone()
    page.context.add_init_script(NO_ANCHORS.replace("SIZE", "100%"))
    addresses = ("/me", "/check", "/red-flags", "/advice", "/progress", "/today/flare-up", "/why")
    for address in addresses:
        page.goto(address, wait_until="domcontentloaded")
        Still(page).after(lambda: page.wait_for_load_state("networkidle"))
