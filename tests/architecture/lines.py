"""The kinds of lines that the matrix is made of: who is let in, and who is as good as lost."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.architecture import world as w
from tests.architecture.world import World

Argument = Callable[[World], Any]


@dataclass(frozen=True)
class Line:
    """Who is let in, and to whom the row is as good as missing; the rest are turned away."""

    let_in: frozenset[str]
    hidden_from: frozenset[str] = frozenset()
    arguments: dict[str, Argument] = field(default_factory=dict)
    once: bool = False
    queries: tuple[str, ...] = ("",)

    def __call__(
        self, once: bool = False, queries: tuple[str, ...] = ("",), **arguments: Argument
    ) -> "Line":
        """The same rule for an address with these arguments."""
        return replace(self, arguments=arguments, once=once, queries=queries)

    def answer_to(self, who: str) -> str:
        """let in, hidden (404), sign in first (302), or refused (403)."""
        if who in self.let_in:
            return "let in"
        if who in self.hidden_from:
            return "hidden"
        return "sign in first" if who in w.STRANGERS else "refused"


PUBLIC = Line(w.EVERYBODY)
SIGNED_IN = Line(w.EVERYBODY - w.STRANGERS)
CLIENT_PAGE = Line(w.CLIENTS)
STAFF_PAGE = Line(w.STAFF | {w.OUTSIDER})
OF_THE_CLIENT = Line(w.STAFF, hidden_from=frozenset({w.OUTSIDER}))
THE_CLIENTS_OWN = Line(frozenset({w.CLIENT}), hidden_from=w.CLIENTS - {w.CLIENT})
OWNER_PAGE = Line(frozenset({w.OWNER, w.OUTSIDER}))
OF_THE_PRACTICE = Line(frozenset({w.OWNER}), hidden_from=frozenset({w.OUTSIDER}))
DEMONSTRATION = Line(frozenset(), hidden_from=w.EVERYBODY)
