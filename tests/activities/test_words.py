"""When an activity has fallen, and how it is said: pure, each edge a line of a table."""

from datetime import date, timedelta

import pytest

from homecare.activities.words import Activity, Followed, newly_fallen

MONDAY = date(2026, 3, 2)
WEEK = timedelta(days=7)


def went(start: int, *scores: int, words: str = "sit through a film") -> Followed:
    each = tuple((MONDAY + WEEK * n, score) for n, score in enumerate(scores, 1))
    return Followed(Activity(words, words, start, MONDAY), each)


@pytest.mark.parametrize(
    ("start", "scores", "told"),
    [
        (6, (), False),
        (6, (3,), False),  # one check is one bad day
        (6, (3, 3), True),
        (6, (3, 4), False),  # both must be three below
        (6, (4, 3), False),
        (6, (6, 3, 3), True),
        (6, (3, 6, 3), False),  # two running
        (3, (8, 8, 5, 5), True),  # from what had held
        (3, (8, 5, 5), False),  # one high score had not held
        (3, (8, 7, 5, 5), False),  # 7 had held, and 5 is two below
        (3, (8, 7, 4, 4), True),
        (2, (0, 0), False),
        (3, (0, 0), True),
        (10, (7, 7, 9), False),  # it is back
    ],
)
def test_a_fall_of_three_points_at_two_checks_is_told(
    start: int, scores: tuple[int, ...], told: bool
) -> None:
    assert bool(went(start, *scores).fall) == told


def test_the_sentence_holds_every_figure() -> None:
    assert newly_fallen([], [went(6, 3, 2)]) == (
        "“sit through a film” was 6 at the start, and 3 and 2 at the last two checks "
        "(0 (can’t do it) to 10 (as before))."
    )
    assert "was 8 at two checks before" in newly_fallen([], [went(3, 8, 9, 5, 5)])


def test_it_is_told_once_and_again_after_it_was_better() -> None:
    assert newly_fallen([went(6, 3, 3)], [went(6, 3, 3, 3)]) == ""
    assert newly_fallen([went(6, 3, 3, 6, 3)], [went(6, 3, 3, 6, 3, 3)]) != ""


def test_in_short_and_in_a_sentence() -> None:
    assert went(3).in_short == "Sit through a film 3"
    assert went(3, 6).in_short == "Sit through a film 3 → 6"
    assert went(3, 6).sentence == "Sit through a film: 3 on 2 March 2026, 6 on 9 March 2026"
