"""The letters of the demonstration's clients: valid, and with the figures of their pages."""

import re

import pytest

from homecare.demonstration import PASSWORD
from tests.referrals.fhir.made import read
from tests.referrals.fhir.readers import assert_same_figures
from tests.referrals.fhir.test_validators import assert_valid
from tests.running import Running
from tests.typesetting.pdfs import words_of
from tests.visitor import Visitor

pytestmark = pytest.mark.any_database
OWNER, CLIENT = "owner@homecare.example", "client@homecare.example"
THERAPIST = "therapist@homecare.example"
SEVERAL = 4


def letters_of(owner: Visitor) -> list[str]:
    """The address of every letter that was issued, from the clients' pages."""
    clients = sorted(
        set(re.findall(r'"(/clients/[0-9a-f-]{36})"', owner.read("/caseload?whose=all")))
    )
    pages = [owner.read(client) + owner.read(f"{client}/timeline") for client in clients]
    every = {found for page in pages for found in re.findall(r'"(/referrals/[0-9a-f-]{36})"', page)}
    return [one for one in sorted(every) if f"{one}.json" in owner.read(one)]


def test_every_letter_is_valid_and_says_what_its_page_says(demonstration: Running) -> None:
    owner = Visitor(demonstration.address).sign_in(OWNER, PASSWORD)
    letters = letters_of(owner)
    assert len(letters) >= SEVERAL
    for letter in letters:
        content = owner.take(f"{letter}.json")
        assert_valid(content)
        assert_same_figures(read(content), words_of(owner.take(f"{letter}.pdf"), "-layout"))


def test_one_client_is_asked_about_a_letter_and_one_has_agreed(demonstration: Running) -> None:
    """So that the whole loop can be gone through by whoever looks at the demonstration."""
    client = Visitor(demonstration.address).sign_in(CLIENT, PASSWORD)
    found = re.search(r'"(/letters-about-me/[0-9a-f-]{36})"', client.read("/today"))
    assert found
    assert "I agree: send it to Dr June Abbot" in client.read(found[1])
    hers = Visitor(demonstration.address).sign_in(THERAPIST, PASSWORD)
    beth = re.search(r'"(/clients/[0-9a-f-]{36})"[^<]*>\s*Beth', hers.read("/caseload?whose=all"))
    assert beth
    draft = re.search(r'"(/referrals/[0-9a-f-]{36})"', hers.read(beth[1]))
    assert draft
    assert "They agreed on their phone" in hers.read(draft[1])
