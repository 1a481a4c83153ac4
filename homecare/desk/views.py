"""The therapist's pages, gathered: importing a page module registers its views."""

from homecare.desk import (
    caseload,
    client_edit,
    client_steps,
    clients,
    contacts,
    diary_entry,
    exercise_words,
    invitation,
    library,
    programme,
    referrals,
    sheet,
    words,
)
from homecare.desk.blueprint import blueprint

__all__ = [
    "blueprint",
    "caseload",
    "client_edit",
    "client_steps",
    "clients",
    "contacts",
    "diary_entry",
    "exercise_words",
    "invitation",
    "library",
    "programme",
    "referrals",
    "sheet",
    "words",
]
