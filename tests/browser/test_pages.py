"""Every page that can be reached by links, as a stranger, a client and an owner see it.

On a phone and on a desk, in light and in dark: axe finds nothing against WCAG 2.2 AA, nothing
scrolls sideways, the console stays empty and no other host is asked (`open_page` sees to these).
"""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from tests.browser import steps
from tests.browser.conftest import OpenPage
from tests.browser.fitness import PHONE, problems_of
from tests.running import Running

LINKS = "[...document.querySelectorAll('a[href]')].map(a => a.href)"

pytestmark = pytest.mark.any_database
EACH = 2  # pages of one kind are alike; two of them differ enough
NOT_PAGES = {
    "static", "today.diary_json", "today.days_csv", "today.entries_csv", "demo.page",
    "desk.record_as_json", "desk.record_as_pdf", "desk.caseload_as_csv", "desk.import_start",
    "desk.referral_pdf",
    "desk.referral_exchange", "desk.sheet_pdf", "desk.library_json", "today.sheet_pdf",
}  # fmt: skip
STARTS = {
    None: ["/sign-in"],
    "client@homecare.example": ["/today"],
    "owner@homecare.example": ["/caseload?whose=all"],
}


@pytest.mark.parametrize("who", STARTS, ids=["stranger", "client", "owner"])
def test_every_page_is_fit_for_everybody(
    demonstration: Running, open_page: OpenPage, migrated_app: Flask, who: str | None
) -> None:
    page = open_page(demonstration.address)
    page.add_init_script(AXE_SCRIPT)
    if who:
        steps.sign_in(page, who)
    rules = migrated_app.url_map.bind(urlsplit(demonstration.address).netloc)
    problems: list[str] = []
    for address in reachable(page, rules, demonstration.address, STARTS[who]):
        problems += [f"{address}: {problem}" for problem in problems_of(page)]
    assert not problems, "\n".join(problems)


def reachable(page: Page, rules: MapAdapter, home: str, starts: list[str]) -> Iterator[str]:
    """Open a few pages of each kind, following the links of every page that was opened."""
    waiting, known = list(starts), set(starts)
    times: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(rules, urlsplit(address).path)
        if kind in NOT_PAGES or times[kind] >= EACH:
            continue
        times[kind] += 1
        page.goto(address)
        yield address
        if kind.startswith("demo."):
            continue  # the links in a mail are for whom it was written to
        found = {link.removeprefix(home).partition("#")[0] for link in page.evaluate(LINKS)}
        fresh = sorted(link for link in found - known if link.startswith("/"))
        known.update(fresh)
        waiting += fresh


def kind_of(rules: MapAdapter, path: str) -> str:
    """The endpoint behind a path."""
    try:
        return str(rules.match(path, method="GET")[0])
    except HTTPException:
        return "static"


def test_the_demonstration_shows_a_practice_of_a_year(
    demonstration: Running, open_page: OpenPage
) -> None:
    page = open_page(demonstration.address)
    steps.sign_in(page, "owner@homecare.example")
    page.goto("/practice/month")
    for line, least in (("Discharged", 2), ("Of those, better", 1), ("Letters issued", 1)):
        cells = page.locator("tr", has_text=line).first.locator("td").all_inner_texts()
        assert sum(map(int, cells)) >= least, (line, cells)
    page.goto("/caseload?whose=all")
    page.get_by_role("link", name="Quentin Hall", exact=True).click()
    page.get_by_role("link", name="Since the start").click()
    expect(page.get_by_role("link", name="To Dr June Abbot").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") <= 6 * PHONE["height"]
