"""One of two who write at once is held up at a statement until the other is where a test wants."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, current_thread
from typing import Any

from sqlalchemy import Engine, event, text
from werkzeug.test import TestResponse

WAITS = 30  # seconds, for what never takes one


@dataclass
class Held:
    """Somebody who writes, held up right before a statement; `go` lets them on."""

    came: Event = field(default_factory=Event)
    go: Event = field(default_factory=Event)

    def stop(self, *_: Any) -> None:
        if current_thread().name.startswith("writer") and not self.came.is_set():
            self.came.set()
            assert self.go.wait(WAITS)


@contextmanager
def held_before(engine: Engine, fits: Callable[[str], bool]) -> Iterator[Held]:
    """Whoever writes in the other thread stops before the first statement that fits."""
    held = Held()

    def look(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if fits(statement):
            held.stop()

    event.listen(engine, "before_cursor_execute", look)
    try:
        yield held
    finally:
        held.go.set()
        event.remove(engine, "before_cursor_execute", look)


def write(work: Callable[[], TestResponse], held: Held, meanwhile: Callable[[], Any]) -> Any:
    """Begin to write, do something else once that is held up, and let it go on."""
    with ThreadPoolExecutor(1, thread_name_prefix="writer") as hand:
        answer = hand.submit(work)
        assert held.came.wait(WAITS)
        meanwhile()
        held.go.set()
        return answer.result(WAITS)


def somebody_waits(engine: Engine) -> bool:
    """Whether a transaction on PostgreSQL waits for a lock."""
    asked = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
    with engine.connect() as connection:
        return bool(connection.scalar(asked))
