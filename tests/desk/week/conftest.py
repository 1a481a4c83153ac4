"""The week's page in a real browser."""

from tests.desk.client.conftest import open_page

__all__ = ["open_page"]
