"""Limits that one process counts for itself: no thread, no growth, nothing forgotten too early."""

import threading
from datetime import timedelta

import pytest
import time_machine

from homecare.tally import in_process
from homecare.tally.in_process import ProcessStorage
from tests.make.people import NOW

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("clock")]


def test_it_counts_until_the_time_of_the_first_is_over(clock: time_machine.Traveller) -> None:
    storage = ProcessStorage("process://")
    assert [storage.incr("a", 60), storage.incr("b", 60), storage.incr("a", 60, 5)] == [1, 1, 6]
    assert storage.get_expiry("a") == NOW.timestamp() + 60
    clock.shift(timedelta(seconds=59))
    assert (storage.get("a"), storage.incr("a", 60)) == (6, 7)
    clock.shift(timedelta(seconds=1))
    assert (storage.get("a"), storage.incr("a", 60)) == (0, 1)


def test_a_counter_begins_anew_where_it_is_let_go() -> None:
    storage = ProcessStorage("process://")
    for key in "ab":
        storage.incr(key, 60)
    storage.clear("a")
    assert (storage.get("a"), storage.get("b")) == (0, 1)
    assert (storage.reset(), storage.get("b"), storage.check()) == (1, 0, True)


def test_no_thread_is_started_and_no_counter_is_kept_for_ever(
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_process, "FEW", 10)
    storage = ProcessStorage("process://")
    running = threading.active_count()
    for number in range(100):
        storage.incr(f"person {number}", 60)
        assert threading.active_count() <= running
        assert storage.get("person 0") == (1 if number < 60 else 0)
        clock.shift(timedelta(seconds=1))
    assert storage.reset() < 100


def test_what_still_counts_is_kept_however_much_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_process, "FEW", 3)
    storage = ProcessStorage("process://")
    for number in range(50):
        storage.incr(str(number), 60)
    assert {storage.get(str(number)) for number in range(50)} == {1}
