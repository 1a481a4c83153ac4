"""A letter is one page that says who, what and how, whatever somebody is called or has typed."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.activities.operations import name_activities
from homecare.clients.operations import amend_client
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.language import MONTHS
from homecare.referrals.page import STEPS, letter_pdf, room, too_long
from homecare.refusals import Refusal
from homecare.typesetting import press
from tests.make.diary import Care
from tests.make.flags import answer, at, flat_weeks, rate, visit
from tests.make.people import NOW, acting
from tests.referrals.letters import printed, written
from tests.typesetting.pdfs import facts_of, faults_of, words_of
from tests.typesetting.test_press import LIVING

DATE = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})\b")
# Of several days of a year the last one names it.
YEAR_LATER = re.compile(rf"(?:(?:,| and) {DATE.pattern})* \d{{4}}")
VARIANTS = ("chiropractor", "gp", "emergency")


@pytest.fixture
def intake() -> dict[str, str]:
    return {"name": "Zoe Adams"}


def called(session: Session, care: Care, name: str) -> None:
    amend_client(acting(session, care.therapist, NOW), care.client, name=name)
    session.commit()


@pytest.mark.parametrize("kind", VARIANTS)
def test_it_is_one_tagged_page_whose_words_can_be_read(
    session: Session, care: Care, kind: str
) -> None:
    flat_weeks(session, care)
    pdf = letter_pdf(written(session, care, kind, day=28, message="Could you see her?"))
    facts = facts_of(pdf)
    assert (facts["Pages"], facts["Tagged"]) == ("1", "yes")
    assert "A4" in facts["Page size"]
    assert faults_of(pdf) == []
    for words in ("Zoe Adams", "Could you see her?", "left side", "My question", "Theo Therapist"):
        assert words in words_of(pdf)


def test_every_change_is_reckoned_from_the_figures_beside_it(session: Session, care: Care) -> None:
    rate(session, care, 6, 3, range(4))
    rate(session, care, 4, 5, range(4, 28))
    sums = re.findall(
        r"\((\d+\.\d) − (\d+\.\d)\) ÷ (\d+\.\d) = (\d+) %", printed(written(session, care, day=28))
    )
    assert len(sums) == 2
    for larger, smaller, start, share in sums:
        assert round((float(larger) - float(smaller)) / float(start) * 100) == int(share)


def test_a_change_just_short_of_enough_is_printed_as_the_verdict_says_it(
    session: Session, care: Care
) -> None:
    rate(session, care, 6, 3, range(4))
    rate(session, care, 4, 3, [21, 23, 25])
    rate(session, care, 5, 3, [27])
    page = printed(written(session, care, day=28))
    assert re.search(r"\(6\.00 − 4\.25\) ÷ 6\.00 = 29 % better", page)


def test_it_says_what_reported_means(session: Session, care: Care) -> None:
    assert "“Reported” is what the client told us they did" in printed(written(session, care))


def test_the_gp_and_an_emergency_read_the_red_flags_before_the_course(
    session: Session, care: Care
) -> None:
    answer(session, care, "fever")
    for kind in ("gp", "emergency"):
        page = printed(written(session, care, kind))
        assert "2 March 2026: yes to “Do you have a fever" in page
        assert page.index("Red-flag questions") < page.index("The course so far")
    assert "or whether treatment and exercise may go on?" in printed(written(session, care, "gp"))


def test_yes_and_not_sure_are_told_apart_where_they_were_ticked_apart(
    session: Session, care: Care
) -> None:
    """A therapist ticks "I'm not sure" as a yes: of what was noted for a client both is said."""
    act = acting(session, care.me, at(0))
    said = {"fever": False, "night_sweats": True, "cancer": True}
    record_red_flag_answers(act, care.episode, "client", said)
    answer(session, care, "weight_loss", by_staff=True)
    page = printed(written(session, care, "gp"))
    assert "2 March 2026: yes to “Do you have a fever" in page
    assert "2 March 2026: not sure to “Do you wake up soaked" in page
    assert "2 March 2026: yes or not sure to “Are you losing weight" in page
    assert "Answered yes on 2 March 2026: “Do you have a fever" in page
    assert "Answered not sure on 2 March 2026: “Do you wake up soaked" in page
    assert "Background not sure to “" in page


def test_who_was_sure_is_not_heard_anew_by_being_unsure(session: Session, care: Care) -> None:
    for day, unsure in ((0, False), (1, True)):
        act = acting(session, care.me, at(day))
        record_red_flag_answers(act, care.episode, "client", {"fever": unsure})
    session.commit()
    page = printed(written(session, care, "gp", day=1))
    assert "2 March 2026: yes to “Do you have a fever" in page
    assert "3 March 2026: not sure to" not in page


@pytest.mark.parametrize("name", LIVING.values(), ids=LIVING.keys())
def test_it_is_never_refused_for_a_name(session: Session, care: Care, name: str) -> None:
    called(session, care, f"{name} Zoe")
    pdf = letter_pdf(written(session, care))
    assert faults_of(pdf) == []
    assert "character:" not in words_of(pdf)


def test_letters_that_no_font_has_are_spelt_out(session: Session, care: Care) -> None:
    called(session, care, "Tenzin བོད")
    assert "Tenzin [Tibetan: ba o da]" in printed(written(session, care))


@pytest.mark.parametrize(
    "markup",
    ['#panic("x")', "= Heading", "<b>bold</b>", "$x^2$", "*a* _b_", "@ref <label>", "\\u{41}"],
)
def test_markup_is_printed_as_it_was_typed(session: Session, care: Care, markup: str) -> None:
    page = printed(written(session, care, message=f"A{markup}", question=f"B{markup}",
                           course_note=f"C{markup}"))  # fmt: skip
    for letter in "ABC":
        assert f"{letter}{markup}" in page


def test_directions_in_a_name_turn_nothing_round(session: Session, care: Care) -> None:
    called(session, care, "Zoe \u202eAdams\u2066")
    assert "Referral: Zoe Adams" in printed(written(session, care))


def test_it_shrinks_before_it_refuses_and_never_under_nine_points(
    session: Session, care: Care
) -> None:
    flat_weeks(session, care)
    airy = room(written(session, care, "gp", day=28))
    close = room(written(session, care, "gp", day=28, message="A line of words. " * 30))
    assert airy.step
    assert close.step
    assert airy.step.size > close.step.size or airy.step.chart > close.step.chart
    assert min(step.size for step in STEPS) >= 9


def test_a_letter_that_fits_airily_is_not_measured_at_its_closest(
    session: Session, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[float] = []

    def height(_template: bytes, said: dict[str, Any]) -> float:
        measured.append(said["step"]["size"])
        return 0.0

    monkeypatch.setattr(press, "height", height)
    letter_pdf(written(session, care))
    assert len(measured) == 3
    assert STEPS[-1].size not in measured


def test_the_longest_that_fits_is_one_page_and_a_line_more_is_refused_at_its_field(
    session: Session, care: Care
) -> None:
    flat_weeks(session, care)
    lines = room(written(session, care, day=28, message="x")).lines
    fits = written(session, care, day=28, message="\n".join("x" * (lines - 1)))
    assert facts_of(letter_pdf(fits))["Pages"] == "1"
    over = written(session, care, day=28, message="\n".join("x" * (lines + 4)))
    with pytest.raises(Refusal) as refused:
        letter_pdf(over)
    assert list(refused.value.problems) == ["message"]
    assert "too long for one page" in str(refused.value)


def test_what_matters_stands_on_it_with_its_years_also_at_its_longest(
    session: Session, care: Care
) -> None:
    flat_weeks(session, care)
    words = [f"{letter} {'long ' * 11}ago" for letter in "ABC"]
    named = [("", one, 3) for one in words]
    name_activities(acting(session, care.me, NOW), care.episode, named)
    session.commit()
    lines = room(written(session, care, day=28, message="x")).lines
    longest = written(session, care, day=28, message="\n".join("x" * (lines - 1)))
    assert facts_of(letter_pdf(longest))["Pages"] == "1"
    for one in words:
        assert f"{one}: 3 on 2 March 2026" in printed(longest)


@pytest.mark.parametrize("kind", VARIANTS)
def test_every_date_on_it_has_its_year(session: Session, care: Care, kind: str) -> None:
    """It is kept for years; what is said of its picture, and is drawn in it, too."""
    answer(session, care, "fever", day=3)
    for day in (2, 9, 16):
        visit(session, care, day)
    flat_weeks(session, care)
    letter = written(session, care, kind, day=28)
    drawn = ElementTree.fromstring(letter.drawing)
    titles = [one.text for one in drawn.iter() if one.tag.endswith(("title", "desc"))]
    said = " ".join([printed(letter), letter.drawn_in_words, *filter(None, titles)])
    assert len(DATE.findall(said)) > 8
    for found in DATE.finditer(said):
        assert YEAR_LATER.match(said, found.end()), said[found.start() : found.end() + 30]
    assert "2 Mar 2026 to 30 Mar 2026" in " ".join(drawn.itertext())


def test_a_letterhead_that_is_too_long_is_on_the_practice_page(
    session: Session, care: Care
) -> None:
    session.get_one(Practice, care.practice.id).letterhead = "A line\n" * 80
    session.commit()
    letter = written(session, care, message="Short.")
    assert "“Letterhead” on the practice page" in str(too_long(letter, room(letter)))


def test_no_chart_is_drawn_before_three_days_have_a_score(session: Session, care: Care) -> None:
    rate(session, care, 6, 3, [1])
    assert written(session, care, day=2).drawing == ""
    rate(session, care, 6, 3, [2])
    assert "<svg" in written(session, care, day=3).drawing


def test_what_is_too_long_in_the_record_is_named(session: Session, care: Care) -> None:
    amend_client(acting(session, care.therapist, NOW), care.client, medicines="Naproxen " * 1200)
    session.commit()
    letter = written(session, care, message="Short.")
    said = str(too_long(letter, room(letter)))
    assert "“Medicines” in the record (10,800 characters)" in said
