"""The therapist's pages, gathered: importing a page module registers its views."""

from homecare.desk import caseload, words
from homecare.desk.blueprint import blueprint

__all__ = ["blueprint", "caseload", "words"]
