"""The go-through as a plain state, on a clock that the test holds."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from homecare.bundles.handing_out import static_address
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]

# Plays a list of steps on a session: numbers are seconds that pass in one go, words what is done.
PLAY = """async ([module, dose, played]) => {
  const { Session, stepsOf } = await import(module);
  let now = 1_000_000;
  const heard = [];
  const exercises = ["one", "two"].map((line) => ({ line, steps: stepsOf(dose) }));
  const session = new Session(exercises, () => now, (what) => heard.push(what));
  heard.length = 0;
  for (const each of played) {
    if (typeof each === "number") { now += each * 1000; session.tick(); }
    else session[each]();
  }
  const { phase, at, seconds, paused, told, number, begun } = session;
  return { phase, at, seconds, paused, told: [...told], number, begun, heard };
}"""
STEPS = "async ([module, dose]) => (await import(module)).stepsOf(dose)"
NOTHING = {"sets": 0, "reps": 0, "hold": 0, "minutes": 0, "sides": 1}
HOLDS = {**NOTHING, "reps": 2, "hold": 30}


@pytest.fixture
def page(app: Flask, browser: Browser) -> Iterator[Page]:
    """A page of nobody's, from which the module can be loaded."""
    house = House(app)
    context = browser.new_context(base_url=house.address)
    page = context.new_page()
    page.goto("/sign-in")
    yield page
    context.close()
    house.stop()


def play(page: Page, dose: dict[str, int], *played: Any) -> dict[str, Any]:
    answer: dict[str, Any] = page.evaluate(
        PLAY, [f"{static_address()}/session.js", dose, list(played)]
    )
    return answer


@pytest.mark.parametrize(
    ("dose", "steps"),
    [
        ({"reps": 3, "hold": 30}, [30] * 3),
        ({"sets": 3, "hold": 20}, [20] * 3),
        ({"sets": 2, "reps": 10, "hold": 5}, [5] * 20),
        ({"reps": 8, "hold": 5, "sides": 2}, [5] * 16),
        ({"minutes": 2}, [120]),
        ({"minutes": 2, "sides": 2}, [120]),
        ({"reps": 10}, [0]),
        ({"sets": 2, "reps": 10}, [0, 0]),
        ({}, [0]),
    ],
)
def test_a_dose_is_cut_into_holds_minutes_or_sets(
    page: Page, dose: dict[str, int], steps: list[int]
) -> None:
    cut = page.evaluate(STEPS, [f"{static_address()}/session.js", {**NOTHING, **dose}])
    assert [step["seconds"] for step in cut] == steps


def test_one_side_is_finished_before_the_other(page: Page) -> None:
    cut = page.evaluate(
        STEPS, [f"{static_address()}/session.js", {**NOTHING, "reps": 2, "hold": 5, "sides": 2}]
    )
    assert [(step["side"], step["rep"]) for step in cut] == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_holds_run_by_themselves_and_the_next_exercise_waits(page: Page) -> None:
    told = play(page, HOLDS, "start", 5, 30, 4, 30)
    assert told["heard"] == ["prepare", "hold", "relax", "hold", "told", "ready"]
    assert (told["at"], told["phase"], told["told"]) == (1, "ready", ["one"])


def test_the_second_shown_goes_by_the_clock_and_not_by_the_ticks(page: Page) -> None:
    told = play(page, HOLDS, "start", 5, 0.3, 0.3, 17)
    assert (told["phase"], told["seconds"]) == ("hold", 13)


def test_a_hold_that_ended_in_the_sleep_is_over_and_the_next_one_waits(page: Page) -> None:
    told = play(page, HOLDS, "start", 5, 10, 600)
    assert told["heard"] == ["prepare", "hold", "relax", "asleep"]
    assert (told["number"], told["phase"], told["paused"], told["seconds"]) == (1, "relax", True, 4)
    assert told["told"] == []


def test_the_last_hold_that_ended_in_the_sleep_finishes_its_exercise_alone(page: Page) -> None:
    told = play(page, {**NOTHING, "hold": 30}, "start", 5, 600)
    assert (told["at"], told["phase"], told["told"]) == (1, "ready", ["one"])


def test_a_late_tick_of_a_slow_phone_takes_nothing_off_the_next_hold(page: Page) -> None:
    told = play(page, HOLDS, "start", 5, 32)
    assert (told["phase"], told["seconds"], told["paused"]) == ("relax", 2, False)


def test_a_pause_keeps_the_second(page: Page) -> None:
    told = play(page, HOLDS, "start", 5, 10, "pause", 300, "carryOn", 5)
    assert (told["phase"], told["seconds"]) == ("hold", 15)


def test_sets_without_a_timer_are_counted_by_taps(page: Page) -> None:
    told = play(page, {**NOTHING, "sets": 2, "reps": 10}, "next", 100, "next")
    assert (told["told"], told["at"], told["heard"]) == (["one"], 1, ["count", "told", "count"])


def test_skipping_says_nothing_was_done(page: Page) -> None:
    told = play(page, HOLDS, "skip", "start", 5, "skip")
    assert (told["phase"], told["told"]) == ("end", [])


@pytest.mark.parametrize(
    ("played", "at"),
    [
        (["start", 40, "back"], 0),
        (["skip", "back"], 0),
        (["skip", "skip", "back"], 1),
        (["back"], 0),
    ],
)
def test_back_is_the_beginning_and_then_the_exercise_before(
    page: Page, played: list[Any], at: int
) -> None:
    told = play(page, HOLDS, *played)
    assert (told["at"], told["number"], told["phase"], told["begun"]) == (at, 0, "ready", False)


def test_nothing_happens_after_the_end(page: Page) -> None:
    told = play(page, HOLDS, "finish", "finish", "finish", "skip", "next", "start", "pause", 60)
    assert (told["phase"], told["told"]) == ("end", ["one", "two"])
