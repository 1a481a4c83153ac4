"""The seals of a chain: what holds, and every way in which a hand shows."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from homecare.accounts.trail.chain import (
    EMPTY,
    START,
    Head,
    Said,
    Stored,
    breaks,
    canonical,
    read_head,
    seal,
)

PRACTICE, THEO, SAM = (UUID(int=n) for n in (1, 2, 3))
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def line(seq: int, action: str = "client.view", client: UUID | None = SAM) -> Said:
    return Said(seq, UUID(int=100 + seq), PRACTICE, THEO, client, action, "", AT)


def sealed(*said: Said) -> list[Stored]:
    def each() -> Iterator[Stored]:
        before = START
        for one in said:
            before = seal(before, one)
            yield Stored(one, before)

    return list(each())


FIVE = sealed(*(line(seq) for seq in range(1, 6)))


def head(lines: Sequence[Stored]) -> Head:
    return Head(lines[-1].said.seq, lines[-1].seal or START)


def changed(**what: object) -> list[Stored]:
    """Five lines of which somebody rewrote the third, and nothing else."""
    return [*FIVE[:2], Stored(FIVE[2].said._replace(**what), FIVE[2].seal), *FIVE[3:]]


def rewritten() -> list[Stored]:
    """Five lines of which somebody changed the third and wrote every seal anew."""
    return sealed(*(line(seq, "other" if seq == 3 else "client.view") for seq in range(1, 6)))


def test_a_seal_is_what_it_was_in_every_release() -> None:
    said = Said(7, UUID(int=9), None, THEO, None, "sign_in.failed", "é", AT)
    nine = "0" * 31 + "9"
    two = "0" * 31 + "2"
    words = f'[7,"{nine}",null,"{two}",null,"sign_in.failed","\\u00e9"'
    assert canonical(said).decode() == f'{words},"2026-03-02 09:00:00.000000"]'
    assert seal(START, said).hex().startswith("f690a0e3006a643e7f7034ce88e02657")


def test_the_same_moment_on_another_clock_is_the_same_line() -> None:
    there = AT.astimezone(timezone(timedelta(hours=5)))
    assert canonical(line(1)._replace(at=there)) == canonical(line(1))


def test_a_chain_that_nobody_touched_holds() -> None:
    assert list(breaks(FIVE, head(FIVE), [head(FIVE[:2]), head(FIVE)])) == []
    assert list(breaks([], EMPTY)) == []


@pytest.mark.parametrize(
    ("lines", "end", "kept", "first"),
    [
        pytest.param(changed(action="other"), head(FIVE), [], 3, id="what was done"),
        pytest.param(changed(actor_id=SAM), head(FIVE), [], 3, id="who did it"),
        pytest.param(changed(client_id=None), head(FIVE), [], 3, id="whose record"),
        pytest.param(changed(practice_id=None), head(FIVE), [], 3, id="which practice"),
        pytest.param(changed(subject="x"), head(FIVE), [], 3, id="the subject"),
        pytest.param(changed(at=AT + timedelta(microseconds=1)), head(FIVE), [], 3, id="when"),
        pytest.param([*FIVE[:2], *FIVE[3:]], head(FIVE), [], 3, id="one taken out"),
        pytest.param(FIVE[2:], head(FIVE), [], 1, id="the beginning taken out"),
        pytest.param([FIVE[1], FIVE[0], *FIVE[2:]], head(FIVE), [], 1, id="the order"),
        pytest.param(FIVE[:3], head(FIVE), [], 4, id="the end cut off"),
        pytest.param([], head(FIVE), [], 1, id="all of it taken out"),
        pytest.param(FIVE, None, [], 5, id="the note of the end taken out"),
        pytest.param(FIVE[:3], head(FIVE[:3]), [head(FIVE)], 4, id="the end and its note cut off"),
        pytest.param([], EMPTY, [head(FIVE)], 1, id="everything cut off"),
        pytest.param(rewritten(), head(rewritten()), [head(FIVE)], 5, id="all sealed anew"),
        pytest.param([*FIVE, Stored(line(6), None)], head(FIVE), [], 6, id="one without a seal"),
        pytest.param([*FIVE, Stored(line(6), START)], head(FIVE), [], 6, id="one with a wrong one"),
        pytest.param(sealed(*(line(n) for n in range(1, 7))), head(FIVE), [], 6, id="one put on"),
    ],
)
def test_a_hand_shows(lines: list[Stored], end: Head | None, kept: list[Head], first: int) -> None:
    assert next(breaks(lines, end, kept)).seq == first


def test_after_a_break_the_rest_is_looked_at_still() -> None:
    twice = [*changed(subject="x")[:4], Stored(line(5, "y"), FIVE[4].seal)]
    assert [one.seq for one in breaks(twice, head(FIVE))] == [3, 5]


def test_a_head_is_read_as_it_was_written_down() -> None:
    assert read_head(f" {head(FIVE)} \n") == head(FIVE)


@pytest.mark.parametrize("words", ["", "5", "5-", "x-00", "5-00", f"-1-{'0' * 64}"])
def test_what_is_no_head_is_refused(words: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (several of them)
        read_head(words)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (4, "is missing"),
        (3, "is missing, and so is line 5"),
        (2, "is missing, and so are the lines up to 5"),
    ],
)
def test_how_many_are_missing_reads_well_however_many_they_are(left: int, said: str) -> None:
    [cut] = breaks(FIVE[:left], head(FIVE))
    assert cut == (left + 1, f"{said}: the end is cut off")
    [kept] = breaks(FIVE[:left], None, [head(FIVE)])
    assert kept == (left + 1, f"{said}: the seal of line 5 was kept elsewhere")
