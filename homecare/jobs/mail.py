"""The job that lets mail out: to the SMTP server of the settings, or into files."""

from datetime import datetime

from sqlalchemy.orm import Session

from config import Settings
from homecare.busy import in_turn
from homecare.mail.forgetting import forget_files, forget_words, is_to_forget
from homecare.mail.jobs import send_mail
from homecare.mail.transports import Files, Smtp, Transport


def transport_for(settings: Settings, demonstration: bool) -> Transport:
    """A demonstration never speaks SMTP, whatever the settings say."""
    if settings.smtp_url and not demonstration:
        return Smtp(settings.smtp_url)
    return Files(settings.mail_folder)


def send(
    session: Session,
    settings: Settings,
    now: datetime,
    demonstration: bool,
) -> int:
    """Send what is due, and forget what is over; answers how many mails left.

    A demonstration forgets nothing: it shows its mail.
    """
    transport = transport_for(settings, demonstration)
    sent = send_mail(session, transport, settings.mail_from, now)["sent"]
    if not demonstration:
        # Most ticks have nothing to forget, and take nobody's turn to write.
        if is_to_forget(session, now):
            in_turn(session, lambda inside: forget_words(inside, now))
        forget_files(session, settings.mail_folder, now)
    return sent
