"""What the log says when something went wrong: of what kind and where in the code, no more.

The message of an error may hold what somebody wrote (a database shows the row that it refuses),
and the address that was asked for may hold the token of a link. Neither belongs into a log.

Each line says of which request it is, by a number that the answer carries as `X-Request-ID`; a
proxy of ours may have given it.
"""

import logging
import re
import secrets
import traceback
from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, current_app, g, request
from structlog.contextvars import bind_contextvars, get_contextvars, unbind_contextvars

NUMBER = "X-Request-ID"
LIKE_ONE = re.compile(r"[A-Za-z0-9-]{8,64}\Z")


def leave_words_out() -> None:
    """From now on no log line of this process carries the message of an error."""
    logging.setLogRecordFactory(_record)


def _record(*given: Any, **named: Any) -> logging.LogRecord:
    record = logging.LogRecord(*given, **named)
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        of = "".join(f"\n  {name} {value}" for name, value in get_contextvars().items())
        record.msg, record.args, record.exc_info = kind_and_places(error) + of, (), None
    return record


def number_requests(app: Flask) -> None:
    """Let every line that is logged meanwhile say of which request it is."""
    app.before_request(_begin)
    app.after_request(_show)
    app.teardown_request(lambda _error: unbind_contextvars("request"))


def _begin() -> None:
    g.number = secrets.token_hex(8)
    given = request.headers.get(NUMBER, "")
    if current_app.config["SETTINGS"].proxies and LIKE_ONE.match(given):
        g.number = given
    bind_contextvars(request=g.number)


def _show(response: Response) -> Response:
    if "number" in g:
        response.headers[NUMBER] = g.number
    return response


def kind_and_places(error: BaseException) -> str:
    """What went wrong and where in the code, without a word of the error's own."""
    return "\n".join(
        line
        for one in _chain(error)
        for line in (type(one).__name__, *_places(one))
    )  # fmt: skip


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in seen:
        seen.append(one)
        yield one
        one = one.__cause__ or one.__context__


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
