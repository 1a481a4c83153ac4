"""Who may come through which door: one line for every endpoint, one section for each feature.

A new endpoint fails `test_access_matrix` until it has a line here. Kinds of lines:

    PUBLIC             anybody
    SIGNED_IN          anybody with a sign-in, even one whose place was disabled
    CLIENT_PAGE        every client, each on their own record
    STAFF_PAGE         everybody who works in a practice, each on their own practice's rows
    OF_THE_CLIENT      an address that names a row of the client: 404 outside their practice
    OWNER_PAGE         owners, each of their own practice
    THE_CLIENTS_OWN    an address that names a row of the client, for them alone
    OF_THE_PRACTICE    an address that names a row of the practice, for its owner only
    DEMONSTRATION      nobody, in a real database with a practice in it and no setting more

`OF_THE_CLIENT(client_id=lambda world: world.client.id)` gives the arguments of the address;
those in `ARGUMENTS` need not be named. `once=True`: it can be done only once, so only the first
who may is let try. `queries=("", "?whose=all")`: what is asked for behind the address.

A page that shows `world.NAME` to anybody but the client and the own practice fails, too.
"""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from homecare import clock
from homecare.library.models import Exercise, Template
from homecare.reports.check_ins.email import LASTS, login_of_episode, token_of
from tests.architecture import world as w
from tests.architecture.accounts import ACCOUNTS, therapists_place
from tests.architecture.lines import (
    CLIENT_PAGE,
    DEMONSTRATION,
    OF_THE_CLIENT,
    OF_THE_PRACTICE,
    OWNER_PAGE,
    PUBLIC,
    STAFF_PAGE,
    THE_CLIENTS_OWN,
    Argument,
    Line,
)
from tests.architecture.world import World

# Arguments that mean the same wherever they stand.
ARGUMENTS: dict[str, Argument] = {
    "client_id": lambda world: world.client.id,
    "episode_id": lambda world: world.episode.id,
}

LIBRARIES = {
    "static": PUBLIC(filename=lambda world: "theme.css"),
    "bootstrap.static": PUBLIC(filename=lambda world: "css/bootstrap.min.css"),
    "security.static": PUBLIC(filename=lambda world: "js/base64.js"),
}

OF_THE_VISIT = OF_THE_CLIENT(visit_id=lambda world: world.more["visit"].id)
OF_THE_APPOINTMENT = OF_THE_CLIENT(appointment_id=lambda world: world.more["appointment"].id)
ON_A_VISIT = ("visit", "move_visit", "find_for_visit", "strike_visit", "put_visit_back")
ON_AN_APPOINTMENT = (
    "appointment", "cancel_appointment", "miss_appointment", "reopen_appointment",
    "keep_appointment", "move_appointment_to_client", "find_for_appointment",
)  # fmt: skip

DESK = {
    "desk.caseload": STAFF_PAGE(queries=("", "?whose=all", "?whose=discharged")),
    "desk.new_client": STAFF_PAGE,
    "desk.client": OF_THE_CLIENT(queries=("", "?diary=all")),
    "desk.client_rule": OF_THE_CLIENT,
    **dict.fromkeys(("desk.decide_background", "desk.take_back_background"), OF_THE_CLIENT),
    **dict.fromkeys(("desk.edit_client", "desk.record_visit"), OF_THE_CLIENT),
    **{f"desk.{name}": OF_THE_VISIT for name in ON_A_VISIT},
    "desk.book_appointment": OF_THE_CLIENT,
    **{f"desk.{name}": OF_THE_APPOINTMENT for name in ON_AN_APPOINTMENT},
    **dict.fromkeys(("desk.record_away", "desk.weekly_email"), OF_THE_CLIENT),
    "desk.away_days": OF_THE_CLIENT(away_id=lambda world: world.more["away"].id, once=True),
    **dict.fromkeys(("desk.diary_entry", "desk.put_scores_back"), OF_THE_CLIENT),
    **dict.fromkeys(("desk.week_entry", "desk.take_week_back"), OF_THE_CLIENT),
    **dict.fromkeys(("desk.record_as_json", "desk.record_as_pdf"), OF_THE_CLIENT),
    "desk.caseload_as_csv": STAFF_PAGE,
    "desk.import_clients": STAFF_PAGE,
    "desk.import_start": STAFF_PAGE,
    "desk.imports": STAFF_PAGE,
    "desk.imported": OF_THE_CLIENT(import_id=lambda world: world.more["import"].id),
    "desk.undo_imported": OF_THE_PRACTICE(import_id=lambda world: world.more["import"].id),
    "desk.invitation": OF_THE_CLIENT,
    **dict.fromkeys(("desk.invite_client", "desk.take_invitation_back"), OF_THE_CLIENT),
    "desk.ask_address": OF_THE_CLIENT,
    **dict.fromkeys(("desk.wrong_person", "desk.red_flag_advice"), OF_THE_CLIENT),
    **dict.fromkeys(("desk.reports_not_theirs", "desk.count_reports"), OF_THE_CLIENT),
    "desk.return_client": OF_THE_CLIENT,
    "desk.red_flag_questions": OF_THE_CLIENT,
    **dict.fromkeys(("desk.activities", "desk.activity_scores"), OF_THE_CLIENT),
    "desk.discharge": OF_THE_CLIENT(once=True),
    **dict.fromkeys(("desk.undo_discharge", "desk.mistake", "desk.undo_mistake"), OF_THE_CLIENT),
    "desk.earlier_episode": OF_THE_CLIENT,
    "desk.choose_duplicate": OF_THE_CLIENT,
    "desk.merge_records": OF_THE_CLIENT(other_id=lambda world: world.more["twice"].id),
    "desk.undo_merge": OF_THE_CLIENT,
    "desk.timeline": OF_THE_CLIENT(queries=("", "?about=flags", "?about=nonsense")),
}


def _exercise(world: World) -> UUID:
    """An exercise of the practice's own library."""
    own = select(Exercise.id).where(Exercise.practice_id == world.practice.id)
    return world.session.scalars(own).first() or world.client.id


def _template(world: World) -> UUID:
    """A template of the practice's own."""
    own = select(Template.id).where(Template.practice_id == world.practice.id)
    return world.session.scalars(own).first() or world.client.id


ON_AN_EXERCISE = (
    "desk.exercise", "desk.adapt_exercise", "desk.favour_exercise", "desk.archive_exercise",
    "desk.restore_exercise",
)  # fmt: skip
A_PHOTO: dict[str, Argument] = {
    "photo_id": lambda world: world.more["exercise"].photos[0]["id"],
    "size": lambda world: "small",
}
ON_A_TEMPLATE = ("desk.archive_template", "desk.restore_template")

PROGRAMMES = {
    "desk.turn": OF_THE_CLIENT(),
    "desk.programme": OF_THE_CLIENT(queries=("", "?start=empty", "?start=first_days")),
    **dict.fromkeys(("desk.sheet", "desk.keep_as_template"), OF_THE_CLIENT),
    "desk.sheet_pdf": OF_THE_CLIENT(queries=("", "?large=1")),
    "desk.library": STAFF_PAGE(queries=("", "?position=kneeling&bias=neutral")),
    **dict.fromkeys(
        ("desk.library_json", "desk.library_exchange", "desk.new_exercise"), STAFF_PAGE
    ),
    "desk.photo": OF_THE_CLIENT(**A_PHOTO),
    **dict.fromkeys(ON_AN_EXERCISE, OF_THE_CLIENT(exercise_id=_exercise)),
    "desk.templates": STAFF_PAGE,
    **dict.fromkeys(ON_A_TEMPLATE, OF_THE_CLIENT(template_id=_template)),
}

OF_THE_FLAG = OF_THE_CLIENT(flag_id=lambda world: world.more["flag"].id)
ON_A_FLAG = (
    "flag", "act_flag", "snooze_flag", "dismiss_flag",
    "clear_flag", "stand_again_flag", "take_up_flag", "bring_back_flag", "note_flag", "strike_flag",
)  # fmt: skip

FLAGS = {
    "desk.flags": STAFF_PAGE(queries=("", "?whose=all")),
    **{f"desk.{name}": OF_THE_FLAG for name in ON_A_FLAG},
}

OF_THE_LETTER = OF_THE_CLIENT(referral_id=lambda world: world.more["referral"].id)
OF_THE_ENTRY = OF_THE_CLIENT(contact_id=lambda world: world.more["contact"].id)
ON_A_LETTER = (
    "referral", "save_referral", "ask_about_letter", "issue", "referral_pdf",
    "referral_exchange", "room_left",
    "write_again", "send_letter", "remind_receiver", "end_letter_link", "letter_answer",
    "read_answers", "new_start",
)  # fmt: skip
OF_THE_ANSWER = OF_THE_CLIENT(
    referral_id=lambda world: world.more["referral"].id,
    answer_id=lambda world: world.more["answer"].id,
)
ON_AN_ANSWER = ("answer", "find_for_answer", "move_answer", "strike_answer", "put_answer_back")
IN_THE_BOOK = ("contact", "archive_contact", "put_contact_back", "ask_contact")

REFERRALS = {
    "desk.refer_flag": OF_THE_CLIENT(flag_id=lambda world: world.more["flag"].id),
    "desk.refer_client": OF_THE_CLIENT,
    "desk.emergency_note": OF_THE_CLIENT,
    **{f"desk.{name}": OF_THE_LETTER for name in ON_A_LETTER},
    "desk.withdraw": replace(OF_THE_LETTER, once=True),
    **{f"desk.{name}": OF_THE_ANSWER for name in ON_AN_ANSWER},
    "desk.answer_file": OF_THE_CLIENT(answer_id=lambda world: world.more["answer"].id),
    "desk.contacts": STAFF_PAGE,
    "desk.new_contact": STAFF_PAGE,
    **{f"desk.{name}": OF_THE_ENTRY for name in IN_THE_BOOK},
}

# The token's link has ended: everybody gets the page that says so.
LETTERS = dict.fromkeys(
    (
        f"letters.{name}"
        for name in ("confirm", "letter", "open_letter", "page", "exchange", "answer", "close")
    ),
    PUBLIC(token=lambda world: w.LETTER_TOKEN),
)

OF_THE_OWNER = (
    "logo", "save_logo", "take_logo_away", "rule_effect", "rule_last_year", "save_rule",
    "invite_colleague", "take_back_colleague", "audit_trail", "practice_month",
    "erasures", "signing_in",
)  # fmt: skip
PRACTICE = {
    # The first visit to an empty database; here there is a practice, so it is gone.
    "desk.set_up": DEMONSTRATION(token=lambda world: "nothing"),
    "desk.practice": STAFF_PAGE,
    "desk.amend_practice": OWNER_PAGE,
    **{f"desk.{name}": OWNER_PAGE for name in OF_THE_OWNER},
    "desk.rule": STAFF_PAGE,
    "desk.erase": OF_THE_PRACTICE,
    "desk.lost_device": OF_THE_PRACTICE(membership_id=therapists_place),
    "desk.practice_loop": OWNER_PAGE(queries=("", "?first=2026-01-01&last=2026-12-31", "?last=x")),
    # Everybody their own clients, too; those of somebody else are the owner's.
    "desk.clients_of_colleague": OF_THE_PRACTICE(membership_id=lambda world: world.disabled_place),
    "desk.hand_over": OF_THE_PRACTICE(membership_id=lambda world: world.disabled_place),
    "desk.hand_back": OF_THE_PRACTICE(membership_id=lambda world: world.disabled_place),
    "desk.arrange_cover": OF_THE_PRACTICE(membership_id=lambda world: world.disabled_place),
    "desk.end_cover": OF_THE_CLIENT(cover_id=lambda world: world.more["cover"].id),
    "desk.cover": OF_THE_CLIENT(cover_id=lambda world: world.more["cover"].id),
    "desk.change_role": OF_THE_PRACTICE(membership_id=lambda world: world.disabled_place),
    "desk.disable_colleague": OF_THE_PRACTICE(membership_id=lambda world: world.disabled_place),
    # Everybody their own number, too; that of somebody else is the owner's.
    "desk.send_test_mail": OWNER_PAGE,
    "desk.undelivered": STAFF_PAGE,
    "desk.send_mail_again": OF_THE_CLIENT(mail_id=lambda world: world.more["mail"].id),
    "desk.settle_mail": OF_THE_CLIENT(mail_id=lambda world: world.more["mail"].id),
    "desk.ask_colleague": OF_THE_PRACTICE(membership_id=lambda world: world.disabled_place),
    "desk.register_colleague": OF_THE_PRACTICE(membership_id=lambda world: world.disabled_place),
    "desk.enable_colleague": OF_THE_PRACTICE(membership_id=lambda world: world.disabled_place),
}


def _check_in_link(world: World) -> str:
    """The link of the client's own check-in; what it opens names nobody."""
    place = login_of_episode(world.session, world.episode.id)
    assert place is not None
    settings = world.app.config["SETTINGS"]
    return token_of(settings, world.episode.id, place.id, clock.now() + LASTS)


A_LETTER = {"referral_id": lambda world: world.more["referral"].id}
OF_ME = (
    "ask_my_address", "start_mail_again", "diary_json", "days_csv", "entries_csv",
    "my_erasure", "ask_for_erasure", "keep_my_record", "my_away", "change_my_away",
)  # fmt: skip
A_DAY = {"day": lambda world: clock.today("Europe/London").isoformat()}

TODAY = {
    "today.today": CLIENT_PAGE,
    "today.day": CLIENT_PAGE(**A_DAY),
    "today.report": CLIENT_PAGE(kind=lambda world: "pain", **A_DAY),
    "today.flare_up": CLIENT_PAGE,
    "today.sheet": CLIENT_PAGE,
    "today.sheet_pdf": CLIENT_PAGE(queries=("", "?large=1")),
    "today.progress": CLIENT_PAGE,
    "today.earlier_progress": THE_CLIENTS_OWN,
    "today.photo": THE_CLIENTS_OWN(**A_PHOTO),
    "today.advice": CLIENT_PAGE,
    "today.me": CLIENT_PAGE,
    "today.letter_about_me": THE_CLIENTS_OWN(**A_LETTER),
    "today.answer_letter": THE_CLIENTS_OWN(answer=lambda world: "refuse", **A_LETTER),
    "today.take_letter_back": THE_CLIENTS_OWN(**A_LETTER),
    **{f"today.{name}": CLIENT_PAGE for name in OF_ME},
    "today.record_deleted": PUBLIC,
    "today.confirm_address": PUBLIC(token=lambda world: "nothing"),
    "today.red_flags": PUBLIC,
    "today.answer_red_flags": CLIENT_PAGE,
    "today.mistaken": CLIENT_PAGE,
    "today.api_today": CLIENT_PAGE(queries=("", "?days=31", "?days=x")),
    "today.sync_token": CLIENT_PAGE,
    "today.sync_entries": CLIENT_PAGE,
    "today.kit": CLIENT_PAGE,
    "today.shell": PUBLIC,
    "today.nobodys_pages": PUBLIC,
    **dict.fromkeys(("today.red_flags_offline", "today.not_sent"), PUBLIC),
    "today.service_worker": PUBLIC,
    "today.manifest": PUBLIC,
    "today.icon": PUBLIC(name=lambda world: "icon-192"),
    "today.picture_in_motion": PUBLIC(name=lambda world: w.CLAM),
    "today.check": CLIENT_PAGE,
    "today.why": CLIENT_PAGE,
    "today.activities": CLIENT_PAGE,
    "today.check_in": PUBLIC(token=_check_in_link),
    "today.stop_this_mail": PUBLIC(token=lambda world: "nothing"),
}

SCHEDULING = {"jobs.health": PUBLIC, "jobs.ready": PUBLIC, "jobs.metrics": DEMONSTRATION}

DEMO = {
    "demo.mail": DEMONSTRATION,
    "demo.letter": DEMONSTRATION(mail_id=lambda world: world.client.id),
    "demo.page": DEMONSTRATION(mail_id=lambda world: world.client.id),
    "demo.part": DEMONSTRATION(mail_id=lambda world: world.client.id, cid=lambda world: "chart"),
}

MATRIX: dict[str, Line] = {
    **LIBRARIES,
    **ACCOUNTS,
    **DESK,
    **TODAY,
    **PROGRAMMES,
    **FLAGS,
    **REFERRALS,
    **LETTERS,
    **PRACTICE,
    **SCHEDULING,
    **DEMO,
}
