"""After signing out, or clearing one's days, a phone keeps nothing of them, online or not."""

import re
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.phone.conftest import OpenPhone, ready, sign_in
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
SENT = re.compile(r"Sent \d\d:\d\d")
BRIDGE = re.compile("Done.*Bridge")

# Everything that this browser keeps for our address, as text.
KEPT = """async () => {
  const open = indexedDB.open("homecare");
  const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const all = [];
  for (const name of database.objectStoreNames) {
    const store = database.transaction(name).objectStore(name);
    const got = await new Promise((done) => {
      const request = store.getAll(); request.onsuccess = () => done(request.result);
    });
    all.push(...got);
  }
  database.close();
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) all.push(await (await cache.match(request)).text());
  }
  return JSON.stringify([all, { ...localStorage }, { ...sessionStorage }]);
}"""


def kept(page: Page) -> str:
    answer: Any = page.evaluate(KEPT)
    return str(answer)


def log_and_send(page: Page) -> None:
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.locator(".exercise.is-reported")).to_contain_text(SENT)
    page.fill("#text", "It pulled in the calf.")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#part-note")).to_contain_text(SENT)


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()


def nothing_is_left(page: Page) -> None:
    found = kept(page)
    for words in ("calf", "glute_bridge:-", "Bridge<"):
        assert words not in found


def test_cleared_days_are_gone_from_every_store_and_the_page_says_so(phone: OpenPhone) -> None:
    page = phone()
    log_and_send(page)
    assert "calf" in kept(page)
    page.goto("/me")
    page.get_by_role("button", name="Clear my days from this phone").click()
    expect(page.locator("#here")).to_contain_text("Nothing of your diary is kept on this phone")
    nothing_is_left(page)


def answer_once(question: Dialog, asked: list[str]) -> None:
    """Leave the page that is asked about; of what is told to be cleared say no, and then yes."""
    if question.type == "beforeunload" or asked:
        question.accept()
    else:
        asked.append(question.message)
        question.dismiss()


def test_clearing_asks_before_words_that_were_not_saved_and_a_timer_go_too(
    phone: OpenPhone,
) -> None:
    page = phone()
    page.get_by_role("button", name="I’m sitting").click()
    expect(page.get_by_role("timer")).to_be_visible()
    page.goto("/why")
    page.locator("#why-text").press_sequentially("It pulls in the calf.")
    asked: list[str] = []
    page.on("dialog", lambda question: answer_once(question, asked))
    page.goto("/me")
    expect(page.locator("#here")).to_contain_text("Some words you typed are only on this phone")
    button = page.get_by_role("button", name="Clear my days from this phone")
    with page.expect_event("dialog"):
        button.click()
    assert "words you typed and did not save and the sitting timer" in asked[0]
    assert "pulls in the calf" in kept(page)
    button.click()
    expect(page.locator("#here")).to_contain_text("Nothing of your diary is kept on this phone")
    assert "pulls in the calf" not in kept(page)
    assert '"limit"' not in kept(page)  # of the timer


def test_after_signing_out_nothing_is_left_in_any_store(phone: OpenPhone) -> None:
    page = phone()
    log_and_send(page)
    page.goto("/me")
    sign_out(page)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    nothing_is_left(page)


def test_signed_out_without_signal_nobody_gets_in_when_it_comes_back(
    phone: OpenPhone, house: House
) -> None:
    page = phone()
    log_and_send(page)
    page.goto("/me")
    house.stop()
    sign_out(page)
    expect(page.get_by_role("heading", name="Signed out on this phone")).to_be_visible()
    nothing_is_left(page)
    page.goto("/me")
    expect(page.get_by_role("heading", name="Signed out on this phone")).to_be_visible()
    house.start()
    for address in ("/me", "/today", "/progress"):
        page.goto(address)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    answer = page.request.get(f"{house.address}/me", max_redirects=0)
    assert answer.status in (302, 401)


def test_signed_out_without_signal_no_script_gets_anything_either(
    phone: OpenPhone, house: House
) -> None:
    page = phone()
    page.goto("/me")
    house.stop()
    sign_out(page)
    expect(page.get_by_role("heading", name="Signed out on this phone")).to_be_visible()
    house.start()
    status = page.evaluate("fetch('/api/v1/today').then((answer) => answer.status)")
    assert status == 401


def test_signed_out_without_signal_the_page_says_what_stays(phone: OpenPhone, house: House) -> None:
    page = phone()
    page.goto("/me")
    other = page.context.new_page()
    other.goto("/today")
    ready(other)
    house.stop()
    other.fill("#text", "It pulled in the calf.")
    other.get_by_role("button", name="Save note").click()
    expect(other.locator("#part-note")).to_contain_text("Saved on this phone")
    page.once("dialog", lambda question: question.accept())
    sign_out(page)
    expect(page.get_by_role("heading", name="Signed out on this phone")).to_be_visible()
    expect(page.locator("main")).to_contain_text("1 entry that is not sent yet stays on this phone")
    expect(page.locator("main")).not_to_contain_text("Nothing of your days is kept here")


@pytest.mark.parametrize("address", ["/today", "/progress", "/advice", "/check", "/red-flags"])
def test_another_tab_shows_nothing_any_longer(phone: OpenPhone, house: House, address: str) -> None:
    page = phone()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    other = page.context.new_page()
    other.goto("/me")
    house.stop()
    sign_out(other)
    expect(page.get_by_role("heading", name="Signed out on this phone")).to_be_visible()
    expect(other.get_by_role("heading", name="Signed out on this phone")).to_be_visible()


# The phone's memory, on a day when it takes its time.
SLOW_CACHES = """() => {
  const open = caches.open.bind(caches);
  caches.open = async (name) => {
    await new Promise((done) => setTimeout(done, 1500));
    return open(name);
  };
}"""


def test_another_tab_is_told_once_nothing_is_let_through_any_more(phone: OpenPhone) -> None:
    page = phone()
    other = page.context.new_page()
    other.goto("/me")
    other.evaluate(SLOW_CACHES)
    sign_out(other)
    for tab in (other, page):
        expect(tab.get_by_role("heading", name="Sign in")).to_be_visible()


def test_whoever_signs_in_afterwards_finds_everything_again(phone: OpenPhone, house: House) -> None:
    page = phone()
    log_and_send(page)
    page.goto("/me")
    house.stop()
    sign_out(page)
    expect(page.get_by_role("heading", name="Signed out on this phone")).to_be_visible()
    # It has asked the practice and had no answer: else it goes to the sign-in page by itself, under
    # the finger that presses the link.
    expect(page.locator("html")).to_have_attribute("data-phone", "ready")
    house.start()
    page.get_by_role("link", name="Sign in again").click()
    sign_in(page)
    expect(page.locator("#text")).to_have_value("It pulled in the calf.")
