"""Mail and its password go encrypted, or nothing goes; this machine's own relay is an exception."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy.orm import Session

from homecare.mail import transports
from homecare.mail.jobs import Sender, send_mail
from homecare.mail.message import Email
from homecare.mail.outbox import queue
from homecare.mail.transports import Smtp, is_this_machine
from tests.mail.servers import Postman
from tests.waiting.patience import PATIENCE
from tests.waiting.ports import free_port

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SENDER = Sender("no-reply@homecare.example")


class Listening(Postman):
    """Takes any password, and remembers that one was said."""

    def __init__(self) -> None:
        super().__init__()
        self.passwords: list[object] = []

    def authenticator(self, _server: object, _session: object, _envelope: object,
                      _mechanism: str, said: object) -> AuthResult:  # fmt: skip
        self.passwords.append(said)
        return AuthResult(success=True)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that nobody but itself has signed."""
    folder = tmp_path_factory.mktemp("certificate")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


@contextmanager
def server(certificate: tuple[Path, Path] | None = None) -> Iterator[tuple[Listening, int]]:
    postman, port, context = Listening(), free_port(), None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate[1], certificate[0])
    controller = Controller(
        postman, hostname="127.0.0.1", port=port, tls_context=context,
        authenticator=postman.authenticator, auth_require_tls=False, ready_timeout=PATIENCE,
    )  # fmt: skip
    controller.start()
    try:
        yield postman, port
    finally:
        controller.stop()


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server of the test stands for one on another machine."""
    monkeypatch.setattr(transports, "is_this_machine", lambda _host: False)


def sent(session: Session, url: str) -> tuple[str, str]:
    row = queue(session, Email("test", "amy@clients.example", "Hi", "Hello"), NOW)
    session.commit()
    send_mail(session, Smtp(url), SENDER, NOW)
    session.expire_all()
    assert row is not None
    return row.status, row.error


@pytest.mark.parametrize("who", ["user:secret@", ""])
def test_without_encryption_neither_password_nor_mail_is_handed_over(
    session: Session, far_away: None, who: str
) -> None:
    with server() as (postman, port):
        assert sent(session, f"smtp://{who}127.0.0.1:{port}") == ("queued", "no encryption")
    assert (postman.passwords, postman.received) == ([], [])


def test_a_password_for_a_relay_on_this_machine_is_not_said_in_the_open(session: Session) -> None:
    with server() as (postman, port):
        status = sent(session, f"smtp://user:secret@127.0.0.1:{port}")
    assert status == ("queued", "no encryption")
    assert (postman.passwords, postman.received) == ([], [])


def test_a_relay_on_this_machine_without_a_password_needs_none(
    session: Session, certificate: tuple[Path, Path]
) -> None:
    for offered in (None, certificate):  # many have a certificate that nobody signed
        with server(offered) as (postman, port):
            assert sent(session, f"smtp://127.0.0.1:{port}") == ("sent", "")
            assert len(postman.received) == 1


def test_a_setting_lets_it_go_without(session: Session, far_away: None) -> None:
    with server() as (postman, port):
        assert sent(session, f"smtp+plain://user:secret@127.0.0.1:{port}") == ("sent", "")
    assert len(postman.passwords) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtp+plain"])
def test_a_certificate_nobody_signed_is_refused(
    session: Session, far_away: None, certificate: tuple[Path, Path], scheme: str
) -> None:
    with server(certificate) as (postman, port):
        url = f"{scheme}://user:secret@127.0.0.1:{port}"
        assert sent(session, url) == ("queued", "SSLCertVerificationError")
    assert postman.passwords == []


def test_with_a_good_certificate_it_is_encrypted(
    session: Session, far_away: None, certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    with server(certificate) as (postman, port):
        assert sent(session, f"smtp://user:secret@127.0.0.1:{port}") == ("sent", "")
    assert (len(postman.passwords), len(postman.received)) == (1, 1)


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True),
     ("LocalHost.", True), ("localhost.example", False), ("10.0.0.1", False),
     ("mail.example", False), ("127.0.0.1.example", False)],
)  # fmt: skip
def test_what_counts_as_this_machine(host: str, here: bool) -> None:
    assert is_this_machine(host) is here
