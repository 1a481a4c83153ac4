"""A real SMTP server on 127.0.0.1 that can refuse, delay or drop on purpose."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.waiting.patience import PATIENCE
from tests.waiting.ports import free_port


class Postman:
    """Keeps what it was given; `answers` are replies to give first, one a mail."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.answers: list[str] = []
        self.recipient_answers: list[str] = []
        self.connections = 0
        self.drop_after_data = False
        self.thinks_for = 0.0  # seconds before it answers to a mail

    async def handle_EHLO(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, replies: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += not getattr(session, "counted", False)
        session.counted = True  # type: ignore[attr-defined]
        return replies

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.thinks_for:
            await asyncio.sleep(self.thinks_for)
        if self.answers:
            return self.answers.pop(0)
        content: Any = envelope.content
        self.received.append(message_from_bytes(content, policy=default))  # type: ignore[arg-type]
        if self.drop_after_data:
            server.transport.abort()
        return "250 OK"


@contextmanager
def smtp_server(postman: Postman | None = None) -> Iterator[tuple[Postman, str]]:
    """Run a server on a free port; yields its postman and its address for HOMECARE_SMTP_URL."""
    postman = postman or Postman()
    port = free_port()
    controller = Controller(postman, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE)
    controller.start()
    try:
        yield postman, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
