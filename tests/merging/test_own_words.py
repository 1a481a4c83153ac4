"""What a client said on their own sign-in while two records were one is in the record they sign in
to once these are parted; a yes to a red-flag question stands in both."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.consent import record_consent
from homecare.accounts.models import Consent
from homecare.assessment.history import history_of
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Away, Episode
from homecare.clients.operations import record_away
from homecare.diary.days import every_episode, rebuild
from homecare.diary.ledger import AMEND, Report
from homecare.diary.models import DiaryDay, Entry
from homecare.flags.queries import live_flag
from homecare.flags.red_flag_answers import clear_episode
from homecare.mail.models import OutboxMail
from homecare.merging.own_words import AnswerWouldGoError
from homecare.referrals.agreement.models import LetterAgreement
from homecare.referrals.models import Referral
from homecare.rules.gate import missing
from homecare.rules.policy import Policy
from homecare.screening.models import Screening
from homecare.screening.queries import exercises_stopped, rounds_of, stopping
from tests.make.diary import Care, record, told
from tests.make.flags import answer, at, on
from tests.make.merges import Twice
from tests.make.people import acting
from tests.make.referrals import make_contact, make_draft

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.both_databases]


def written_in(twice: Twice) -> Care:
    """The care of the record without a sign-in, as the client of the other one wrote in it."""
    care = twice.care
    return Care(care.practice, care.therapist, care.me, care.client, twice.again)


def test_a_yes_of_hers_stands_where_she_signs_in_and_where_she_gave_it(
    session: Session, twice: Twice
) -> None:
    made = twice.merge(goes_on="duplicate")
    answer(session, written_in(twice), "saddle_numbness", day=10)
    mails = mailed(session)
    said = twice.undo(made)
    assert "stand in both records" in said
    for episode in (twice.care.episode, twice.again):
        assert [one.code for one in stopping(session, episode.id)] == ["saddle_numbness"]
        flag = live_flag(session, episode.id)
        assert flag is not None
        assert flag.kind == "urgent"
        assert any("their own sign-in" in step.reason for step in flag.transitions)
    assert mailed(session) > mails
    clear_episode(acting(session, twice.care.therapist, at(10.6)), twice.again, "Never theirs")
    session.commit()
    assert not exercises_stopped(session, twice.again.id)
    assert exercises_stopped(session, twice.care.episode.id)


def mailed(session: Session) -> int:
    return len(session.scalars(select(OutboxMail.id)).all())


def test_a_yes_in_the_care_of_their_own_record_goes_nowhere(session: Session, twice: Twice) -> None:
    made = twice.merge()
    answer(session, twice.care, "saddle_numbness", day=10)
    assert twice.undo(made) == ""
    assert exercises_stopped(session, twice.care.episode.id)
    assert not rounds_of(session, twice.again.id)


def test_the_other_way_round_too(session: Session, twice: Twice) -> None:
    """The duplicate's sign-in, and the keeper's care that went on."""
    made = twice.merge(keep_other=True)
    answer(session, written_in(twice), "bladder", day=10)
    twice.undo(made)
    assert exercises_stopped(session, twice.care.episode.id)
    assert exercises_stopped(session, twice.again.id)


def test_it_is_not_undone_where_her_answer_would_stand_in_no_open_care(
    session: Session, twice: Twice
) -> None:
    discharge(acting(session, twice.care.therapist, at(9)), twice.care.episode, ended="better")
    session.commit()
    made = twice.merge(goes_on="")
    answer(session, written_in(twice), "saddle_numbness", day=10)
    with pytest.raises(AnswerWouldGoError, match="clear it first") as refused:
        twice.undo(made)
    session.rollback()
    flag = live_flag(session, twice.again.id)
    assert flag is not None
    assert refused.value.flag_id == flag.id
    assert twice.other.merged_into is not None
    clear_episode(acting(session, twice.care.therapist, at(10.4)), twice.again, "Seen today")
    session.commit()
    twice.undo(made)
    assert twice.other.merged_into is None


def test_none_of_these_opens_no_gate_of_somebody_else(session: Session, twice: Twice) -> None:
    made = twice.merge(goes_on="duplicate")
    answer(session, written_in(twice), day=10)
    assert "check_old" not in shut(session, twice.again)
    twice.undo(made)
    assert "check_old" in shut(session, twice.again)
    assert "check_old" not in shut(session, twice.care.episode)


def shut(session: Session, episode: Episode) -> set[str]:
    return {one.code for one in missing(history_of(session, episode, on(10)), Policy(), on(10))}


def test_scores_and_days_away_go_with_the_sign_in_and_count_there(
    session: Session, twice: Twice
) -> None:
    made = twice.merge(goes_on="duplicate")
    here = written_in(twice)
    record(session, here, told(body={"leg": 8, "back": 2}, day=on(10)), at(10.2))
    record_away(acting(session, twice.care.me, at(10.2)), twice.again, on(20), on(21))
    session.commit()
    said = twice.undo(made)
    assert "in the record they sign in to" in said
    [entry] = session.scalars(select(Entry))
    [away] = session.scalars(select(Away))
    for row in (entry, away):
        assert (row.client_id, row.episode_id) == (twice.care.client.id, twice.care.episode.id)
    day = session.get_one(DiaryDay, (twice.care.episode.id, on(10)))
    assert (day.leg, day.client_id) == (8, twice.care.client.id)
    gone = session.get(DiaryDay, (twice.again.id, on(10)))
    assert gone is None or gone.leg is None
    before = days(session)
    for episode in every_episode(session):
        rebuild(session, episode)
    assert days(session) == before


def days(session: Session) -> list[tuple[object, ...]]:
    session.expire_all()
    return sorted(session.execute(select(*DiaryDay.__table__.c)).all(), key=repr)


def test_what_a_therapist_wrote_and_what_puts_it_right_stay_with_their_care(
    session: Session, twice: Twice
) -> None:
    made = twice.merge(goes_on="duplicate")
    here = written_in(twice)
    theirs: Report = told(body={"leg": 3, "back": 3}, day=on(9))
    record(session, Care(here.practice, here.therapist, here.therapist, here.client, here.episode),
           theirs, at(10.1))  # fmt: skip
    record(session, here, told(body={"leg": 4, "back": 3}, day=on(9), op=AMEND,
                               supersedes=theirs.id, seq=2), at(10.2))  # fmt: skip
    twice.undo(made)
    assert {one.episode_id for one in session.scalars(select(Entry))} == {twice.again.id}


def test_what_was_said_before_the_merge_stays_where_it_was(session: Session, twice: Twice) -> None:
    answer(session, twice.care, "fever", day=9)
    clear_episode(acting(session, twice.care.therapist, at(9.5)), twice.care.episode, "Seen")
    session.commit()
    made = twice.merge()
    assert twice.undo(made) == ""
    assert session.scalars(select(Screening.episode_id)).all() == [twice.care.episode.id]


def test_an_agreement_to_a_letter_that_is_not_issued_is_asked_for_again(
    session: Session, twice: Twice
) -> None:
    gp = make_contact(session, twice.care.therapist, kind="gp", name="Dr June Abbot")
    draft = make_draft(session, twice.care.therapist, twice.again, gp)
    made = twice.merge(goes_on="duplicate")
    agreed = agreed_on_the_phone(session, twice, draft)
    said = twice.undo(made)
    assert "has to be agreed to again" in said
    consent = session.get_one(Consent, agreed.consent_id)
    assert consent.withdrawn_at is not None
    assert agreed.lapsed_at is not None


def agreed_on_the_phone(session: Session, twice: Twice, draft: Referral) -> LetterAgreement:
    me = acting(session, twice.care.me, at(10.2))
    consent = record_consent(me, twice.care.client.id, "referral_letter", "I agree")
    agreed = LetterAgreement(
        practice_id=draft.practice_id, client_id=draft.client_id, episode_id=draft.episode_id,
        referral_id=draft.id, contact_id=draft.contact_id, consent_id=consent.id, how="phone",
        mark="", wording="I agree", letter=None, chart=None, asked_at=at(10.1),
        asked_by=twice.care.therapist.person_id, answer="agreed", words="", answered_at=at(10.2),
        answered_by=twice.care.me.person_id,
    )  # fmt: skip
    session.add(agreed)
    session.commit()
    return agreed
