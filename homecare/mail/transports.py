"""The two ways a mail leaves: to an SMTP server, or into a folder of files."""

import os
import re
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 20
# After the mail itself a server may look for viruses before it answers. Whoever hangs up then
# never knows whether the mail arrived, so this wait is long (RFC 5321 allows even ten minutes).
ANSWER_SECONDS = 120
# How an error begins that is about one receiver, and says nothing about the others' mail.
RECEIVER = "receiver "
NO_ENCRYPTION = "no encryption"
_NUMBERS = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")


class NotNowError(Exception):
    """The server said "later"; nothing was sent, so try again."""


class UnreachableError(NotNowError):
    """The server does not answer, to this mail or any other; nothing was sent, so try again."""


class NoEncryptionError(UnreachableError):
    """The server offers no encryption, and nothing says that it may go without."""


class RefusedError(Exception):
    """The server will never take this mail."""


class UncertainError(Exception):
    """The connection died after the server began to take the mail: it may have arrived."""


class Transport(Protocol):
    """Something that delivers a message, or raises one of the errors above.

    `to_file` says that nothing leaves this machine by it.
    """

    to_file: bool

    def deliver(self, message: EmailMessage, recipient: str) -> None:
        """Deliver one message to one address."""

    def close(self) -> None:
        """Let go of what was kept open."""


class Files:
    """Writes each mail into a folder, one .eml file each, whole or not at all."""

    to_file = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, message: EmailMessage, recipient: str) -> None:
        """Write the message under its own id, so that a second delivery changes nothing."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        draft = self.folder / f".{name}.{os.getpid()}"
        draft.write_bytes(message.as_bytes(policy=SMTP))
        draft.replace(self.folder / f"{name}.eml")

    def close(self) -> None:
        """Nothing is kept open."""


class Smtp:
    """Speaks to one server over one kept connection, made anew when it was lost.

    `smtps` is encrypted from the first byte, `smtp` by STARTTLS, without which nothing is handed
    over; a relay on this machine that asks for no password may do without. `smtp+plain` takes
    encryption where it is offered and goes without where it is not.
    """

    to_file = False

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps", "smtp+plain") or not parts.hostname:
            raise ValueError("HOMECARE_SMTP_URL must look like smtp://user:password@host:587")
        self.parts = parts
        self.connection: smtplib.SMTP | None = None

    def deliver(self, message: EmailMessage, recipient: str) -> None:
        """Send one message. Raises NotNowError, RefusedError or UncertainError."""
        content = message.as_bytes(policy=SMTP)
        sender = str(message["From"].addresses[0].addr_spec)
        connection = self._connected()
        try:
            _expect(connection.mail(sender), 250)
            _expect(connection.rcpt(recipient), 250, 251, about=RECEIVER)
            _expect(connection.docmd("DATA"), 354)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise UnreachableError(type(error).__name__) from error
        except (NotNowError, RefusedError):
            self._forget_mail()
            raise
        except UnicodeError as error:
            self._forget_mail()
            raise RefusedError("not an address") from error
        self._send_content(connection, content)

    def _send_content(self, connection: smtplib.SMTP, content: bytes) -> None:
        """The part after which a lost connection leaves it open whether the mail arrived."""
        lines = b"\r\n".join(
            b"." + line if line.startswith(b".") else line for line in content.split(b"\r\n")
        )
        try:
            connection.send(lines + (b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n"))
            _wait_for(connection, ANSWER_SECONDS)
            reply = connection.getreply()
            _wait_for(connection, TIMEOUT_SECONDS)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise UncertainError(type(error).__name__) from error
        _expect(reply, 250)

    def _connected(self) -> smtplib.SMTP:
        if self.connection is not None and self._is_alive(self.connection):
            return self.connection
        self.close()
        try:
            self.connection = self._connect()
        except NoEncryptionError:
            raise
        except (smtplib.SMTPException, OSError) as error:
            raise UnreachableError(type(error).__name__) from error
        return self.connection

    def _connect(self) -> smtplib.SMTP:
        host, port = self.parts.hostname or "", self.parts.port
        context = ssl.create_default_context()
        connection: smtplib.SMTP
        if self.parts.scheme == "smtps":
            connection = smtplib.SMTP_SSL(
                host, port or 465, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(host, port or 587, timeout=TIMEOUT_SECONDS)
            self._encrypt(connection, context)
        connection.ehlo()
        if self.parts.username:
            connection.login(unquote(self.parts.username), unquote(self.parts.password or ""))
        return connection

    def _encrypt(self, connection: smtplib.SMTP, context: ssl.SSLContext) -> None:
        """Turn encryption on, with the server's certificate checked, before anything is said.

        Raises NoEncryptionError. A relay on this machine often has a certificate nobody signed.
        """
        connection.ehlo()
        if self._stays_here():
            return
        if connection.has_extn("starttls"):
            connection.starttls(context=context)
        elif self.parts.scheme != "smtp+plain":
            connection.close()
            raise NoEncryptionError(NO_ENCRYPTION)

    def _stays_here(self) -> bool:
        """Whether nothing said leaves this machine, and no password is said."""
        return is_this_machine(self.parts.hostname or "") and not self.parts.username

    @staticmethod
    def _is_alive(connection: smtplib.SMTP) -> bool:
        try:
            return connection.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _forget_mail(self) -> None:
        """After a refusal, tell the server that this mail is over; the connection stays."""
        try:
            if self.connection is not None:
                self.connection.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def close(self) -> None:
        """End the connection, whatever state it is in."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def _wait_for(connection: smtplib.SMTP, seconds: float) -> None:
    if connection.sock is not None:
        connection.sock.settimeout(seconds)


def is_this_machine(host: str) -> bool:
    """Whether a host is this machine by its name or address alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def _expect(reply: tuple[int, bytes], *good: int, about: str = "") -> None:
    """Raise the error that fits a reply. Of its text, which may repeat an address, only the numbers
    are kept that it may begin with (RFC 3463): they tell a full mailbox from a mail nobody wants.
    """
    code, text = reply
    if code in good:
        return
    numbers = _NUMBERS.match(text)
    said = f"{about}SMTP {code}" + (f" {numbers[1].decode()}" if numbers else "")
    if 500 <= code < 600:
        raise RefusedError(said)
    raise NotNowError(said)
