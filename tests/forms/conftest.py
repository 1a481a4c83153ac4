"""A client's phone, which sends whatever it likes."""

from tests.today.conftest import me, phone

__all__ = ["me", "phone"]
