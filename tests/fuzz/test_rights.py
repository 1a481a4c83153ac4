"""What the comparison says of the audit trail, of which everybody's look may add a line."""

from uuid import UUID, uuid4

import pytest

from homecare import app
from homecare.accounts.trail.at_the_door import FAILED, SIGNED_OUT
from homecare.accounts.trail.chain import NOBODYS
from homecare.database import Base
from tests.fuzz.rights import Reach, Rows, overreached

HERE, ELSEWHERE, ME = uuid4(), uuid4(), uuid4()
OWN = Reach(ME, {HERE: "owner"}, set(), {HERE})
NOBODY = Reach()
LINE, CHAIN, BOTH = ["audit_line"], ["audit_chain"], ["audit_chain", "audit_line"]


def rows(*lines: tuple[UUID | None, UUID | None, str], **lengths: int) -> Rows:
    """A database of these lines of the trail, and of chains that are so long."""
    assert app
    found: Rows = {table.name: {} for table in Base.metadata.sorted_tables}
    for number, (practice, actor, action) in enumerate(lines):
        found["audit_line"][number,] = {
            "id": number, "practice_id": practice, "actor_id": actor, "client_id": None,
            "action": action,
        }  # fmt: skip
    chains = {"here": HERE, "elsewhere": ELSEWHERE, "nobodys": NOBODYS}
    for name, length in lengths.items():
        found["audit_chain"][chains[name],] = {"id": chains[name], "length": length}
    return found


@pytest.mark.parametrize(
    ("reach", "after", "wrong"),
    [
        (OWN, rows((HERE, ME, "client.open"), here=2, elsewhere=1), []),
        (OWN, rows((ELSEWHERE, ME, "client.open"), here=1, elsewhere=2), LINE),
        (OWN, rows(here=2, elsewhere=1), CHAIN),
        (OWN, rows((HERE, ME, "client.open"), here=2, elsewhere=2), CHAIN),
        (NOBODY, rows((ELSEWHERE, None, FAILED), here=1, elsewhere=2), []),
        (NOBODY, rows((ELSEWHERE, ME, FAILED), here=1, elsewhere=2), LINE),
        (OWN, rows((None, ME, SIGNED_OUT), here=1, elsewhere=1, nobodys=1), []),
        (NOBODY, rows((None, None, SIGNED_OUT), here=1, elsewhere=1, nobodys=1), LINE),
    ],
)
def test_a_line_is_added_by_whoever_did_something(
    reach: Reach, after: Rows, wrong: list[str]
) -> None:
    assert overreached(rows(here=1, elsewhere=1), after, reach) == wrong


def test_no_line_is_taken_out_or_changed() -> None:
    before = rows((HERE, ME, "client.open"), here=1)
    assert overreached(before, rows(here=1), OWN) == LINE
    assert overreached(before, rows((HERE, ME, "client.amend"), here=1), OWN) == LINE
    assert overreached(before, rows(), OWN) == BOTH
