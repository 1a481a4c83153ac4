"""A table of the record over several pages: rows are not torn, and each page says what stands in
which column."""

from typing import Any

from homecare.export.record_pdf import TEMPLATE
from homecare.typesetting.press import pdf
from tests.make.people import NOW
from tests.typesetting.pdfs import faults_of, words_of

ROWS = 60


def pages(*rows: tuple[str, ...]) -> list[str]:
    """The words of each page of a record with one table."""
    table = {"title": "Appointments", "lines": [], "head": ["Time", "What was done"], "rows": rows}
    said: dict[str, Any] = {"title": "Record", "footer": "Sam Reed", "sections": [table]}
    made = pdf(TEMPLATE, said, NOW)
    assert faults_of(made) == []
    return [one for one in words_of(made).split("\f") if one.strip()]


def test_a_row_stands_on_one_page_and_each_page_names_the_columns() -> None:
    rows = [
        (f"day {n}", "\n".join([f"begun-{n}", *["Booked"] * 5, f"ended-{n}"])) for n in range(ROWS)
    ]
    shown = pages(*rows)
    assert len(shown) > 3
    for number in range(ROWS):
        holding = [p for p in shown if {f"begun-{number}", f"ended-{number}"} & set(p.split())]
        assert len(holding) == 1, f"row {number} is torn"
    for page in shown:
        assert "What was done" in page


def test_a_row_longer_than_a_page_is_there_to_its_last_word() -> None:
    long = " ".join(f"word-{n}" for n in range(2500))
    many = "\n".join(f"line-{n}" for n in range(150))
    shown = pages(("day 1", long), ("day 2", many), ("day 3", "ended"))
    words = set(" ".join(shown).replace("-\n", "-").split())
    assert {"line-149", "line-0", "ended"} <= words
    assert {f"word-{n}" for n in range(2500)} <= words
