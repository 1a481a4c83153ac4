"""The forms that stand on pages, with the values that could be sent."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

# What a person would write into a box that is empty, by the name of the box or its type.
PLAUSIBLE = {
    "name": "Nina Newman",
    "telephone": "01632 960 144",
    "email": "nina@post.example",
    "date_of_birth": "1980-05-04",
    "onset": "2026-02-01",
    "intake_on": "2026-03-01",
    "date": "2026-11-20",
    "number": "3",
    "password": "four plain words here",
    "datetime-local": "2026-12-01T10:00",
    "time": "18:00",
    "emergency_number": "",  # the likeliest country has its own
    "help_number": "",
}
WORDS = "Plain words"


@dataclass
class Found:
    """A form: where it goes, and for each box what could be in it, the likeliest first.

    `typed` names the boxes that somebody writes into, and would have to write into again.
    """

    action: str
    boxes: dict[str, list[str]] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)

    def offer(self, name: str, value: str, first: bool = False) -> None:
        """One more value that a box could hold."""
        values = self.boxes.setdefault(name, [])
        if value not in values:
            values.insert(0 if first else len(values), value)

    @property
    def usual(self) -> list[tuple[str, str]]:
        """The boxes as somebody would send them who means it."""
        return [(name, values[0]) for name, values in self.boxes.items()]


class Reader(HTMLParser):
    """Collects the forms of one page that are sent by one method."""

    def __init__(self, address: str, method: str) -> None:
        super().__init__()
        self.address, self.method, self.forms = address, method, list[Found]()
        self.form: Found | None = None
        self.elsewhere: list[str] = []  # where other buttons of the form send it
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "form" and have.get("method", "get").lower() == self.method:
            self.form = Found(have.get("action") or self.address)
            self.forms.append(self.form)
        elif self.form is not None:
            self._take(tag, have, self.form)

    def _take(self, tag: str, have: dict[str, str], form: Found) -> None:
        name = have.get("name", "")
        if tag == "button" and "formaction" in have:
            self.elsewhere.append(have["formaction"])
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            unchosen = form.boxes.get(self.select) == [""]  # "Choose …" is no likely answer
            likeliest = "selected" in have or unchosen
            form.offer(self.select, have.get("value", ""), first=likeliest)
        elif tag == "textarea" and name:
            self.area = name
            form.typed.add(name)
            form.offer(name, WORDS)
        elif tag in ("input", "button") and name:
            self._take_input(have, name, form)

    def _take_input(self, have: dict[str, str], name: str, form: Found) -> None:
        kind, value = have.get("type", "text"), have.get("value", "")
        if kind in ("text", "email", "tel", "date", "number"):
            form.typed.add(name)
        if kind in ("radio", "checkbox"):
            form.offer(name, value or "y", first="checked" in have)
        elif kind in ("hidden", "submit") or value:
            form.offer(name, value, first=value == "save")
        elif kind == "number" and "required" not in have:
            form.offer(name, "")
        else:
            word = name.rpartition("-")[2]
            form.offer(name, PLAUSIBLE.get(word, PLAUSIBLE.get(kind, WORDS)))

    def handle_data(self, data: str) -> None:
        if self.area and self.form is not None and data.strip():
            self.form.offer(self.area, data, first=True)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form is not None:
            self.forms += [replace(self.form, action=action) for action in self.elsewhere]
            self.form, self.elsewhere = None, []
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""


def forms_on(address: str, html: str, method: str = "post") -> Iterator[Found]:
    """Every form of a page that is sent by this method."""
    reader = Reader(address, method)
    reader.feed(html)
    yield from reader.forms
