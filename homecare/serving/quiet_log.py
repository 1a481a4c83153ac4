"""What the log says when something went wrong: of what kind and where in the code, no more.

The message of an error may hold what somebody wrote (a database shows the row that it refuses),
and the address that was asked for may hold the token of a link. Neither belongs into a log.
"""

import logging
import traceback
from collections.abc import Iterator
from typing import Any


def leave_words_out() -> None:
    """From now on no log line of this process carries the message of an error."""
    logging.setLogRecordFactory(_record)


def _record(*given: Any, **named: Any) -> logging.LogRecord:
    record = logging.LogRecord(*given, **named)
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        record.msg, record.args, record.exc_info = kind_and_places(error), (), None
    return record


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
