"""Parts of Today that are loaded by the first tap, where that does not work at once."""

import re

import pytest
from playwright.sync_api import expect

from tests.today.visiting import OpenPhone

pytestmark = [pytest.mark.browser, pytest.mark.any_database]


@pytest.mark.parametrize("name", ["Go through them", "I’m sitting"])
def test_a_part_that_can_not_be_loaded_says_so_and_can_be_tried_again(
    open_today: OpenPhone, name: str
) -> None:
    page = open_today(service_workers="block")
    expect(page.locator("html[data-phone=ready]")).to_have_count(1)
    part = re.compile(r"/later-phone-all\.js")
    page.route(part, lambda route: route.abort())
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("alert")).to_contain_text("This part could not be loaded")
    page.unroute(part)
    with page.expect_request(
        re.compile(r"js\?again=1$")
    ):  # some browsers remember a failed address
        page.get_by_role("button", name=name).click()
    begun = page.get_by_role("dialog").or_(page.get_by_role("region", name="Sitting", exact=True))
    expect(begun).to_be_visible()
