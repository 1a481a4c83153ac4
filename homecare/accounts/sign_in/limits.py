"""How often something may be asked for; passwords and codes have waits of their own (`guessing`).

Whoever is signed in is counted as that person, wherever they sit: many behind one address never
meet each other's limit. The numbers are several times what a busy person does (ADR 39).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import ceil, floor
from typing import Any

import structlog
from flask import Flask, g, request
from flask_login import current_user
from limits import RateLimitItem, parse_many
from werkzeug.exceptions import TooManyRequests

from homecare import clock
from homecare.accounts.sign_in.guessing import network
from homecare.accounts.sign_in.hashing import seated
from homecare.extensions import limiter
from homecare.tally.storage import Asked, first_over

log = structlog.get_logger()


def _page_from_here() -> str:
    """A page for a new password, tried from one network."""
    return f"{network()} {request.path}"


limit_new_password = limiter.shared_limit(
    "10/minute", "new password", key_func=_page_from_here, methods=["POST"]
)

# Each mails a link to an address that is nobody's yet.
limit_new_address = limiter.shared_limit(
    "10/hour", "new address", key_func=lambda: str(current_user.id), methods=["POST"]
)

# Links of check-ins are signed, so this is only against a flood of tries from one network; a clinic
# full of people who open theirs at once is none.
limit_check_in = limiter.shared_limit("300/minute", "check-in", key_func=network)

# Links to letters hold 128 random bits and a year is tried five times; this is against a flood.
limit_letters = limiter.shared_limit("60/minute", "letter", key_func=network)

# An answer may bring a file, and each one is kept.
limit_answers = limiter.shared_limit(
    "20/hour; 60/day", "answer", key_func=lambda: (request.view_args or {})["token"]
)


@dataclass(frozen=True, slots=True)
class Budget:
    """So many within a time; a GET costs where what is taken along is dear, a POST elsewhere."""

    name: str
    often: str
    method: str = "POST"


CHANGES = Budget("changes", "240/minute; 5000/hour")
"""Everything that is sent by somebody who is signed in, whatever else it costs."""
KILOBYTES = Budget("kilobytes of a phone", "2000/hour; 6000/day")
"""A month without signal, fully logged, is some 600."""
MAILS = Budget("mails", "100/10 minutes; 500/day")
MY_ADDRESS = Budget("mails to my address", "10/hour; 30/day")
LETTERS = Budget("letters", "150/10 minutes; 1500/day")
ROOM = Budget("pages measured", "120/minute")
PAPERS = Budget("taken along", "120/10 minutes; 1500/day", method="GET")
UPLOADS = Budget("uploads", "60/10 minutes; 300/day")
REPLAYS = Budget("the rule tried out", "30/minute")
LAST_YEAR = Budget("the rule beside last year", "30/minute", method="GET")
PASSKEYS = Budget("passkeys", "200/minute")
RED_FLAGS = Budget("red-flag answers", "12/hour")

DOORS = {
    "today.sync_entries": KILOBYTES,
    "today.ask_my_address": MY_ADDRESS,
    "today.diary_json": PAPERS,
    "today.days_csv": PAPERS,
    "today.entries_csv": PAPERS,
    "today.sheet_pdf": PAPERS,
    "desk.new_client": MAILS,
    "desk.invite_client": MAILS,
    "desk.ask_address": MAILS,
    "desk.invite_colleague": MAILS,
    "desk.ask_colleague": MAILS,
    "desk.ask_contact": MAILS,
    "desk.send_letter": MAILS,
    "desk.remind_receiver": MAILS,
    "desk.ask_about_letter": MAILS,
    "desk.send_mail_again": MAILS,
    "desk.send_test_mail": MAILS,
    "desk.refer_flag": LETTERS,
    "desk.refer_client": LETTERS,
    "desk.save_referral": LETTERS,
    "desk.issue": LETTERS,
    "desk.write_again": LETTERS,
    "desk.emergency_note": LETTERS,
    "desk.room_left": ROOM,
    "desk.referral_pdf": PAPERS,
    "desk.referral_exchange": PAPERS,
    "desk.answer_file": PAPERS,
    "desk.sheet_pdf": PAPERS,
    "desk.record_as_json": PAPERS,
    "desk.record_as_pdf": PAPERS,
    "desk.caseload_as_csv": PAPERS,
    "desk.library_json": PAPERS,
    "desk.save_logo": UPLOADS,
    "desk.import_clients": UPLOADS,
    "desk.library_exchange": UPLOADS,
    "desk.letter_answer": UPLOADS,
    **dict.fromkeys(("desk.adapt_exercise", "desk.new_exercise"), UPLOADS),
    "desk.rule_effect": REPLAYS,
    "desk.rule_last_year": LAST_YEAR,
    "desk.save_rule": REPLAYS,
    "factors.by_passkey": PASSKEYS,
}
"""What costs more than a row: disk, mail, a page that is set, a file that is read."""

# Whoever is in trouble, or wants out, is never told to wait (`answers_often`).
NEVER = {"today.answer_red_flags", "security.logout", "accounts.sign_out_everywhere"}


def follow(app: Flask) -> None:
    """Count what may be asked for once it is known who asks and that they may."""
    app.before_request(_count)


def answers_often() -> bool:
    """Whether this person answered the red-flag questions more often within the hour than anybody
    who means it; this answer counts."""
    return _over([RED_FLAGS]) is not None


def limit_security(app: Flask) -> None:
    """Put limits on the views that come with Flask-Security: few hash a password at once."""
    views: dict[str, Any] = app.view_functions
    for name in ("login", "reset_password", "change_password"):
        views[f"security.{name}"] = seated(views[f"security.{name}"])
    views["security.reset_password"] = limit_new_password(views["security.reset_password"])


def _count() -> None:
    if g.get("counted"):  # a busy database: the same request, tried once more
        return
    g.counted = True
    if (over := _over(_asked())) is not None:
        budget, seconds = over
        log.info("slowed", budget=budget.name, endpoint=request.endpoint, of=_who())
        raise TooManyRequests(retry_after=seconds)


def _asked() -> Iterator[Budget]:
    endpoint = request.endpoint or ""
    if endpoint in NEVER:
        return
    if request.method == "POST" and current_user.is_authenticated:
        yield CHANGES
    door = DOORS.get(endpoint)
    if door is not None and request.method == door.method:
        yield door


def _over(budgets: Iterable[Budget]) -> tuple[Budget, int] | None:
    """The first budget that is used up, with the seconds to wait; None where none is."""
    limits = [(budget, limit) for budget in budgets for limit in _read(budget.often)]
    if not limiter.enabled or not limits:  # nobody is looked up for a file
        return None
    who = _who()
    at = first_over(limiter.storage, [_counted(*one, who) for one in limits])
    if at is None:
        return None
    budget, limit = limits[at]
    free_at = limiter.limiter.get_window_stats(limit, budget.name, who).reset_time
    return budget, max(0, floor(free_at - clock.machine_time().timestamp())) + 1


def _counted(budget: Budget, limit: RateLimitItem, who: str) -> Asked:
    cost = _kilobytes() if budget is KILOBYTES else 1
    return Asked(limit.key_for(budget.name, who), limit.get_expiry(), cost, limit.amount)


def _who() -> str:
    return str(current_user.id) if current_user.is_authenticated else network()


@cache
def _read(often: str) -> list[RateLimitItem]:
    return parse_many(often)


def _kilobytes() -> int:
    return max(1, ceil((request.content_length or 0) / 1024))
