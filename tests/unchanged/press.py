"""After the walk: every form is sent once as it stands and once filled in, one of each kind.

So the pages that say what is missing are seen, and what comes of the forms that are taken: letters,
visits, decisions. Nothing is meant by it; the demonstration is thrown away.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from werkzeug.test import TestResponse

from tests.unchanged import answers, statements
from tests.unchanged.forms import NUMBER, Button, Form, Pairs, forms_of
from tests.unchanged.normal import ID, Numbers
from tests.unchanged.walk import Seen, Visitor, kind_of, links

PLAIN: Button = ("", "", "")
SIGNING = ("/sign-out", "/sign-in")


@dataclass(frozen=True)
class Way:
    """A button of one kind of form, and the page where it was first seen."""

    page: str
    kind: str
    button: Button
    told: str

    def name(self, addresses: Numbers) -> str:
        """What its section is called."""
        return addresses.plain(f"POST {self.kind} [{self.told}] of {self.page}")


@dataclass
class Ways:
    """One of each kind, in the order in which they were met."""

    visitor: Visitor
    met: set[tuple[str, str]] = field(default_factory=set)
    waiting: deque[Way] = field(default_factory=deque)

    def look_for(self, page: str, answer: TestResponse) -> None:
        """Remember the buttons of a page; those left out that sign somebody in or out."""
        for form in _forms(answer):
            for button in form.buttons or [PLAIN]:
                kind = self._kind(page, form, button)
                told = NUMBER.sub("#", ID.sub("#", " ".join(button[:2])))
                if not kind.startswith(SIGNING) and (kind, told) not in self.met:
                    self.met.add((kind, told))
                    self.waiting.append(Way(page, kind, button, told))

    def press(self) -> Iterator[Seen]:
        """Press each, on its page as it is by then, and what the answers bring up."""
        while self.waiting:
            way = self.waiting.popleft()
            for filled in (False, True):
                name = f"{way.name(self.visitor.addresses)}{', filled in' if filled else ''}"
                form = self._again(way)
                if form is None:
                    yield Seen(name, "not there any longer", "0")
                    break
                stands, written = form.as_it_stands(), form.filled_in()
                if filled and stands == written:
                    break
                yield self._send(name, way, form, written if filled else stands)

    def _kind(self, page: str, form: Form, button: Button) -> str:
        address = urljoin(page, button[2] or form.action).partition("#")[0]
        return f"{kind_of(self.visitor.app, address, 'POST')} {form.names}"

    def _again(self, way: Way) -> Form | None:
        for form in _forms(self.visitor.open_signed_in(way.page)):
            is_there = way.button in (form.buttons or [PLAIN])
            if is_there and self._kind(way.page, form, way.button) == way.kind:
                return form
        return None

    def _send(self, name: str, way: Way, form: Form, pairs: Pairs) -> Seen:
        visitor, numbers = self.visitor, Numbers(self.visitor.release)
        if way.button[0]:
            pairs = [*pairs, way.button[:2]]
        address = urljoin(way.page, way.button[2] or form.action).partition("#")[0]
        with statements.counted() as sent:
            answer = visitor.send(address, pairs)
            content = answers.in_words(answer, numbers)
        onward = links(answer, urljoin(visitor.origin, address), visitor.origin)
        if answer.location and onward:
            then = visitor.open_signed_in(onward[0])
            self.look_for(onward[0], then)
            content += f"\n{answers.in_words(then, numbers)}"
        return Seen(name, content, statements.in_words(sent))


def _forms(answer: TestResponse) -> list[Form]:
    return forms_of(answer.text) if answer.mimetype == "text/html" else []
