"""The forms of a page, as a browser without scripts would send them, and filled in by rote."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.unchanged.place import MOMENT, PASSWORD

WORDS = {"email": "somebody@post.example", "date": MOMENT[:10], "tel": "01632 960 100",
         "time": "10:30", "datetime-local": MOMENT[:16], "password": PASSWORD,
         "url": "https://post.example"}  # fmt: skip
NUMBER = re.compile(r"\d+")
Pairs = list[tuple[str, str]]
Button = tuple[str, str, str]
"""Its name, its value, and the address it sends to where that is another than the form's."""


@dataclass
class Field:
    """One control: what it sends as it stands, and what it could send."""

    name: str
    kind: str
    value: str = ""
    sent: bool = True
    least: str = ""

    def filled(self) -> str:
        """What somebody might write here; what stands here already stays."""
        if self.value or self.kind in ("hidden", "select"):
            return self.value
        return (
            WORDS.get(self.kind) or self.least or ("1" if self.kind == "number" else "Some words")
        )


@dataclass
class Form:
    """A form of a page that sends something on."""

    action: str
    posts: bool
    fields: list[Field] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    @property
    def names(self) -> str:
        """The names of its fields: two forms for one address are told apart by them.

        Those of a table's rows are left out, as there may be more or fewer.
        """
        names = {f.name for f in self.fields if not NUMBER.search(f.name)}
        return " ".join(sorted(name for name in names if not name.endswith("csrf_token")))

    def as_it_stands(self) -> Pairs:
        """What it sends when nobody writes anything."""
        return [(f.name, f.value) for f in self.fields if f.sent]

    def filled_in(self) -> Pairs:
        """What it sends with every box ticked and the first choice taken where none is."""
        chosen = {f.name for f in self.fields if f.kind == "radio" and f.sent}
        pairs: Pairs = []
        for control in self.fields:
            if control.kind == "radio" and not control.sent:
                if control.name in chosen:
                    continue
                chosen.add(control.name)
            pairs.append((control.name, control.filled()))
        return pairs


class Reader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside = self.writing = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            posts = told.get("method", "").lower() == "post"
            self.forms.append(Form(told.get("action", ""), posts))
            self.inside = True
        elif self.inside and "disabled" not in told:
            self._control(tag, told)

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"
        self.writing = self.writing and tag != "textarea"

    def handle_data(self, data: str) -> None:
        if self.writing:
            written = self.forms[-1].fields[-1]
            # The line feed right behind the tag belongs to the markup.
            written.value += data if written.value else data.removeprefix("\n")

    def _control(self, tag: str, told: dict[str, str]) -> None:
        form, name = self.forms[-1], told.get("name", "")
        kind = told.get("type", "submit" if tag == "button" else "text")
        if tag == "option":
            self._option(told)
        elif tag == "button" or kind == "submit":
            if kind == "submit":
                form.buttons.append((name, told.get("value", ""), told.get("formaction", "")))
        elif name and tag == "select":
            form.fields.append(Field(name, "select"))
        elif name and tag == "textarea":
            form.fields.append(Field(name, "textarea"))
            self.writing = True
        elif name and tag == "input":
            ticked = kind not in ("radio", "checkbox") or "checked" in told
            value = told.get("value", "on" if kind == "checkbox" else "")
            form.fields.append(Field(name, kind, value, ticked, told.get("min", "")))

    def _option(self, told: dict[str, str]) -> None:
        of = self.forms[-1].fields[-1]
        if of.kind == "select" and (not of.value or "selected" in told):
            of.value = told.get("value", "")


def forms_of(markup: str) -> list[Form]:
    """Every form of a page that sends something on."""
    reader = Reader()
    reader.feed(markup)
    return [form for form in reader.forms if form.posts]
