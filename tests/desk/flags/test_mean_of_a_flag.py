"""The figures of a flag: no heading speaks of a week where a mean is of more."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.make.diary import Care
from tests.make.flags import make_flag
from tests.today.visiting import words

SITES = ("leg", "back")


@pytest.mark.parametrize(
    ("days", "row"),
    [
        ((7, 7), "The 7 days before 6.0 4.0"),
        ((7, None), "The 7 days before 6.0 –"),
        ((21, 7), "Mean then 6.0 over 21 days 4.0 over 7 days"),
        ((None, 14), "Mean then – 4.0 over 14 days"),
    ],
)
def test_each_mean_says_its_own_days_where_one_is_of_more_than_a_week(
    session: Session,
    care: Care,
    therapist: FlaskClient,
    days: tuple[int | None, int | None],
    row: str,
) -> None:
    flag = make_flag(session, care)
    means = [mean if of else None for mean, of in zip((6.0, 4.0), days, strict=True)]
    flag.figures = {
        "index_site": "leg", "day": 0, "mean": dict(zip(SITES, means, strict=True)),
        "mean_days": dict(zip(SITES, days, strict=True)),
    }  # fmt: skip
    session.commit()
    page = words(therapist.get(f"/flags/{flag.id}").text)
    assert row in page
    assert ("7 days before" in page) == ("7 days before" in row)
