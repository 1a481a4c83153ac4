"""A client's phone, which sends whatever it likes."""

from tests.today.conftest import phone

__all__ = ["phone"]
