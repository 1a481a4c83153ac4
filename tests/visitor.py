"""Somebody's browser without a screen, for homecare as it really runs."""

import re
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from tests.waiting.patience import PATIENCE


class Visitor:
    """Cookies, pages and forms."""

    def __init__(self, address: str) -> None:
        self.address, self.opener = address, build_opener(HTTPCookieProcessor(CookieJar()))

    def read(self, page: str, **form: str) -> str:
        """The page at an address; with a form, what it answers to that."""
        return self.take(page, **form).decode()

    def take(self, page: str, **form: str) -> bytes:
        """The same as it comes, for a file."""
        data = urlencode(form).encode() if form else None
        with self.opener.open(self.address + page, data, timeout=PATIENCE) as answer:
            content: bytes = answer.read()
        return content

    def status(self, page: str) -> int:
        """How the page at an address answers."""
        try:
            self.read(page)
        except HTTPError as error:
            return error.code
        return 200

    def sign_in(self, email: str, password: str) -> "Visitor":
        """Sign in on the sign-in page."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.read("/sign-in"))
        assert token is not None
        self.read("/sign-in", email=email, password=password, csrf_token=token[1])
        return self
