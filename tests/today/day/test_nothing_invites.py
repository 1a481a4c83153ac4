"""While a red-flag answer stands, no page and no mail invites to exercise or to carry on."""

import re
from dataclasses import replace

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.assessment.models import Verdict
from homecare.desk.programme.forms import typed_from
from homecare.diary.days import close_days
from homecare.mail.models import OutboxMail
from homecare.programmes.operations import assign_programme
from homecare.programmes.plan import plan_of
from homecare.programmes.queries import versions_of
from homecare.reports.check_ins.email import check_in_email
from homecare.reports.weekly_progress.email import weekly_client_email
from tests.desk.browsing import send
from tests.make.diary import DAY, Care
from tests.make.flags import answer, at
from tests.make.people import NOW, acting, signed_in
from tests.make.programmes import advice, make_library, make_plan
from tests.today.visiting import Visitor, words

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

LEVELS = ["bladder", "fever", "night_pain"]
CLIENT_PAGES = (
    "/today", "/today/2026-03-20", "/progress", "/advice", "/me", "/red-flags", "/check", "/why",
    "/today/flare-up", "/today/sheet",
)  # fmt: skip
INVITES = re.compile(
    r"carry on|begin again|one today|one is a good day|go on with|keep (?:on|gently|going|moving)"
    r"|usual exercises|normal day|go through them|short walks?|it starts on|change starts on"
    r"|exercises? due|print your exercises|your chart|do it while|do as much|get going",
    re.IGNORECASE,
)
KEEP_MOVING = {
    "title": "Keep gently moving", "text": "Carry on with your normal day. Take short walks.",
}  # fmt: skip


def invitations(text: str) -> list[str]:
    return INVITES.findall(words(text))


def three_weeks_on(session: Session, clock: time_machine.Traveller) -> None:
    clock.move_to(at(20))
    close_days(session, at(20))
    session.commit()


def read(me: Visitor, page: str) -> str:
    answer = me.browser.get(page, follow_redirects=True)
    assert answer.status_code == 200, page
    return answer.text


@pytest.fixture
def moving(session: Session, care: Care) -> Care:
    """A client whose therapist advises to keep moving, and who wrote nothing for three weeks."""
    until = NOW.date() + 90 * DAY
    plan = make_plan(
        make_library(session, care.practice), advice=(advice("other", until=until, **KEEP_MOVING),)
    )
    assign_programme(acting(session, care.therapist, NOW), care.episode, plan, NOW.date())
    session.commit()
    return care


def test_the_list_knows_an_invitation_when_it_reads_one(
    session: Session, moving: Care, clock: time_machine.Traveller, me: Visitor
) -> None:
    three_weeks_on(session, clock)
    said = {page for page in CLIENT_PAGES if invitations(read(me, page))}
    assert {"/today", "/progress", "/advice", "/today/flare-up"} <= said


@pytest.mark.parametrize("code", LEVELS)
@pytest.mark.parametrize("page", CLIENT_PAGES)
def test_no_page_of_a_stopped_client_invites(
    session: Session, moving: Care, clock: time_machine.Traveller, me: Visitor, code: str, page: str
) -> None:
    answer(session, moving, code, day=20)
    three_weeks_on(session, clock)
    assert invitations(read(me, page)) == []


HOLD = "on hold until your therapist has spoken with you"
COURSE = ("/today", "/today/2026-03-20", "/progress", "/advice")


@pytest.mark.parametrize("page", COURSE)
def test_what_to_do_and_whom_to_call_comes_first_on_every_page(
    session: Session, care: Care, clock: time_machine.Traveller, me: Visitor, page: str
) -> None:
    care.practice.telephone = "01632 960 001"
    answer(session, care, "bladder", day=20)
    three_weeks_on(session, clock)
    main = read(me, page).split("<main")[1]
    assert "tel:999" in main
    assert "tel:01632960001" in main
    assert main.index("Get help now") < main.index(HOLD) < main.index("</section>")
    rest = [main.find(word) for word in ("No pain score", "Pain over", "This week", "About ")]
    assert min(place for place in rest if place >= 0) > main.index(HOLD)


@pytest.mark.parametrize("code", LEVELS)
def test_scores_and_advice_on_sitting_and_baths_stay_usable_and_no_page_says_otherwise(
    session: Session, care: Care, clock: time_machine.Traveller, me: Visitor, code: str
) -> None:
    answer(session, care, code, day=20)
    three_weeks_on(session, clock)
    today, advice = me.read("/today"), me.read("/advice")
    for title in ("About sitting", "About bath"):
        assert title in today
        assert title in advice
    assert "advice is on hold too" not in advice
    assert me.browser.get("/today/sheet").location == "/today"


def test_all_better_is_not_asked_and_from_an_older_page_a_word_that_clears_nothing(
    session: Session, care: Care, clock: time_machine.Traveller, me: Visitor
) -> None:
    three_weeks_on(session, clock)
    [opened_before] = me.forms("/today", "/better")
    answer(session, care, "bladder", day=20)
    assert "All better" not in me.read("/today")
    me.report("pain", leg="6", back="2")
    asked = words(me.post(opened_before, {}).text)
    assert asked.index("Get help now") < asked.index("Sure?")
    assert "It takes back no answer" in asked
    me.post(opened_before, {"sure": "1"})
    today = me.read("/today")
    assert "Get help now" in today
    assert "Undo all better" in today
    assert "Good to hear" not in today
    me.report("better")
    assert "ll better" not in me.read("/today"), "it is undone, and not asked again"


@pytest.mark.parametrize("code", LEVELS)
def test_no_mail_to_a_stopped_client_invites(
    session: Session, settings: Settings, moving: Care, clock: time_machine.Traveller, code: str
) -> None:
    answer(session, moving, code, day=20)
    three_weeks_on(session, clock)
    monday = NOW.date() + 14 * DAY
    mails = (
        weekly_client_email(session, settings, moving.episode, monday),
        check_in_email(session, settings, moving.episode, monday, monday + 6 * DAY),
    )
    for mail in mails:
        assert mail is not None
        assert invitations(mail.text) == invitations(mail.html) == []


def test_a_new_programme_is_told_without_a_word_of_starting_it(
    app: Flask, session: Session, moving: Care, clock: time_machine.Traveller
) -> None:
    answer(session, moving, "bladder", day=20)
    three_weeks_on(session, clock)
    version = versions_of(session, moving.episode.id)[0]
    browser = signed_in(app, "therapist@homecare.example")
    plan = plan_of(version, at(20).date())
    form = typed_from(replace(plan, note="See you soon."), version.number, at(20).date())
    send(browser, f"/clients/{moving.client.id}/programme", **form.to_dict(), do="save")
    session.rollback()
    (mail,) = session.scalars(select(OutboxMail).where(OutboxMail.kind == "programme-changed"))
    assert "on hold until your therapist has spoken with you" in mail.text
    assert "/red-flags" in mail.text
    assert invitations(mail.text) == invitations(mail.html) == []


def test_last_nights_carry_on_is_not_read_beside_an_answer(
    app: Flask, session: Session, moving: Care, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(20))
    answer(session, moving, "bladder", day=20)
    verdict = session.scalars(select(Verdict)).one()
    verdict.reasons = [{"code": "carry_on", "text": "Leg fell. Carry on or refer: you decide."}]
    session.commit()
    page = Visitor.of(app, "therapist@homecare.example").read(f"/clients/{moving.client.id}")
    assert "Leg fell." in page
    assert "Carry on" not in page
