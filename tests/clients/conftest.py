"""The page of flags, which is not there yet."""

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def pages_to_come(app: Flask) -> None:
    """Links to pages that another feature brings lead nowhere until it does."""
    if not app.url_build_error_handlers:
        app.url_build_error_handlers.append(lambda _error, _endpoint, _values: "/to-come")
