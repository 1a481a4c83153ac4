"""Links to pages that another feature brings lead nowhere until it does."""

from tests.programmes.conftest import pages_to_come

__all__ = ["pages_to_come"]
