"""The simulated cohort: the same seed gives the same people, and every rule is scored."""

import json
from pathlib import Path

import pytest

from benchmarks.cohort.__main__ import cohort, main
from benchmarks.cohort.contenders import Watched
from benchmarks.cohort.courses import COURSES, World
from benchmarks.cohort.people import Person, people
from benchmarks.cohort.scores import Tally
from benchmarks.cohort.worlds import in_world
from tests.rules.histories import flat
from tests.rules.reading.test_json_lines import example


def test_a_seed_gives_the_same_people_and_another_seed_others() -> None:
    ours, again, others = (list(people(seed, 20, World())) for seed in (1, 1, 2))
    assert ours == again
    assert [person.history.pain for person in ours] != [person.history.pain for person in others]


def test_a_course_can_be_simulated_alone() -> None:
    def stalled(course: str) -> int:
        shares = {name: float(name == course) for name in COURSES}
        return sum(person.stalled for person in people(3, 20, World(shares=shares)))

    assert min(map(stalled, ("plateau", "severe", "worsening"))) >= 15
    assert max(map(stalled, ("rapid", "gradual"))) <= 2


def test_options_of_the_world_are_heard() -> None:
    def rated(world: World) -> int:
        return sum(len(person.history.pain) for person in people(1, 60, world))

    assert rated(World(log_rate=0.4)) < rated(World())
    assert rated(World(drop_out=5)) < rated(World()) < rated(World(drop_out=0))


def test_people_answer_politely_or_not_at_all_and_get_better_slowly() -> None:
    def said(world: World) -> list[int | None]:
        return [check.change for person in people(2, 30, world) for check in person.history.checks]

    honest, polite = said(World()), said(World(kindness=1))
    assert len(honest) == len(polite)
    assert sum(map(bool, said(World(asked=False)))) == 0
    assert sum(change or 0 for change in polite) > sum(change or 0 for change in honest)
    recovering = [
        sum(person.recovering for person in people(2, 60, World(slower=slower)))
        for slower in (1.0, 2.5)
    ]
    assert recovering[0] > recovering[1]


def test_a_world_is_told_beside_version_2_and_a_ceiling() -> None:
    """Version 2 had no eye for those who rate seldom; the ceiling was shown the answers."""
    found = in_world(("two days a week", 3), count=80)
    assert list(found) == ["version 2", "version 3", "ceiling"]
    assert found["version 3"]["sensitivity"] > found["version 2"]["sensitivity"]


def test_the_rule_finds_more_and_disturbs_fewer_than_the_naive_ones() -> None:
    found = {name: tally.figures() for name, tally in cohort(1, 250, World()).items()}
    ours, single = found["homecare"], found["single look on day 28, under 30 % better"]
    assert ours["sensitivity"] > single["sensitivity"]
    assert ours["recovering flagged"] < found["any pain after visit 3"]["recovering flagged"] / 5
    assert ours["predictive value"] > single["predictive value"]
    assert ours["median day"] <= 28


def test_a_tally_counts_what_a_rule_did() -> None:
    tally = Tally()
    tally.add(Person(flat(), True, False), Watched(28, 1, 1))
    tally.add(Person(flat(), True, False), Watched(None, 0, 0))
    tally.add(Person(flat(), False, True), Watched(35, 2, 3))
    tally.add(Person(flat(), False, False), Watched(21, 6, 2))
    assert tally.figures() == {
        "sensitivity": 0.5, "recovering flagged": 1, "predictive value": pytest.approx(1 / 3),
        "median day": 28, "flags /100/week": 25, "flapping": 0.25,
    }  # fmt: skip


def test_an_outside_cohort_is_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    histories, truth = tmp_path / "histories.jsonl", tmp_path / "truth.csv"
    pain = [[f"2026-01-{day:02}", 6, 4] for day in range(6, 32)]
    histories.write_text(json.dumps(example(pain=pain, checks=[], away=[], cleared=[])) + "\n")
    truth.write_text("id,class,stalled,recovering,dropped\nc1,plateau,1,0,999\n")
    words = ["--histories", str(histories), "--truth", str(truth), "--processes", "1"]
    assert main(words) == 0
    assert "| homecare | 1.000 | 0.000 | 1.000 | 28 |" in capsys.readouterr().out
    truth.write_text("id,stalled,recovering\nsomebody,1,0\n")
    assert main(words) == 1
    assert "says nothing about c1" in capsys.readouterr().err
