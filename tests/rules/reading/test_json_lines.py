"""The file format: read strictly, answered line by line."""

import json
from datetime import date

import pytest

from homecare.rules.reading.history import History
from homecare.rules.reading.json_lines import Answer, LineError, answer_lines

ON = date(2026, 2, 2)


def example(**changes):
    return {
        "id": "c1",
        "intake": {
            "on": "2026-01-05", "onset": "2025-12-20", "leg": 6, "back": 4, "age": 44,
            "contraindications": [], "background": [["cancer", "considered"]],
        },
        "pain": [["2026-01-06", 6, 4], ["2026-01-07", None, 4]],
        "sessions": [["2026-01-06", 2, 1]],
        "visits": ["2026-01-05"],
        "checks": [{"on": "2026-01-12", "change": 1, "red_flags": [], "gp_flags": []}],
        "all_better": [],
        "cleared": [["2026-01-20", "fever", "reason"]],
        "away": [["2026-02-01", "2026-02-14"]],
        "flares": [["2026-02-20", "2026-02-22"]],
        "check_ins": [["2026-02-03", "same"]],
        **changes,
    }  # fmt: skip


def test_the_example_of_the_format_is_read_and_answered():
    [answer] = answer_lines([json.dumps(example())], on=ON)
    assert list(answer.value) == [
        "id", "on", "state", "proposes", "reasons", "figures", "rule_version",
    ]  # fmt: skip
    assert answer.value["id"] == "c1"
    assert answer.value["on"] == "2026-02-02"
    assert set(answer.value["reasons"][0]) == {"code", "text"}
    assert json.loads(json.dumps(answer.value)) == answer.value


def test_a_replay_has_its_own_shape():
    [answer] = answer_lines([json.dumps(example())], replay=True)
    assert list(answer.value) == ["id", "states", "flags"]
    assert answer.value["states"][0] == ["2026-01-05", "early"]


def test_what_may_be_missing_may_be_missing():
    short = example(extra="ignored")
    for key in ("cleared", "away", "flares", "check_ins"):
        del short[key]
    del short["intake"]["background"]
    short["checks"] = [{"on": "2026-01-12", "red_flags": [], "gp_flags": []}]
    assert History.from_json(short).checks[0].change is None


def broken(path, value):
    found = example()
    target = found
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return found


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (["pain", 0, 1], 11, "score from 0 to 10"), (["pain", 0, 1], -1, "score from 0 to 10"),
        (["pain", 0, 1], "6", "score from 0 to 10"), (["pain", 0, 1], True, "score"),
        (["pain", 0, 0], "2026-02-30", "not a date"), (["pain", 0, 0], "20260106", "not a date"),
        (["pain", 0, 0], 5, "not a date"), (["pain", 0], ["2026-01-06", 1], "list of 3"),
        (["pain"], {}, "'pain' is not a list"), (["intake", "age"], 17, "adults only"),
        (["intake", "age"], None, "adults only"), (["intake", "leg"], None, "leg at intake"),
        (["intake", "onset"], "2026-01-06", "comes after the intake"), (["intake"], 3, "object"),
        (["checks", 0, "change"], 4, "from -3 to 3"), (["checks", 0, "on"], None, "not a date"),
        (["checks", 0, "red_flags"], "bladder", "'red_flags' is not a list"),
        (["checks", 0], [], "not an object"), (["sessions", 0, 2], -1, "reported"),
        (["away", 0], ["2026-02-14", "2026-02-01"], "comes before"), (["id"], 7, "'id'"),
        (["check_ins", 0, 1], "fine", "answer"), (["visits", 0], "soon", "not a date"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_a_plain_reason(path, value, says):
    with pytest.raises(ValueError, match=says):
        History.from_json(broken(path, value))


SAME_DAY = {
    "pain": [["2026-01-08", 6, 4], ["2026-01-08", 2, 1]],
    "sessions": [["2026-01-08", 2, 1], ["2026-01-08", 2, 2]],
    "check_ins": [["2026-02-03", "same"], ["2026-02-03", "worse"]],
}


@pytest.mark.parametrize("key", SAME_DAY)
def test_of_two_entries_for_one_day_nobody_can_say_which_holds(key):
    [found] = answer_lines([json.dumps(example(**{key: SAME_DAY[key]}))], on=ON)
    day = SAME_DAY[key][0][0]
    assert found == LineError(1, f"'{key}' has two entries for {day}; leave the one that holds")


def test_of_two_weekly_checks_on_one_day_the_worse_counts():
    said = [{"on": "2026-01-31", "change": change} for change in (2, -3)]
    for checks in (said, said[::-1]):
        [answer] = answer_lines([json.dumps(example(checks=checks))], on=ON)
        assert answer.value["state"] == "worsening"


def test_a_background_is_decided_in_one_way():
    both = broken(["intake", "background"], [["cancer", "considered"], ["cancer", None]])
    [found] = answer_lines([json.dumps(both)], on=ON)
    assert found.reason == "'background' has two entries for cancer; leave the one that holds"


def test_a_key_that_stands_twice_in_an_object_is_refused():
    text = json.dumps(example()).replace('"pain":', '"pain": [], "pain":')
    [found] = answer_lines([text], on=ON)
    assert found.reason == "an object has two entries for pain; leave the one that holds"


BEFORE = {
    "pain": [["2026-01-04", 6, 4]],
    "sessions": [["2025-01-06", 2, 1]],
    "checks": [{"on": "2026-01-04", "change": 1}],
    "all_better": ["2026-01-04"],
    "cleared": [["2026-01-04", "fever", "reason"]],
    "check_ins": [["2026-01-04", "same"]],
    "away": [["2025-12-24", "2026-01-04"]],
    "flares": [["2026-01-03", "2026-01-04"]],
    "new_starts": ["2026-01-04"],
    "gp_answers": ["2026-01-04"],
}


@pytest.mark.parametrize("key", BEFORE)
def test_what_can_not_have_been_before_the_intake_is_refused(key):
    [found] = answer_lines([json.dumps(example(**{key: BEFORE[key]}))], on=ON)
    day = "2025-01-06" if key == "sessions" else "2026-01-04"
    assert found == LineError(1, f"'{key}': {day} comes before the intake, 2026-01-05")


def test_visits_before_the_intake_count_and_days_away_may_have_begun():
    visits = ["2025-12-21", "2025-12-28", "2026-01-05", "2026-01-05"]
    [answer] = answer_lines([json.dumps(example(visits=visits))], on=ON)
    assert answer.value["figures"]["visits"] == 3
    [answer] = answer_lines([json.dumps(example(away=[["2025-12-24", "2026-01-08"]]))], on=ON)
    assert isinstance(answer, Answer)


def test_a_day_before_the_intake_is_no_day_to_judge():
    for replay in (False, True):
        [found] = answer_lines([json.dumps(example())], on=date(2026, 1, 4), replay=replay)
        assert found == LineError(1, "2026-01-04 is before the intake, 2026-01-05")
        [answer] = answer_lines([json.dumps(example())], on=date(2026, 1, 5), replay=replay)
        assert isinstance(answer, Answer)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (json.dumps(broken(["intake", "on"], "9999-12-31")), "date: 9999-12-31 is not"),
        (json.dumps(broken(["intake", "onset"], "0001-01-01")), "the onset: 0001-01-01 is not"),
        (json.dumps(broken(["pain", 0, 1], 123456)).replace("123456", "9" * 5000), "too large"),
        (json.dumps(broken(["pain", 0, 0], None)), "null is not a date like"),
        (json.dumps(broken(["pain", 0, 2], value=True)), "true is not a score"),
        (json.dumps(broken(["check_ins", 0, 1], None)), "null, is none of better, same, worse"),
        (json.dumps(broken(["visits", 0], "\x9b2J\u202e")), r'"\u009b2J\u202e" is not a date'),
        ('{"id": "c1" "pain"', "not JSON: column 13 can't be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_the_words_of_the_file(text, says):
    for how in ({"on": ON}, {"replay": True}):
        [found] = answer_lines([text], **how)
        assert says in found.reason
        for pythons in ("None", "True", "out of range", "sys.", "Expecting"):
            assert pythons not in found.reason


def test_a_file_of_fractions_is_read_like_one_of_whole_scores():
    whole = [["2026-01-06", 6, None], ["2026-01-07", None, 4]]
    fractions = [["2026-01-06", 6.0, None], ["2026-01-07", None, 4.0]]
    read = [History.from_json(example(pain=rows)).pain for rows in (whole, fractions)]
    assert read[0] == read[1]
    assert read[0][0][1] == 6


def test_not_a_number_is_no_score():
    with pytest.raises(ValueError, match="leg on 2026-01-06: NaN is not a score"):
        History.from_json(json.loads(json.dumps(example(pain=[["2026-01-06", float("nan"), 1]]))))


@pytest.mark.parametrize(
    "key", ["id", "intake", "pain", "sessions", "visits", "checks", "all_better"]
)
def test_a_missing_key_is_named(key):
    found = example()
    del found[key]
    with pytest.raises(ValueError, match=f"no '{key}'"):
        History.from_json(found)


def test_a_bad_line_is_told_by_number_and_the_others_are_answered():
    lines = [
        json.dumps(example()), "", "{", b"\xff", "[" * 100_000, "[1]", json.dumps(example(pain=1)),
        json.dumps(example(id="last")).encode(),
    ]  # fmt: skip
    found = list(answer_lines(lines, on=ON))
    assert [type(item) for item in found] == [Answer, *[LineError] * 5, Answer]
    assert [item.line for item in found] == [1, 3, 4, 5, 6, 7, 8]
    assert found[1].reason.startswith("not JSON")
    assert found[-1].value["id"] == "last"


def test_a_year_typed_wrong_is_refused_and_not_walked():
    far = [["9999-12-31", 6, 4]]
    [found] = answer_lines([json.dumps(example(pain=far))], replay=True)
    assert found.reason == "9999-12-31 is more than ten years after the intake, 2026-01-05"
    [found] = answer_lines([json.dumps(example())], on=date(2126, 2, 2))
    assert "more than ten years" in found.reason


def test_a_pause_until_further_notice_is_a_pause():
    away = json.dumps(example(away=[["2026-01-14", "9999-12-31"]]))
    [answer] = answer_lines([away], on=ON)
    assert answer.value["state"] == "level"


def test_a_long_wrong_value_is_shown_short():
    [found] = answer_lines([json.dumps(example(pain=[["2026-01-06", "9" * 5000, 4]]))], on=ON)
    assert len(found.reason) < 120
    [found] = answer_lines(['{"id": ' + "9" * 5000 + "}"], on=ON)
    assert len(found.reason) < 200


def test_lines_are_answered_one_by_one():
    def endless():
        while True:
            yield json.dumps(example())

    answers = answer_lines(endless(), on=ON)
    assert [next(answers).line for _ in range(3)] == [1, 2, 3]


def test_it_asks_for_a_date_or_a_replay():
    with pytest.raises(ValueError, match="date"):
        answer_lines([])
