"""The treatment room of the programmes' own tests."""

from tests.programmes.conftest import monday_morning, room

__all__ = ["monday_morning", "room"]
