"""The job that lets mail out: to the SMTP server of the settings, or into files."""

from datetime import datetime

from sqlalchemy.orm import Session

from config import Settings
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
    """Send what is due; answers how many mails left."""
    transport = transport_for(settings, demonstration)
    return send_mail(session, transport, settings.mail_from, now)["sent"]
