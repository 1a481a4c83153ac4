"""What a page answered, as text that can be compared: status, headers that matter, content."""

import io
import zipfile
from email.parser import BytesParser
from email.policy import default

from werkzeug.test import TestResponse

from tests.unchanged.normal import Numbers, digest

HEADERS = ("Content-Type", "Cache-Control", "Location", "Content-Disposition",
           "Content-Security-Policy", "Referrer-Policy", "Allow")  # fmt: skip
TEXT = ("text/", "application/json", "application/manifest+json", "application/javascript",
        "application/problem+json", "image/svg+xml")  # fmt: skip


def is_text(kind: str) -> bool:
    """Whether content of this media type can be read."""
    return kind.startswith(TEXT) or kind.endswith("+json")


def in_words(answer: TestResponse, numbers: Numbers) -> str:
    """The answer with everything drawn by lot replaced."""
    head = [f"{name}: {answer.headers[name]}" for name in HEADERS if name in answer.headers]
    content = content_in_words(answer.get_data(), answer.mimetype or "")
    return numbers.plain("\n".join([answer.status, *head, "", content]))


def content_in_words(content: bytes, kind: str) -> str:
    """The content itself; of what nobody can read, its length and a digest."""
    if is_text(kind):
        return content.decode("utf-8", "replace")
    if kind == "application/zip" and zipfile.is_zipfile(io.BytesIO(content)):
        return _unpacked(content)
    return f"{kind}: {len(content)} bytes, {digest(content)}"


def _unpacked(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = [f"--- {name}\n{_readable(packed.read(name))}" for name in packed.namelist()]
    return "\n".join(parts)


def _readable(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return f"{len(content)} bytes, {digest(content)}"


def mail_in_words(content: bytes) -> str:
    """A mail of a file: its headers in order of name, then every part."""
    message = BytesParser(policy=default).parsebytes(content)
    head = sorted(f"{name}: {value}" for name, value in message.items() if name != "Content-Type")
    parts = []
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        body = part.get_payload(decode=True)
        told = content_in_words(body if isinstance(body, bytes) else b"", kind)
        parts.append(f"--- {kind} {part.get('Content-ID', '')}\n{told}")
    return "\n".join([*head, *parts])
