"""Whom a mail says it is for, as the servers and programs on its way read that."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import HeaderRegistry
from email.utils import getaddresses
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from homecare.mail.message import as_mime, in_one_line
from homecare.mail.models import MailWords, OutboxMail

ADDRESS = "amy@clients.example"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = (
    "Zoë Smith, Jane", "Smith, Zoë", "Zoë <zoe@evil.example> Brown", 'Zoë "Zo" Ash', "Ash; Zoë",
    "Jane Smith, Ltd", "(Zoë)", "Zoë\\", "李 明, Amy", "@", "",
)  # fmt: skip


def sent(name: str) -> bytes:
    words = MailWords(subject=f"For {name}", text="Hello", html="")
    row = OutboxMail(
        id=uuid4(), to_address=ADDRESS, to_name=name, words=words, parts=[], queued_at=NOW
    )
    return as_mime(row, "practice@homecare.example").as_bytes(policy=policy.SMTP)


def receivers(name: str) -> list[str]:
    """As two readers understand it: one that knows encoded words, and one that only splits."""
    content = sent(name)
    [new] = [message_from_bytes(content, policy=policy.default)["To"].addresses]
    plain = getaddresses([str(message_from_bytes(content)["To"])])
    assert [address for _, address in plain] == [each.addr_spec for each in new]
    return [each.addr_spec for each in new]


@given(some.text(max_size=120))
@example("Zoë <zoe@evil.example>,")
def test_whatever_a_name_is_a_mail_is_for_one_person(name: str) -> None:
    assert receivers(name) == [ADDRESS]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_as_it_was_written(name: str) -> None:
    [reader] = message_from_bytes(sent(name), policy=policy.default)["To"].addresses
    assert (reader.display_name, reader.addr_spec) == (in_one_line(name), ADDRESS)


def test_no_class_is_made_for_a_second_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library makes one for every header, which was a sixth of what sending a mail costs."""
    sent("Amy")
    made: list[str] = []
    of_library = HeaderRegistry.__getitem__

    def noted(registry: HeaderRegistry, name: str) -> object:
        made.append(name)
        return of_library(registry, name)

    monkeypatch.setattr(HeaderRegistry, "__getitem__", noted)
    assert sent("Ben")
    assert made == []
