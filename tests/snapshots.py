"""Mails compared with how they were last read and approved: tests/emails/snapshots.

What stands above the body is the same in all of them but for the title, and a style where there is
a picture; it is kept once, in `head.html`.

After a wanted change of wording run the tests once with `HOMECARE_REWRITE_SNAPSHOTS=1`, and read
the difference before it is committed.
"""

import os
import re
from pathlib import Path

from homecare.mail.message import Email

FOLDER = Path(__file__).parent / "emails" / "snapshots"
OWN = re.compile(
    r"<title>.*?</title>|<style[^>]*>@media only screen and \(max-width.*?</style>", re.S
)
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/mail/stop/)[\w.-]+")


def assert_as_approved(name: str, email: Email) -> None:
    """The mail is the same, word for word, as its snapshot; ids made anew are left out. Nobody
    reads a tag in it, and no gap is wider than one blank line."""
    assert "&lt;" not in email.html
    assert "\n\n\n" not in email.text
    _compare(FOLDER / f"{name}.txt", _as_text(email))
    head, of_this_mail = _parted(email.html)
    _compare(FOLDER / "head.html", head)
    _compare(FOLDER / f"{name}.html", ID.sub("ID", of_this_mail))


def _parted(html: str) -> tuple[str, str]:
    """What mails have in common, and what is this one's own: its title, its style, its body."""
    head, body = html.split("<body", 1)
    own = [*OWN.findall(head), f"<body{body}"]
    return OWN.sub("", head), "\n".join(own)


def _as_text(email: Email) -> str:
    head = [f"To: {email.to_name} <{email.to_address}>", f"Subject: {email.subject}"]
    pictures = [f"Picture {part.cid} ({part.content_type}): {part.alt}" for part in email.parts]
    return ID.sub("ID", "\n".join([*head, *pictures, "", email.text]))


def _compare(file: Path, now: str) -> None:
    if os.environ.get("HOMECARE_REWRITE_SNAPSHOTS"):
        file.write_text(now)
    assert file.exists(), f"{file.name} is new: run with HOMECARE_REWRITE_SNAPSHOTS=1, and read it"
    assert now == file.read_text()
