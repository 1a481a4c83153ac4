"""What a setting holds, looked at before anything starts: folders, hosts, where to listen.

Beside `config`, which reads them all.
"""

import os
import re
from ipaddress import ip_address
from pathlib import Path

KEPT = ("homecare.sqlite", "homecare.sqlite-wal", "homecare.sqlite-shm", "demonstration.sqlite",
        "demonstration.sqlite-wal", "demonstration.sqlite-shm", "mail")  # fmt: skip
EFFECTIVE = os.access in os.supports_effective_ids
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*\Z")


class SettingError(ValueError):
    """A setting holds something that can't be used; the message says what to write instead."""


def check_writable(instance: Path) -> None:
    """Raises SettingError for what somebody else made: root, say, on an earlier start."""
    for path in (instance, *(instance / name for name in KEPT)):
        needed = os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
        if path.exists() and not os.access(path, needed, effective_ids=EFFECTIVE):
            owner, me = path.stat().st_uid, os.geteuid()
            whose = "" if owner == me else f" (it belongs to user {owner}, and this is user {me})"
            raise SettingError(
                f"HOMECARE_INSTANCE, {path}: can't be written{whose}. Set HOMECARE_INSTANCE to a "
                "folder that can, or hand this one over with everything in it"
            )
    mail = instance / "mail"
    if (mail.exists() or mail.is_symlink()) and not mail.is_dir():
        raise SettingError(
            f"HOMECARE_INSTANCE, {mail}: is no folder, and mail is written to a folder of that "
            "name. Move it away"
        )


def in_plain_letters(host: str) -> str:
    """A host as links, certificates and mail headers name it: `mühle.example` is
    `xn--mhle-0ra.example`. Raises ValueError for what can be no name."""
    if host.isascii():
        return host
    # Only whoever has such a name needs it.
    from email_validator import validate_email  # noqa: PLC0415

    return str(validate_email(f"post@{host}", check_deliverability=False).ascii_domain)


def can_be_listened_at(bind: str) -> bool:
    """Whether this is an address, or a name such as localhost."""
    try:
        return bool(ip_address(bind))
    except ValueError:
        return _NAME.match(bind) is not None
