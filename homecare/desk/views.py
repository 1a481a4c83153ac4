"""The therapist's pages, gathered: importing a page module registers its views."""

from homecare.desk import (
    audit_words,
    caseload,
    client_edit,
    client_steps,
    clients,
    contacts,
    diary_entry,
    exercise_words,
    flags,
    invitation,
    library,
    practice,
    programme,
    referrals,
    set_up,
    sheet,
    words,
)
from homecare.desk.blueprint import blueprint

__all__ = [
    "audit_words",
    "blueprint",
    "caseload",
    "client_edit",
    "client_steps",
    "clients",
    "contacts",
    "diary_entry",
    "exercise_words",
    "flags",
    "invitation",
    "library",
    "practice",
    "programme",
    "referrals",
    "set_up",
    "sheet",
    "words",
]
