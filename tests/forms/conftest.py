"""A client in care and their phone, on the morning of the other diary tests."""

from tests.today.conftest import care, clock, phone

__all__ = ["care", "clock", "phone"]
