"""Where Flask-Limiter keeps its counters while no other process answers pages."""

from threading import Lock

from limits.storage import Storage

from homecare import clock

FEW = 1000  # counters that are kept, whatever became of their time
NONE = (0, 0.0)


class ProcessStorage(Storage):
    """A storage of `limits`, chosen by the address `process://`.

    The library's own one starts a thread for every request, which looks through all counters.
    """

    STORAGE_SCHEME = ["process"]  # noqa: RUF012 (the library's own name for it)

    def __init__(self, uri: str | None = None, **_options: float | str | bool) -> None:
        super().__init__(uri)
        self._held: dict[str, tuple[int, float]] = {}
        self._most = FEW
        self._turn = Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What goes wrong here: nothing that a library would raise."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """How many it is with these; forgotten so many seconds after the first."""
        with self._turn:
            number, until = self._now(key)
            self._held[key] = (number + amount, until or _seconds() + expiry)
            if len(self._held) > self._most:
                self._tidy()
        return number + amount

    def get(self, key: str) -> int:
        """How many it is."""
        return self._now(key)[0]

    def get_expiry(self, key: str) -> float:
        """When a counter is forgotten, in seconds since 1970."""
        return self._now(key)[1] or _seconds()

    def check(self) -> bool:
        """Whether it can be asked."""
        return True

    def clear(self, key: str) -> None:
        """Let a counter begin anew."""
        self._held.pop(key, None)

    def reset(self) -> int:
        """Let every counter begin anew."""
        number = len(self._held)
        self._held.clear()
        return number

    def _now(self, key: str) -> tuple[int, float]:
        held = self._held.get(key, NONE)
        return held if held[1] > _seconds() else NONE

    def _tidy(self) -> None:
        """Forget what counts for nothing any more, once there are twice as many."""
        now = _seconds()
        self._held = {key: held for key, held in self._held.items() if held[1] > now}
        self._most = max(FEW, 2 * len(self._held))


def _seconds() -> float:
    return clock.machine_time().timestamp()
