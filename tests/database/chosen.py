"""What rows hold on their way through the migrations, where not any value will do."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zlib import compress

ID = UUID("01900000-0000-7000-8000-000000000001")
# What a check constraint of a table asks for.
CHOSEN: dict[str, Any] = {
    "installation.kind": "real",
    "consent.kind": "email",
    "contact.kind": "gp",
    "entry.op": "amend",
    "entry.hash": bytes(range(32)).hex(),
    "erasure.decision": "kept",
    "erasure.why": "law",
    "episode.closed_as": "better",
    "episode.side": "left",
    "membership.role": "client",
    "outbox_mail.message_id": ID.hex,
    "outbox_mail.status": "queued",
    "programme_version.flare_hours": 48,
    "practice.zone": "Europe/London",
    "referral.status": "draft",
    "letter_link.ended_why": "tries",
    "letter_opening.what": "opened",
    "letter_agreement.answer": "agreed",
    "letter_agreement.how": "phone",
    "letter_answer.next": "back",
    "letter_answer.how": "link",
    "answer_correction.kind": "corrected",
    "answer_file.kind": "pdf",
    "appointment.state": "booked",
    "visit_correction.kind": "moved",
    "record_merge.goes_on": "keeper",
    "server_stop.ended": datetime(2026, 3, 4, 9, tzinfo=UTC),
}
# The same where a column keeps bytes: what was packed, and a hash.
KEPT_AS_BYTES: dict[str, bytes] = {
    "letter_file.pdf": compress(b"kept"),
    "letter_file.exchange": compress(b"kept"),
    "letter_agreement.chart": compress(b"kept"),
    "referral.chart": compress(b"kept"),
    "entry.hash": bytes(range(32)),
}
# Where a column's values stand that a later revision moved into another table.
MOVED = {
    ("outbox_mail", "subject"): ("mail_words", "subject"),
    ("outbox_mail", "text"): ("mail_words", "text"),
    ("outbox_mail", "html"): ("mail_words", "html"),
    ("outbox_mail", "message_id"): ("outbox_mail", "id"),
    ("visit", "next_appointment"): ("appointment", "starts"),
}
