"""What a program reads in a document is what a person reads on its page."""

import re
from random import Random
from typing import Any

import pytest
from sqlalchemy.orm import Session

from homecare.activities.operations import name_activities, score_activities
from homecare.clients.operations import record_visit
from homecare.database import new_id
from homecare.diary.days import close_days
from homecare.diary.operations import record_entry
from homecare.language import long_date
from homecare.referrals.fhir.codes import Ours
from homecare.referrals.page import letter_pdf
from tests.make.diary import BRIDGE, ROLLS, Care, days, told
from tests.make.flags import at, exercise, flat_weeks, on, rate
from tests.make.people import NOW, acting
from tests.referrals.fhir.laws import faults
from tests.referrals.fhir.made import Resource, exchanged, of_letter, read, resources, values_in
from tests.referrals.fhir.readers import assert_same_figures
from tests.referrals.fhir.test_validators import assert_valid
from tests.referrals.letters import printed, written
from tests.typesetting.pdfs import words_of

NOTHING = re.compile(r"\b(none|not asked|no name|nothing|not known)\b", re.I)
"""What stands on a page where nothing is known."""

pytestmark = pytest.mark.any_database


def name_what_matters(session: Session, care: Care, dice: Random) -> None:
    """Up to three activities, most of them scored again later; over a year's end, too."""
    words = ["sit through a film", "walk the dog (hills)", "Lift 山田"]
    named = [("", word, dice.randrange(11)) for word in words[: dice.randrange(4)]]
    name_activities(acting(session, care.me, NOW), care.episode, named)
    scored = {one["id"]: dice.randrange(11) for one in care.episode.activities or ()}
    some = {known: score for known, score in scored.items() if dice.random() < 0.7}
    if some:
        score_activities(acting(session, care.me, NOW), care.episode, form_id=new_id(),
                         day=NOW.date(), scores=some)  # fmt: skip


def live(session: Session, care: Care, seed: int) -> int:
    """Some weeks of anything: scores with gaps, exercise, visits. Returns the day after."""
    dice = Random(seed)
    name_what_matters(session, care, dice)
    days = dice.randrange(1, 45)
    for day in range(days):
        scores = {site: dice.randrange(11) for site in ("leg", "back") if dice.random() < 0.7}
        reports: list[tuple[str, dict[str, Any]]] = [("pain", scores)] if scores else []
        if dice.random() < 0.5:
            line, times = dice.choice([(ROLLS, 2), (BRIDGE, 1)])
            outcome = dice.choice(["done", "not_done"])
            reports.append(("exercise", {"line": line, "outcome": outcome, "times": times}))
        for kind, body in reports:
            record_entry(acting(session, care.me, at(day)), care.episode, told(kind, body, on(day)))
        if dice.random() < 0.15:
            record_visit(acting(session, care.therapist, at(day)), care.episode, on(day))
    session.commit()
    return days


def test_exercise_is_told_with_the_days_on_which_it_was_due(session: Session, care: Care) -> None:
    exercise(session, care, range(1, 5))
    content, page = exchanged(session, care, "gp", day=6)
    (found,) = [
        one for one in resources(read(content), "Observation")
        if one["code"]["coding"][0]["code"] == Ours.EXERCISE
    ]  # fmt: skip
    assert found["effectivePeriod"] == {"start": f"{on(0)}", "end": f"{on(5)}"}
    said = " ".join(words_of(page).split())
    assert re.search(r"\d of \d+ times due, from 2 March 2026 to 7 March 2026\.", said)


def test_what_a_letter_counts_is_what_these_days_say_ever_after(
    session: Session, care: Care
) -> None:
    """The clock may be behind: nobody closed the days yet, and nobody logged on most of them."""
    exercise(session, care, range(1, 5))
    body = {"line": BRIDGE, "outcome": "done"}
    for day in (5, 9):  # the ninth is the letter's own
        record_entry(
            acting(session, care.me, at(day)), care.episode, told("exercise", body, on(day))
        )
    session.commit()
    said = printed(written(session, care, "gp", day=9))
    before = re.search(r"reported by the client: (\d+) of (\d+) times due, from (.+?)\.", said)
    assert before
    assert before[3] == f"{long_date(on(0))} to {long_date(on(8))}"
    close_days(session, at(10))
    session.commit()
    rows = [one for one in days(session, care.episode.id, on(0), on(8)) if one.closed]
    assert len(rows) == 9
    counted = sum(one.reported for one in rows), sum(one.due for one in rows)
    assert counted == (int(before[1]), int(before[2]))


def test_a_letter_of_the_first_day_says_nothing_of_exercise(session: Session, care: Care) -> None:
    """It can still be done, whatever the clock has closed."""
    close_days(session, at(2))
    session.commit()
    content, page = exchanged(session, care, "gp", day=0)
    assert "Exercise reported" not in words_of(page)
    assert b"exercise-reported" not in content


@pytest.mark.parametrize("seed", range(8))
def test_every_figure_of_any_letter_is_the_page_s(session: Session, care: Care, seed: int) -> None:
    day = live(session, care, seed)
    kind = ("chiropractor", "gp", "emergency")[seed % 3]
    content, page = exchanged(session, care, kind, day)
    assert_valid(content)
    assert_same_figures(read(content), words_of(page, "-layout"))


def test_a_mean_has_the_decimals_of_the_page(session: Session, care: Care) -> None:
    flat_weeks(session, care)
    content, page = exchanged(session, care, "gp", day=28)
    assert b'"value":6.0,' in content
    assert "6.0" in words_of(page)


def test_a_mean_over_more_than_a_week_says_its_days(session: Session, care: Care) -> None:
    rate(session, care, 6, 4, [16, 19, 22, 25])
    content, page = exchanged(session, care, "gp", day=28)
    assert_same_figures(read(content), words_of(page, "-layout"))
    spans = [one["effectivePeriod"] for one in _means(read(content))]
    assert spans[0] == {"start": f"{on(14)}", "end": f"{on(27)}"}
    said = " ".join(words_of(page).split())
    assert said.count("(of two weeks)") == 2
    assert "Mean to 29 March 2026" in said
    assert "7 days" not in said


def test_means_of_different_stretches_each_say_their_own(session: Session, care: Care) -> None:
    """A heading that named one of them would contradict the other."""
    rate(session, care, 6, 4, [16, 19, 22, 25])
    rate(session, care, None, 4, [23, 24, 26, 27])
    content, page = exchanged(session, care, "gp", day=28)
    assert_same_figures(read(content), words_of(page, "-layout"))
    said = " ".join(words_of(page).split())
    assert "(of two weeks)" in said
    assert "(of 7 days)" in said
    assert "Mean of" not in said


def _means(document: Resource) -> list[Resource]:
    return [
        one for one in resources(document, "Observation")
        if "effectivePeriod" in one and "method" in one
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["chiropractor", "gp", "emergency"])
def test_what_is_not_known_is_left_out_and_no_word_stands_in_its_place(
    session: Session, care: Care, kind: str
) -> None:
    """A page says "none recorded"; a program would keep that as a note, or as somebody's name."""
    care.episode.findings = care.client.telephone = care.client.gp = care.client.medicines = ""
    session.commit()
    letter = written(session, care, kind)
    letter.letter["practice"]["name"] = "\u200b"
    document = read(of_letter(letter, letter_pdf(letter)))
    said = [
        words for path, words in values_in(document)
        if isinstance(words, str) and path != "Composition.section.text.div"
    ]  # fmt: skip
    assert [words for words in said if NOTHING.search(words)] == []
    assert [one for one in resources(document, "Condition") if "note" in one] == []
    assert faults(document) == []
    assert b"none recorded" in of_letter(letter, b"%PDF")


def test_findings_are_its_note(session: Session, care: Care) -> None:
    care.episode.findings = "Slump test positive on the left."
    session.commit()
    (complaint,) = resources(read(exchanged(session, care)[0]), "Condition")
    assert complaint["note"] == [{"text": "Slump test positive on the left."}]


def test_it_says_no_more_than_the_page(session: Session, care: Care) -> None:
    """The client agreed to a letter that they could read: nothing else may travel with it."""
    flat_weeks(session, care)
    content, page = exchanged(session, care, "gp", day=28, message="Could you see her?")
    read_on_page = " ".join(words_of(page).split())
    secret = care.client.email or "nobody"
    assert secret not in content.decode()
    (composition,) = resources(read(content), "Composition")
    for section in composition["section"][:6]:
        cells = re.findall(r"<(?:p|li|td)>(.*?)</", section["text"]["div"])
        assert cells
        missing = [cell for cell in cells if _plain(cell) not in _plain(read_on_page)]
        assert missing == []


def _plain(words: str) -> str:
    return re.sub(r"\W", "", words)


def test_the_day_of_a_letter_is_the_practice_s_own(session: Session, care: Care) -> None:
    """Half past midnight of a summer's night in London is still the day before in UTC."""
    letter = written(session, care, "gp")
    late = at(110).replace(hour=23, minute=30, microsecond=123456)
    content = of_letter(letter, b"%PDF", issued_at=late)
    (composition,) = resources(read(content), "Composition")
    assert composition["date"] == "2026-06-21T00:30:00+01:00"
    assert long_date(late.date()) == "20 June 2026"
