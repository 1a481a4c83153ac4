"""Rows as they stand in a backup: the same from either database."""

import pytest

from homecare.backups.file.tables import Cells, Summing, parents_first, plain

A, B, C = ("a", None), ("b", "a"), ("c", "b")


@pytest.mark.parametrize("rows", [[A, B, C], [C, B, A], [B, C, A]])
def test_a_row_comes_after_the_one_it_names(rows: list[tuple[str, str | None]]) -> None:
    assert list(parents_first([list(row) for row in rows], (0, 1))) == [list(A), list(B), list(C)]


def test_a_row_that_names_nobody_is_still_there_for_the_database_to_refuse() -> None:
    lost = [["a", "z"], ["b", None]]
    assert sorted(parents_first(lost, (0, 1)), key=str) == lost


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"b": 7.0, "a": [1e22, 0.5]}, {"b": 7, "a": [10**22, 0.5]}),
        (True, True),
        ("7.0", "7.0"),
        (None, None),
    ],
)
def test_a_number_is_one_number_on_either_database(value: object, said: object) -> None:
    assert plain(value) == said
    assert str(plain(value)) == str(said)


def summed(*rows: Cells) -> Summing:
    summing = Summing()
    assert list(summing.passing(rows)) == list(rows)
    return summing


def test_the_sum_of_a_table_hangs_on_every_row_and_on_no_order() -> None:
    one, other = ["a", 1, {"x": 1, "y": 2}], ["b", 2, None]
    assert summed(one, other).result == summed(other, ["a", 1, {"y": 2.0, "x": 1}]).result
    different = [(one,), (one, one), (one, ["b", 2, ""]), (other, one, one), ()]
    sums = {summed(*rows).result for rows in different}
    assert len(sums) == len(different)
