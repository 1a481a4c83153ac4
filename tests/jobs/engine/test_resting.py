"""Long work leaves the processors to others, and to others alone."""

from pathlib import Path

import pytest

from homecare import busy


@pytest.mark.parametrize(
    ("before", "after", "rests"),
    [
        ("5 1000000000 9", "7 1050000000 9", 0.15),  # three times the twentieth of a second in line
        ("5 1000000000 9", "7 1000000000 9", 0.0),
        ("5 1000000000 9", "7 9000000000 9", 0.25),  # no longer, however many want the processors
        (None, None, 0.0),  # a system that does not say
        ("", "", 0.0),
    ],
)
def test_who_stood_in_line_for_a_processor_rests_for_others(
    before: str | None, after: str | None, rests: float,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    rested: list[float] = []
    told_by = tmp_path / "schedstat"

    def tell(words: str | None) -> None:
        if words is not None:
            told_by.write_text(words, "ascii")

    monkeypatch.setattr(busy, "IN_LINE", told_by)
    monkeypatch.setattr("homecare.busy.time.sleep", rested.append)
    tell(before)
    with busy.resting():
        tell(after)
    assert rested == [pytest.approx(rests)]


@pytest.mark.parametrize(
    ("processes", "processors", "after", "rests"),
    [
        (4, 2, "2000000000 1000000000 9", 0.0),  # as long in line as at work: for its own kind
        (4, 2, "2000000000 1050000000 9", 0.15),
        (16, 2, "2000000000 1050000000 9", 0.15),  # however many there are
        (3, 2, "2000000000 500000000 9", 0.0),
        (3, 2, "2000000000 550000000 9", 0.15),
        (4, 4, "2000000000 50000000 9", 0.15),
        (2, 4, "2000000000 50000000 9", 0.15),
        (2, None, "2000000000 1000000000 9", 0.0),
    ],
)
def test_who_shares_a_night_does_not_rest_for_its_own_kind(
    processes: int, processors: int | None, after: str, rests: float,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    rested: list[float] = []
    told_by = tmp_path / "schedstat"
    monkeypatch.setattr(busy, "IN_LINE", told_by)
    monkeypatch.setattr("homecare.busy.os.cpu_count", lambda: processors)
    monkeypatch.setattr("homecare.busy.time.sleep", rested.append)
    told_by.write_text("1000000000 0 5", "ascii")
    with busy.shared_by(processes), busy.resting():
        told_by.write_text(after, "ascii")
    assert rested == [pytest.approx(rests)]
