"""The therapist's pages, gathered: importing a page module registers its views."""

from homecare.desk.blueprint import blueprint

__all__ = ["blueprint"]
