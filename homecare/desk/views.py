"""The therapist's pages, gathered: importing a page module registers its views."""

from homecare.desk import (
    caseload,
    client_edit,
    client_steps,
    clients,
    diary_entry,
    invitation,
    words,
)
from homecare.desk.blueprint import blueprint

__all__ = [
    "blueprint",
    "caseload",
    "client_edit",
    "client_steps",
    "clients",
    "diary_entry",
    "invitation",
    "words",
]
