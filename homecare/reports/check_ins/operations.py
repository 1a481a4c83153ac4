"""Asking again where the check-in did not get through, with a link of its own."""

from dataclasses import replace

from config import Settings
from homecare.acting import Act
from homecare.language import local_day
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue
from homecare.refusals import Refusal
from homecare.reports.check_ins.email import check_in_email
from homecare.reports.check_ins.queries import CARE_OVER, ELSEWHERE, asked_by, why_not_again


def ask_again(act: Act, settings: Settings, mail: OutboxMail) -> None:
    """Queue the question of a check-in that did not get through once more, for two weeks from now:
    the link in that one is forgotten. Raises Refusal where there is nothing to ask any more."""
    if why := why_not_again(act.session, mail):
        raise Refusal(why)
    asked = asked_by(act.session, mail)
    if asked is None:
        raise Refusal(CARE_OVER)
    episode, since = asked
    today = local_day(act.now, episode.zone)
    email = check_in_email(act.session, settings, episode, since, today)
    if email is None:
        raise Refusal(ELSEWHERE)
    queue(act.session, replace(email, key=f"{email.key}:{mail.id.hex}"), act.now)
