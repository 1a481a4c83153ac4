"""A word of its own in everything that somebody wrote about a client, so that it is known again."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homecare.database import Base

FREE = 100  # a text that may be this long, or has no limit, is somebody's own words
HEALTH = {
    "client": ("gp", "medicines"),
    "episode": ("complaint", "findings", "closed_reason", "activities"),
    "visit": ("note",),
    "visit_correction": ("note", "reason"),
    "appointment_step": ("reason",),
    "away": ("reason",),
    "programme_version": ("note",),
    "programme_item": ("note",),
    "programme_advice": ("title", "text", "reason", "alternative", "question"),
    "red_flag_answer": ("cleared_reason",),
    "flag": ("reasons",),
    "flag_transition": ("reason", "reasons"),
    "verdict": ("reasons",),
    "entry": ("body",),
    "rejected_entry": ("reason", "sent"),
    "erasure": ("words",),
    "record_change": ("old_value", "new_value"),
    "referral": ("message", "question", "course_note", "replaces_why", "differs_why",
                 "unasked_why", "withdrawn_why", "letter"),
    "letter_agreement": ("letter", "words"),
    "letter_answer": ("words", "sent_on_to", "said_by"),
    "answer_correction": ("words", "sent_on_to", "said_by", "reason"),
}  # fmt: skip
NOT_HEALTH = {
    "person", "practice", "run", "advice", "audit_line", "contact", "exercise", "logo", "template",
    "outbox_mail", "mail_part", "mail_words", "membership", "invitation", "consent", "record_merge",
    "letter_link", "passkey", "recovery_code", "code_app",
}  # fmt: skip
"""Who works here, whom they know, what the library holds, what was mailed (looked at itself)."""
NAMES_AND_SETTINGS = {
    "client": {"name", "email", "confirmed_email", "found_by", "contraindications", "reminder"},
    "episode": {"new_starts", "gp_answers"},
    "erasure": {"records", "counts"},
    "diary_day": {"activities", "deciding"},
    "flag": {"figures"},
    "flag_transition": {"figures"},
    "verdict": {"figures"},
    "letter_agreement": {"wording"},
    "letter_answer": {"new_starts"},
}
"""Beside them in the same tables: who somebody is, and lists of codes and figures."""


def written_columns() -> Iterator[tuple[str, str]]:
    """Every column in which somebody's own words may stand."""
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            kind: Any = column.type
            is_text = isinstance(kind, sa.String) and (kind.length or FREE) >= FREE
            if is_text or isinstance(kind, sa.JSON) or "json" in type(kind).__name__.lower():
                yield table.name, column.name


def canary(table: str, column: str) -> str:
    return f"Canary{table}{column}bird".replace("_", "")


def plant(session: Session) -> set[str]:
    """Write a canary into each of them, in every row; returns those that stand somewhere."""
    planted = set()
    for name, columns in HEALTH.items():
        table = Base.metadata.tables[name]
        rows = session.execute(sa.select(table)).mappings().all()
        for row in rows:
            values = {}
            for column in columns:
                word = canary(name, column)
                value = _with(row[column], word)
                if value is not None:
                    values[column] = value
                    planted.add(word)
            if values:
                session.execute(sa.update(table).where(table.c.id == row["id"]).values(values))
    session.commit()
    return planted


def _with(value: Any, word: str) -> Any:
    """The same with a canary in it, where it has room for words; a structure keeps its shape."""
    if isinstance(value, str):
        return word if not value.startswith(("{", "<")) else value.replace("Sam", f"Sam {word}")
    if isinstance(value, list) and value and isinstance(value[0], dict):
        said = "text" if "text" in value[0] else "words"
        return [{**one, said: f"{one[said]} {word}"} for one in value]
    if isinstance(value, dict):
        words = {name: word for name, one in value.items() if isinstance(one, str)
                 and name in ("text", "note", "message", "question")}  # fmt: skip
        return {**value, **words} if words else None
    return None


def canaries_in(text: Any) -> set[str]:
    """Those that stand in a text or a structure, whatever their case."""
    said = (text if isinstance(text, str) else json.dumps(text, default=str)).lower()
    return {word for word in ALL if word.lower() in said}


ALL = {canary(table, column) for table, columns in HEALTH.items() for column in columns}
