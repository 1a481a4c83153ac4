"""A phone that sends batches over HTTP, and sends each again until it has a receipt."""

import json
import random
import re
import threading
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from tests.make.diary import Care
from tests.make.people import PASSWORD
from tests.make.sync import ENTRIES, TOKEN, batch_of, entry
from tests.waiting.patience import PATIENCE

CLIENT = "client@homecare.example"
MOST = 4  # entries of a batch
DAYS = 28  # that they are about: thousands about one day would be slower with each
TRIES = 600
ACKNOWLEDGED = ("stored", "duplicate", "flagged", "conflict")


class Sender:
    """One device; `acknowledged` are the ids that the server said it has."""

    def __init__(
        self, port: int, care: Care, number: int, pause: float = 0.02, email: str = CLIENT
    ) -> None:
        self._pause, self._email = pause, email
        self._days = min(DAYS, (datetime.now(UTC).date() - care.episode.intake_on).days)
        self._port, self._care, self._device = port, care, f"phone-{number}"
        self._dice, self._seq = random.Random(number), 0
        self._cookies: dict[str, str] = {}
        self._token = self._last = ""
        self._waiting: list[dict[str, Any]] = []
        self.sent: set[str] = set()
        self.acknowledged: set[str] = set()

    def send_until(self, over: threading.Event) -> None:
        """Write and send, again and again."""
        while not over.is_set():
            if not self._waiting:
                self._waiting = [self._written() for _ in range(self._dice.randint(1, MOST))]
            if not self._try():
                over.wait(0.05)
            over.wait(self._pause)

    def send_what_waits(self) -> None:
        """The last batch, until it has its receipt."""
        pause = threading.Event()
        for _ in range(TRIES):
            if not self._waiting or self._try():
                return
            pause.wait(0.1)
        raise AssertionError(f"nobody took the last batch: {self._last}")

    def _written(self) -> dict[str, Any]:
        self._seq += 1
        begun = self._care.episode.intake_on
        day = (begun + timedelta(days=self._dice.randrange(self._days))).isoformat()
        made = entry("pain", {"leg": self._dice.randint(0, 10), "back": 3}, seq=self._seq,
                     local_date=day, done_at=f"{day}T09:00:00+00:00")  # fmt: skip
        self.sent.add(str(made["id"]))
        return made

    def _try(self) -> bool:
        try:
            if not self._token:
                self._sign_in()
            batch = batch_of(str(self._care.client.id), self._device, self._waiting)
            status, text = self._ask("POST", ENTRIES, batch, "application/json")
            if status in (400, 401, 403):
                self._token = ""
            if status != 200:
                self._last = f"{status}: {text[:200]}"
                return False
            for result in json.loads(text)["results"]:
                if result["status"] in ACKNOWLEDGED:
                    self.acknowledged.add(result["id"])
        except (OSError, HTTPException, ValueError, KeyError) as error:
            self._last = repr(error)
            return False
        self._waiting = []
        return True

    def _sign_in(self) -> None:
        self._cookies.clear()
        _, page = self._ask("GET", "/sign-in")
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        form = {"email": self._email, "password": PASSWORD,
                "csrf_token": found[1] if found else ""}  # fmt: skip
        self._ask("POST", "/sign-in", urlencode(form).encode(), "application/x-www-form-urlencoded")
        status, text = self._ask("GET", TOKEN)
        if status == 200:
            self._token = json.loads(text)["csrf_token"]

    def _ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if body:
            headers |= {"Content-Type": kind, "X-CSRFToken": self._token}
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, _, rest = line.partition("=")
                self._cookies[name] = rest.partition(";")[0]
            return answer.status, text
        finally:
            connection.close()
