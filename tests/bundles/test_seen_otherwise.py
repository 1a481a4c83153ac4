"""Our styles where colours are not ours: on paper beside a dark screen, and forced ones."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from homecare.bundles import STATIC, bundles

pytestmark = pytest.mark.any_database


def test_a_sheet_is_paper_on_a_dark_screen_too() -> None:
    """Each colour that the dark changes has its own on a sheet, such as that of “not like this”."""
    dark = re.search(r"dark\) \{\s*:root \{(.*?)\}", (STATIC / "theme.css").read_text(), re.DOTALL)
    sheet = re.search(r"\n\.sheet \{(.*?)\}", (STATIC / "print.css").read_text(), re.DOTALL)
    assert dark is not None
    assert sheet is not None
    changed = set(re.findall(r"(--(?!bs-)[\w-]+):", dark[1]))
    assert len(changed) > 15
    assert changed - set(re.findall(r"(--[\w-]+):", sheet[1])) == set()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("links", ['<ul class="tabs">', '<nav class="desk-nav"><ul>'])
def test_only_the_page_that_is_open_is_underlined_where_colours_are_forced(
    new_context: Callable[..., BrowserContext], links: str, width: int
) -> None:
    page = new_context(forced_colors="active", viewport={"width": width, "height": 800}).new_page()
    styles = bundles()["all.css"].decode() + (STATIC / "desk.css").read_text()
    here = '<li><a href="/a" aria-current="page">Today</a></li>'
    there = '<li><a href="/b">Today</a></li>'
    page.set_content(f"<style>{styles}</style>{links}{here}{there}")
    lines = page.eval_on_selector_all(
        "a",
        """all => all.map(one => { const it = getComputedStyle(one);
            return parseInt(it.borderTopWidth) + parseInt(it.borderBottomWidth); })""",
    )
    assert lines == [3, 0]
    heights = page.eval_on_selector_all("a", "all => all.map(one => one.offsetHeight)")
    assert heights[0] == heights[1]
