"""A sentence read on a later day names the days it was written about."""

from datetime import date

import pytest

from homecare.language import with_its_week

WRITTEN, LATER = date(2026, 2, 2), date(2026, 2, 9)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Leg pain 6.0 this week.", "Leg pain 6.0 in the week to 1 February 2026."),
        ("9.0 over the last two weeks: 1.", "9.0 over the two weeks to 1 February 2026: 1."),
        ("9.0 over the last 10 days.", "9.0 over the 10 days to 1 February 2026."),
        ("9.0 over the two weeks to 2 May 2025.", "9.0 over the two weeks to 2 May 2025."),
    ],
)  # fmt: skip
def test_read_later_a_sentence_names_its_days(written: str, read: str) -> None:
    assert with_its_week(written, WRITTEN, LATER) == read
    assert with_its_week(written, WRITTEN, WRITTEN) == written


@pytest.mark.parametrize("day", [WRITTEN, LATER])
@pytest.mark.parametrize(
    ("kept", "read"),
    [
        (
            "Level at three weekly looks running, since 12 January 2026.",
            "Level at three weekly looks running; counted as stalled since 12 January 2026.",
        ),
        (
            "Not better at two of four weekly looks, at none of them 37.5 % better, "
            "since 9 May 2026.",
            "Not better at two of four weekly looks, at none of them 37.5 % better; "
            "counted as stalled since 9 May 2026.",
        ),
        (
            "7 at intake; 6.5 with one day after it.",
            "7 at intake; 6.5 on average with one day rated after it.",
        ),
    ],
)
def test_what_was_kept_before_a_sentence_was_mended_reads_as_it_does_now(
    kept: str, read: str, day: date
) -> None:
    assert with_its_week(kept, WRITTEN, day) == read
