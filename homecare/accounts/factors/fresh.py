"""A fresh sign-in before what matters most: whoever finds a browser open comes no further."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import g

from homecare import clock
from homecare.accounts.sign_in.this_sign_in import waiting

View = TypeVar("View", bound=Callable[..., Any])
FRESH = timedelta(minutes=15)


class NotFreshError(Exception):
    """Somebody has to show once more who they are; an edge asks, and keeps what was typed."""


def is_fresh() -> bool:
    """Whether the person of this request has shown lately who they are."""
    this = g.get("sign_in")
    if this is None:
        return waiting() is not None  # who sets up a factor on the way in has just done so
    return bool(clock.machine_time() - this.proved_at < FRESH)


def ask_unless_fresh() -> None:
    """The same inside a view, for what only some of its forms want. Raises NotFreshError."""
    if not is_fresh():
        raise NotFreshError


def fresh(view: View) -> View:
    """For a view that asks who it is, where that was not shown lately."""

    @wraps(view)
    def asks(*given: Any, **named: Any) -> Any:
        ask_unless_fresh()
        return view(*given, **named)

    return asks  # type: ignore[return-value]
