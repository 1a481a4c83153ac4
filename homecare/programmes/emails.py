"""The mail that tells a client about a new version, as a value."""

from homecare.accounts.emails import record_link
from homecare.accounts.models import Membership
from homecare.acting import Actor
from homecare.language import long_date
from homecare.mail.message import Email
from homecare.mail.render import compose
from homecare.programmes.models import ProgrammeVersion


def programme_email(
    login: Membership,
    address: str,
    by: Actor,
    version: ProgrammeVersion,
    changes: list[str],
    public_url: str,
    *,
    stopped: bool,
) -> Email:
    """The mail to the person who signs in, at the client's confirmed `address`.

    `changes` is left empty where no mail may say it. While a red-flag answer has the exercises
    `stopped` it says so, gives no day to start on, and leads to what to do.
    """
    subject, text, html = compose(
        "programme_changed",
        client_name=login.record_name,
        therapist=by.name,
        practice_name=login.practice.name,
        first=version.number == 1,
        starts_on=long_date(version.starts_on),
        told=changes,
        stopped=stopped,
        link=record_link(public_url, "/red-flags" if stopped else "/today", version.client_id),
    )
    return Email(
        kind="programme-changed",
        to_address=address,
        to_name=login.record_name or "",
        subject=subject,
        text=text,
        html=html,
        practice_id=version.practice_id,
        client_id=version.client_id,
        key=f"programme-changed:{version.id}",
    )
