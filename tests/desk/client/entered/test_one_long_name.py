"""A name of one long word breaks, instead of making a page scroll sideways."""

import pytest
from sqlalchemy.orm import Session

from tests.browser.fitness import WIDER
from tests.desk.browsing import of
from tests.desk.client.conftest import Open
from tests.make.diary import Care
from tests.make.flags import make_flag
from tests.make.referrals import make_contact

LONG = "Wolfeschlegelsteinhausenberger" * 3


@pytest.fixture
def long_named(session: Session, care: Care) -> list[str]:
    """The pages on which a client, their GP and the address book have such a name."""
    make_contact(session, care.therapist, kind="gp", name=LONG)
    care.client.name = LONG
    session.merge(care.client)
    session.commit()
    flag = make_flag(session, care, "gp")
    pages = ["/caseload", "/flags", f"/flags/{flag.id}", "/practice/contacts"]
    parts = ("", "/timeline", "/week", "/diary", "/edit", "/discharge", "/programme")
    return [*pages, *(of(care.client.id, part) for part in parts)]


@pytest.mark.parametrize("width", [320, 390, 820])
def test_no_page_of_the_desk_scrolls_sideways(
    open_page: Open, long_named: list[str], width: int
) -> None:
    page = open_page(long_named[0])
    page.set_viewport_size({"width": width, "height": 844})
    home = page.url.removesuffix(long_named[0])
    wide = []
    for address in long_named:
        answer = page.goto(home + address)
        assert answer is not None, address
        assert answer.ok, address
        assert LONG in page.content(), address
        wide += [address] * bool(page.evaluate(WIDER))
    assert wide == []
