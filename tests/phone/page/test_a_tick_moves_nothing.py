"""What is ticked, chosen, hovered over or in focus keeps its size, and pushes nothing away: the
next tap would else meet another line than the one it was meant for."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy.orm import Session

from homecare.bundles import STATIC
from tests.browser.ticking import moved
from tests.make.diary import Care
from tests.make.flags import make_flag
from tests.make.people import PASSWORD
from tests.make.referrals import make_contact, make_draft
from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
CLIENTS = ("/check", "/red-flags", "/me", "/why", "/me/password", "/today/flare-up", "/today")
DESK = ("/clients/new", "/practice", "/practice/rule", "/library", "/practice/contacts/new")
OF_A_CLIENT = ("", "/edit", "/check", "/discharge", "/programme", "/diary")

STATE = re.compile(r":(checked|hover|focus\S*|active|disabled)|\[aria-(pressed|checked|expanded)")
CHOSEN = re.compile(r"(?<=\boption)\[[^]]*\]:checked")
SIZE = re.compile(
    r"(?<![\w-])(font(-weight|-size|-family|-style)?|letter-spacing|line-height|padding[\w-]*"
    r"|margin[\w-]*|(min-|max-)?(width|height)|border(-width)?|display|position|flex|grid[\w-]*)\s*:"
)


def found_on(page: Page, addresses: tuple[str, ...]) -> dict[str, list[str]]:
    """What a tick moves on each page, where it moves something."""
    told = {}
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None, address
        assert answer.ok, address
        if address == "/today":
            ready(page)
        assert page.locator("main input:not([type=hidden]), main textarea, main button").count()
        if problems := list(moved(page)):
            told[address] = problems
    return told


def test_on_a_clients_pages(phone: OpenPhone) -> None:
    assert found_on(phone(reduced_motion="reduce"), CLIENTS) == {}


def test_on_the_desk(
    house: House, in_care: Care, session: Session, new_context: Callable[..., BrowserContext]
) -> None:
    contact = make_contact(session, in_care.therapist, kind="gp")
    draft = make_draft(session, in_care.therapist, in_care.episode, contact)
    flag = make_flag(session, in_care)
    page = new_context(base_url=house.address, reduced_motion="reduce").new_page()
    page.goto("/sign-in?next=/caseload")
    page.fill("[name=email]", "owner@homecare.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/caseload")
    of_the_client = tuple(f"/clients/{in_care.client.id}{part}" for part in OF_A_CLIENT)
    there = (*DESK, *of_the_client, f"/referrals/{draft.id}", f"/flags/{flag.id}")
    assert found_on(page, there) == {}
    page.goto(of_the_client[0] + "/discharge")
    page.click("main form button[type=submit]")
    assert found_on(page, (of_the_client[0] + "/return",)) == {}


def test_no_style_of_a_state_changes_a_size() -> None:
    """Such as bolder letters, which can need one more line. A line chosen in a list is no tick:
    what only that choice asks for comes below it."""
    rules = [
        (path.name, selector.strip(), declarations)
        for path in STATIC.glob("*.css")
        for selector, declarations in re.findall(r"([^{}]+)\{([^{}]*)\}", path.read_text())
    ]
    assert len(rules) > 300
    of_states = [rule for rule in rules if STATE.search(CHOSEN.sub("", rule[1]))]
    assert [rule for rule in of_states if SIZE.search(rule[2])] == []
