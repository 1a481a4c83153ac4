"""The job that lets mail out: to the SMTP server of the settings, or into files."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Practice
from homecare.busy import in_turn
from homecare.clients.models import Client
from homecare.clockwork.models import Heartbeat
from homecare.clockwork.periods import LATE, quiet_until
from homecare.clockwork.runs import forget_runs, is_run_to_forget
from homecare.mail.forgetting import REAL, SHOWN, Kept, forget_files, forget_words, is_to_forget
from homecare.mail.jobs import AT_ONCE, Sender, send_mail
from homecare.mail.jobs import is_due as is_any_to_send
from homecare.mail.message import Heading
from homecare.mail.models import OutboxMail
from homecare.mail.transports import Files, Smtp, Transport
from homecare.reports import weekly
from homecare.reports.check_ins import email as check_ins
from homecare.reports.reminders import email as reminders
from homecare.reports.stopping import stop_link
from homecare.reports.urgent_again import email as urgent_again

# Their clocks ask for the newest run only, and for none that is older than eight weeks. A
# check-in's and a night's are asked for as long as the episode lasts.
FORGOTTEN = (reminders.KIND, *weekly.KINDS, urgent_again.AGAIN, urgent_again.COVER)
OF_PERIODS = (*FORGOTTEN, check_ins.KIND)
"""What is written once a period, and not again where that failed."""
FULL_ROUND = AT_ONCE
"""So many mails are taken or refused in a round, where no fewer are due."""
PIECES = 20
"""So many pieces are forgotten in a tick; after a long stop the rest waits for the next ones."""
FILES = "mail files"
"""The sign of when the folder of mails was looked through."""
LOOKED_THROUGH = timedelta(hours=1)
"""A folder may hold thousands of files, and is looked through so often."""


# Put together once: every mail asks.
_NAME = select(Practice.name).where(Practice.id == bindparam("of"))
_ZONE = select(Practice.zone).where(Practice.id == bindparam("of"))
_CLIENTS_ZONE = select(Client.zone).where(Client.id == bindparam("of"))


def transport_for(settings: Settings, demonstration: bool) -> Transport:
    """A demonstration never speaks SMTP, whatever the settings say."""
    if settings.smtp_url and not demonstration:
        return Smtp(settings.smtp_url)
    return Files(settings.mail_folder)


def sender_of(settings: Settings, transport: Transport) -> Sender:
    """The configured address, in the name of the practice that each mail is from. What is written
    into files wakes nobody."""

    def heading(session: Session, row: OutboxMail) -> Heading:
        link = stop_link(settings, row.kind, row.client_id, row.to_address)
        name = session.scalar(_NAME, {"of": row.practice_id})
        return Heading(name, link) if name else Heading(stop_link=link)

    if transport.to_file:
        return Sender(settings.mail_from, heading)
    return Sender(settings.mail_from, heading, _rests_until)


def _rests_until(session: Session, row: OutboxMail, now: datetime) -> datetime | None:
    """The end of its reader's night. A reminder that is no later than an hour comes when they
    wanted it."""
    if row.kind == reminders.KIND and now - row.queued_at <= LATE:
        return None
    zones = (_ZONE, row.practice_id) if row.client_id is None else (_CLIENTS_ZONE, row.client_id)
    zone = session.scalar(zones[0], {"of": zones[1]})
    return quiet_until(now, zone) if zone else None


def send(
    session: Session,
    settings: Settings,
    now: datetime,
    demonstration: bool,
) -> int:
    """Send what is due, and forget what is over; answers how many were taken or refused."""
    transport = transport_for(settings, demonstration)
    answered = send_mail(session, transport, sender_of(settings, transport), now)
    forget(session, settings, now, demonstration)
    return answered


def send_urgent(session: Session, settings: Settings, now: datetime, demonstration: bool) -> int:
    """Send what somebody waits for, and nothing that comes by itself; answers as `send`."""
    transport = transport_for(settings, demonstration)
    return send_mail(session, transport, sender_of(settings, transport), now, bulk=False)


def is_due(session: Session, settings: Settings, now: datetime, demonstration: bool) -> bool:
    """Whether `send` has anything to do."""
    kept = kept_of(settings, demonstration)
    return (
        is_any_to_send(session, now)
        or is_to_forget(session, now, kept)
        or is_run_to_forget(session, now, FORGOTTEN)
    )


def kept_of(settings: Settings, demonstration: bool) -> Kept:
    """How long what mails said is kept."""
    return SHOWN if demonstration else REAL._replace(sent=timedelta(days=settings.mail_kept_days))


def forget(session: Session, settings: Settings, now: datetime, demonstration: bool) -> None:
    """Forget what mails said, and runs nobody asks for, piece by piece.

    Most ticks have nothing to forget, and take nobody's turn to write.
    """
    kept = kept_of(settings, demonstration)
    _in_pieces(
        session,
        lambda: is_to_forget(session, now, kept),
        partial(forget_words, now=now, kept=kept),
    )
    _in_pieces(
        session,
        lambda: is_run_to_forget(session, now, FORGOTTEN),
        partial(forget_runs, now=now, kinds=FORGOTTEN),
    )
    _forget_files(session, settings.mail_folder, now, kept)


def _forget_files(session: Session, folder: Path, now: datetime, kept: Kept) -> None:
    if not folder.is_dir():
        return
    looked = session.get(Heartbeat, FILES)
    if looked is not None and looked.at <= now < looked.at + LOOKED_THROUGH:
        return
    forget_files(session, folder, now, kept)
    in_turn(session, lambda inside: inside.merge(Heartbeat(name=FILES, at=now)))


def _in_pieces(
    session: Session, is_more: Callable[[], bool], piece: Callable[[Session], int]
) -> None:
    for _ in range(PIECES):
        if not is_more():
            return
        in_turn(session, piece)
