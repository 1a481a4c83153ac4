"""A walk through the demonstration: every address without arguments, then every link, in order.

It sends no form but the one for signing in, and leaves out what signs out. Every link of a page is
followed, at most `OF_ONE_KIND` addresses of one rule and kind of question for each visitor; which
ones is decided by the order of the pages, not by lot.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.unchanged import answers, statements
from tests.unchanged.normal import Numbers

OF_ONE_KIND = 24
LEFT_OUT = {"/sign-out"}
LINK = re.compile(r"""\b(?:href|src|data-[\w-]*(?:url|href|src|address))=["']([^"']*)["']""")
IN_TEXT = re.compile(r"https?://[^\s\"'<>)]+")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Seen:
    """One page of the walk."""

    address: str
    content: str
    statements: str


@dataclass
class Visitor:
    """Somebody's cookie jar, and what they have found so far."""

    app: Flask
    origin: str
    release: str
    browser: FlaskClient = field(init=False)
    addresses: Numbers = field(init=False)
    found: dict[str, str] = field(default_factory=dict)  # of each kind the first address
    visits: int = 0
    person: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        self.browser = self.app.test_client()
        self.addresses = Numbers(self.release)

    def sign_in(self, email: str, password: str) -> None:
        """Go through the sign-in page. Raises RuntimeError where it lets nobody in."""
        token = TOKEN.search(self._get("/sign-in").text)
        form = {"email": email, "password": password, "csrf_token": token[1] if token else ""}
        answer = self.send("/sign-in", list(form.items()))
        if answer.status_code != 302:
            raise RuntimeError(f"{email} can't sign in: {answer.status}")
        self.person = email, password

    def walk(
        self, most: int = OF_ONE_KIND, met: Callable[[str, TestResponse], None] | None = None
    ) -> Iterator[Seen]:
        """Every page, breadth first, at most so many of one kind; `met` is shown each of them."""
        waiting = deque(plain_addresses(self.app))
        known, kinds = set(waiting), Counter[str]()
        while waiting:
            address = waiting.popleft()
            answer, seen = self.look(address)
            yield seen
            if met is not None:
                met(address, answer)
            for link in links(answer, urljoin(self.origin, address), self.origin):
                kind = kind_of(self.app, link)
                if link not in known and kinds[kind] < most:
                    known.add(link)
                    kinds[kind] += 1
                    self.found.setdefault(kind, link)
                    waiting.append(link)

    def look(self, address: str) -> tuple[TestResponse, Seen]:
        """Open one page; it sends its statements while its content is read."""
        with statements.counted() as sent:
            answer = self._get(address)
            content = answers.in_words(answer, Numbers(self.release))
        name = self.addresses.plain(address)
        return answer, Seen(name, content, statements.in_words(sent))

    def open_signed_in(self, address: str) -> TestResponse:
        """Open one page; whoever was signed out by what they did before signs in again."""
        answer = self._get(address)
        if self.person and urlsplit(answer.location or "").path == "/sign-in":
            self.sign_in(*self.person)
            answer = self._get(address)
        return answer

    def send(self, address: str, pairs: list[tuple[str, str]]) -> TestResponse:
        """Send a form."""
        return self.browser.post(
            address, data=MultiDict(pairs), base_url=self.origin, environ_overrides=self._place()
        )

    def _get(self, address: str) -> TestResponse:
        return self.browser.get(address, base_url=self.origin, environ_overrides=self._place())

    def _place(self) -> dict[str, str]:
        """Limits count the visits of one network; this is one visitor in a great hurry."""
        self.visits += 1
        return {"REMOTE_ADDR": f"10.0.{self.visits // 250}.{self.visits % 250 + 1}"}

    def knock(self, others: dict[str, str]) -> Iterator[Seen]:
        """Every kind of address that only others were led to: who is let in, who is not."""
        for kind, address in sorted(others.items()):
            if kind not in self.found:
                yield self.look(address)[1]


def plain_addresses(app: Flask) -> list[str]:
    """Every address without arguments that can be read, in order."""
    rules = (r for r in app.url_map.iter_rules() if not r.arguments and "GET" in (r.methods or ()))
    return sorted({rule.rule for rule in rules} - LEFT_OUT)


def kind_of(app: Flask, address: str, method: str = "GET") -> str:
    """The rule that answers for an address, with the names of what it is asked.

    Files have no rule of their own: each is its own kind.
    """
    parts = urlsplit(address)
    names = "&".join(sorted(re.findall(r"(?:^|&)([^=&]+)", parts.query)))
    try:
        rule, _ = app.url_map.bind("localhost").match(parts.path, method, return_rule=True)
    except HTTPException:
        return parts.path
    return parts.path if "<path:" in rule.rule else f"{rule.rule}?{names}"


def links(answer: TestResponse, page: str, origin: str) -> list[str]:
    """Where a page leads within this origin, in order of appearance; a redirect leads on too."""
    if not answers.is_text(answer.mimetype or ""):
        return []
    text = answer.text
    named = [answer.headers.get("Location", ""), *map(unescape, LINK.findall(text))]
    written = IN_TEXT.findall(unescape(text)) if answer.mimetype == "text/plain" else []
    return list(_within(origin, page, [*named, *written]))


def _within(origin: str, page: str, names: Iterable[str]) -> Iterator[str]:
    for name in dict.fromkeys(names):
        address = urldefrag(urljoin(page, name)).url
        if not name or not address.startswith(f"{origin}/"):
            continue
        within = address.removeprefix(origin)
        if urlsplit(within).path not in LEFT_OUT:
            yield within
