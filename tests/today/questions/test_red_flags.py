"""Something feels wrong: for anyone, and for a client in care."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts.models import Person, Practice
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Episode
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import clear_episode, mark_mistaken
from homecare.mail.models import OutboxMail
from homecare.screening.models import RedFlagAnswer, Screening
from homecare.screening.queries import exercises_stopped
from tests.make.clients import make_client
from tests.make.diary import Care, make_care
from tests.make.people import NOW, acting, make_client_login, make_membership
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")

PAGE = "/red-flags"
DAY = timedelta(days=1)


def test_anybody_can_read_what_to_do_and_whom_to_call(browser_client: FlaskClient) -> None:
    answer = browser_client.get(PAGE)
    page = words(answer.text)
    assert answer.status_code == 200
    assert page.index("Get help now") < page.index("Get help today")
    assert 'href="tel:999"' in answer.text
    assert 'href="tel:111"' in answer.text
    for nation in ("England", "Scotland", "Wales", "Northern Ireland"):
        assert nation in page


def test_without_a_sign_in_nothing_is_asked_and_nobody_is_said_to_be_told(
    browser_client: FlaskClient,
) -> None:
    answer = browser_client.get(PAGE)
    assert "<form" not in answer.text
    assert "nobody is told" in words(answer.text)
    assert "has been told" not in words(answer.text)


def test_a_therapist_reads_the_advice_alone(app: Flask, care: Care) -> None:
    therapist = Visitor.of(app, "therapist@homecare.example")
    assert "nobody is told" in therapist.read(PAGE)


def test_a_yes_shows_first_what_to_do_with_numbers_to_tap(me: Visitor) -> None:
    me.send(PAGE, PAGE, {"yes": ["saddle_numbness"]})
    page = me.read(PAGE)
    assert page.index("Get help now") < page.index("Your answers are on your therapist’s list.")
    assert 'class="btn btn-danger" href="tel:999"' in me.browser.get(PAGE).text
    assert "between your legs" in page


def test_the_therapist_is_told_in_the_same_step(session: Session, me: Visitor) -> None:
    me.send(PAGE, PAGE, {"yes": ["bladder"]})
    assert session.query(Flag).one().kind == "urgent"
    assert "therapist@homecare.example" in {m.to_address for m in session.query(OutboxMail)}


def test_the_exercises_are_on_hold_and_the_rest_of_today_is_not(me: Visitor) -> None:
    me.send(PAGE, PAGE, {"yes": ["fever"]})
    page = me.read("/today")
    assert "Your exercises are on hold until your therapist has spoken with you." in page
    assert 'href="tel:111"' in me.browser.get("/today").text
    assert "Knee rolls" not in page
    me.report("pain", leg="6", back="2")
    me.report("sitting", kept="kept")
    assert "Pain reported: leg 6, back 2." in me.read("/today")


def test_the_same_page_sent_twice_tells_the_therapist_once(session: Session, me: Visitor) -> None:
    form = me.forms(PAGE, PAGE)[0]
    for _ in range(2):
        assert me.post(form, {"yes": ["bladder"]}).status_code == 302
    assert session.query(Screening).count() == 1
    assert session.query(OutboxMail).filter_by(to_address="therapist@homecare.example").count() == 1


def test_a_yes_added_after_going_back_is_heard_too(session: Session, me: Visitor) -> None:
    form = me.forms(PAGE, PAGE)[0]
    me.post(form, {"none": "y"})
    me.post(form, {"yes": ["bladder"]})
    assert session.query(Screening).count() == 2
    assert "Get help now" in me.read(PAGE)


@pytest.mark.parametrize("sending", ["", "not an id"])
def test_answers_are_heard_though_their_page_was_an_old_one(
    session: Session, me: Visitor, sending: str
) -> None:
    form = me.forms(PAGE, PAGE)[0]
    me.post(form, {"yes": ["bladder"], "sending": sending})
    assert session.query(Flag).one().kind == "urgent"


def test_a_page_of_another_clients_round_is_a_round_of_ones_own(
    app: Flask, session: Session, care: Care, me: Visitor
) -> None:
    form = me.forms(PAGE, PAGE)[0]
    me.post(form, {"yes": ["bladder"]})
    client, _ = make_client(session, care.therapist, name="Another Person")
    make_client_login(session, care.practice, client.id, "another@post.example")
    another = Visitor.of(app, "another@post.example")
    token = another.forms(PAGE, PAGE)[0].fields["csrf_token"]
    mine = {"csrf_token": token, "record": str(client.id)}
    another.post(form, {"yes": ["bladder"], **mine})
    assert {flag.client_id for flag in session.query(Flag)} == {care.client.id, client.id}


def test_after_discharge_the_page_gives_advice_and_says_that_nobody_is_told(
    session: Session, care: Care, me: Visitor
) -> None:
    form = me.forms(PAGE, PAGE)[0]
    discharge(acting(session, care.therapist, NOW), session.get_one(Episode, care.episode.id))
    session.commit()
    for page in (me.read(PAGE), words(me.post(form, {"none": "y"}).text)):
        assert "Get help now" in page
        assert "nobody is told" in page
        assert "Your answers are on your therapist’s list" not in page
    assert session.query(Screening).count() == 0


def test_somebody_in_care_at_two_practices_tells_the_one_whose_page_it_is(
    app: Flask, session: Session, care: Care, me: Visitor
) -> None:
    elsewhere = make_care(session, email=".elsewhere")
    elsewhere.practice.nation = "northern_ireland"
    client, _ = make_client(session, elsewhere.therapist, name="The Same Person")
    person = session.get_one(Person, care.me.person_id)
    make_membership(session, elsewhere.practice, person, "client", client.id)
    me.post(me.forms("/places", "")[0], {})
    me.send(PAGE, PAGE, {"yes": ["fever"]})
    told = {mail.practice_id for mail in session.query(OutboxMail)}
    assert told == {flag.practice_id for flag in session.query(Flag)}
    assert len(told) == 1
    called = me.browser.get(PAGE).text.count("tel:111")
    assert (called > 0) == (told == {care.practice.id})


@pytest.mark.parametrize(
    ("nations", "first"), [("other other", "Call your local"), ("other england", "Call 999")]
)
def test_before_it_is_said_whose_record_is_meant_a_nation_they_share_counts(
    session: Session, care: Care, me: Visitor, nations: str, first: str
) -> None:
    elsewhere = make_care(session, email=".elsewhere")
    care.practice.nation, elsewhere.practice.nation = nations.split()
    client, _ = make_client(session, elsewhere.therapist, name="The Same Person")
    person = session.get_one(Person, care.me.person_id)
    make_membership(session, elsewhere.practice, person, "client", client.id)
    page = me.read(PAGE)
    assert "Say whose record this is" in page
    assert page[page.index("Get help now") :].startswith(f"Get help now {first}")


def test_not_sure_counts_as_yes(session: Session, me: Visitor) -> None:
    me.send(PAGE, PAGE, {"unsure": ["leg_weaker"]})
    assert session.query(RedFlagAnswer).one().unsure is True
    assert "Get help today" in me.read(PAGE)


def test_a_line_that_was_ticked_again_is_read_once(session: Session, me: Visitor) -> None:
    for _ in range(2):
        me.send(PAGE, PAGE, {"yes": ["fever"]})
    assert session.query(Screening).count() == 2
    told = me.read(PAGE).partition("What you told us")[2].partition("Has something else")[0]
    assert told.count("fever") == 1


def test_yes_and_not_sure_on_one_line_is_a_yes(session: Session, me: Visitor) -> None:
    me.send(PAGE, PAGE, {"yes": ["fever"], "unsure": ["fever"]})
    assert session.query(RedFlagAnswer).one().unsure is False


def test_none_of_these_is_noted_as_a_check(session: Session, me: Visitor) -> None:
    me.send(PAGE, PAGE, {"none": "y"})
    assert session.query(Screening).count() == 1
    assert session.query(RedFlagAnswer).count() == 0
    assert "Knee rolls" in me.read("/today")


@pytest.mark.parametrize("answers", [{}, {"yes": ["made_up"]}, {"yes": ["cancer"]}])
def test_an_answer_that_says_nothing_clear_is_asked_again(
    session: Session, me: Visitor, answers: dict[str, str]
) -> None:
    answer = me.send(PAGE, PAGE, answers)
    assert answer.status_code == 422
    assert "Please check what you ticked" in words(answer.text)
    assert session.query(Screening).count() == 0


@pytest.mark.parametrize("settle", ["cleared", "mistaken"])
def test_the_same_page_sent_again_after_its_answer_was_settled_is_heard(
    session: Session, care: Care, me: Visitor, settle: str
) -> None:
    form = me.forms(PAGE, PAGE)[0]
    me.post(form, {"yes": ["bladder"]})
    if settle == "cleared":
        clear_episode(acting(session, care.therapist, NOW), care.episode, "Seen at A&E")
    else:
        mark_mistaken(acting(session, care.me, NOW), session.query(Screening).one())
    session.commit()
    me.post(form, {"yes": ["bladder"]})
    assert session.query(Screening).count() == 2
    assert exercises_stopped(session, care.episode.id)


def test_a_line_that_is_asked_counts_beside_one_that_is_not(session: Session, me: Visitor) -> None:
    me.send(PAGE, PAGE, {"yes": ["made_up", "fever"]})
    assert session.query(RedFlagAnswer).one().code == "fever"


def test_tapped_by_mistake_keeps_the_answers_and_tells_the_therapist(
    session: Session, me: Visitor
) -> None:
    me.send(PAGE, PAGE, {"yes": ["chest_pain"]})
    before = session.query(OutboxMail).count()
    session.commit()
    me.send(PAGE, "/mistake", {})
    assert "Beside your answers your therapist reads that it was a mistake." in me.read(PAGE)
    assert "on hold" in me.read("/today")
    session.expire_all()
    assert session.query(RedFlagAnswer).one().cleared_at is None
    assert session.query(OutboxMail).count() > before


def test_nobody_else_can_call_it_a_mistake(
    app: Flask, session: Session, care: Care, me: Visitor
) -> None:
    me.send(PAGE, PAGE, {"yes": ["chest_pain"]})
    form = me.forms(PAGE, "/mistake")[0]
    client, _ = make_client(session, care.therapist, name="Another Person")
    make_client_login(session, care.practice, client.id, "another@post.example")
    another = Visitor.of(app, "another@post.example")
    token = another.forms(PAGE, PAGE)[0].fields["csrf_token"]
    mine = {"csrf_token": token, "record": str(client.id)}
    answer = another.browser.post(form.action, data={**form.fields, **mine})
    assert answer.status_code == 404


def test_once_cleared_the_exercises_are_back(session: Session, care: Care, me: Visitor) -> None:
    me.send(PAGE, PAGE, {"yes": ["fever"]})
    clear_episode(
        acting(session, care.therapist, NOW), care.episode, "Seen by the GP: a cold",
    )  # fmt: skip
    session.commit()
    assert "Knee rolls" in me.read("/today")


def test_where_there_is_no_111_it_is_not_offered(session: Session, care: Care, me: Visitor) -> None:
    session.get_one(Practice, care.practice.id).nation = "northern_ireland"
    session.commit()
    me.send(PAGE, PAGE, {"yes": ["fever"]})
    assert "tel:111" not in me.browser.get(PAGE).text
    assert "tel:999" in me.browser.get(PAGE).text


def test_the_same_numbers_stand_first_on_today(me: Visitor) -> None:
    me.send(PAGE, PAGE, {"yes": ["bowel"]})
    markup = me.browser.get("/today").text
    assert markup.index("tel:999") < markup.index("Pain over the last 24 hours")
