"""The figures of `/metrics`, in the words of Prometheus."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Row, case, func, literal_column, select
from sqlalchemy.orm import Session

from homecare import VERSION
from homecare.clockwork.models import Heartbeat, Run
from homecare.clockwork.stops import CLOCK
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import is_put_off, put_off, waiting_since
from homecare.mail.undelivered import count_undelivered

LOOKED_BACK = timedelta(days=1)
WAITING = ("queued", "sending")
PUT_OFF = "put off"
"""How a mail is told that waits because its receiver's own server said "later"."""
Figures = Sequence[Row[str, str, int] | tuple[str, str, float]]
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Counted:
    """What this server has answered since it started, in one process or in several."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._together = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
        if not self._together:
            ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "homecare_requests", "Answered requests", ["endpoint", "status"],
            registry=self._registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "homecare_request_seconds", "Until an answer was ready", buckets=SECONDS,
            registry=self._registry,
        )  # fmt: skip

    def note(self, endpoint: str, status: int, seconds: float) -> None:
        """Count an answer. Its endpoint is one of ours: an address could name somebody."""
        self._requests.labels(endpoint, status).inc()
        self._seconds.observe(seconds)

    def as_text(self, session: Session, now: datetime) -> bytes:
        """These figures, and those that the database has now."""
        asked, requests = CollectorRegistry(), self._registry
        asked.register(Kept(session, now))
        if self._together:
            requests = CollectorRegistry()
            MultiProcessCollector(requests)  # type: ignore[no-untyped-call]
        return bytes(generate_latest(requests) + generate_latest(asked))


@dataclass(frozen=True)
class Kept(Collector):
    """What the clock, the jobs and the mail have written down."""

    session: Session
    now: datetime

    def collect(self) -> Iterator[Metric]:
        """Each figure; the same number of rows is read however old a practice is."""
        yield InfoMetricFamily("homecare", "This release", value={"version": VERSION})
        yield from self._single()
        mail = self._mail()
        yield _by("homecare_mail_waiting", "Mail on its way", "state",
                  [(kind, state, many) for kind, state, many, _ in mail])  # fmt: skip
        yield _by("homecare_mail_waiting_seconds", "How old the oldest of it is", "state",
                  [(kind, state, max(0.0, (self.now - since).total_seconds()))
                   for kind, state, _, since in mail])  # fmt: skip
        about = "Pieces of work that ended in the last day"
        yield _by("homecare_runs_of_a_day", about, "outcome", self._runs())

    def _single(self) -> Iterator[Metric]:
        session, now = self.session, self.now
        beat = session.scalar(select(Heartbeat.at).where(Heartbeat.name == CLOCK))
        for name, about, value in (
            ("clock_last_tick_timestamp_seconds", "The clock's last sign of life",
             beat.timestamp() if beat else 0),
            ("mail_oldest_waiting_seconds", "How long mail has waited past its time",
             waiting_since(session, now).total_seconds()),
            ("mail_put_off", "Receivers whose own server said later", put_off(session)),
            ("mail_undelivered", "Mails nobody has dealt with", count_undelivered(session, now)),
        ):  # fmt: skip
            yield GaugeMetricFamily(f"homecare_{name}", about, value=value)

    def _mail(self) -> Sequence[Row[str, str, int, datetime]]:
        state = case((is_put_off(), PUT_OFF), else_=OutboxMail.status).label("state")
        waiting = select(
            OutboxMail.kind, state, func.count(), func.min(OutboxMail.queued_at)
        ).where(OutboxMail.status.in_(WAITING))
        return self.session.execute(
            waiting.group_by(OutboxMail.kind, literal_column("state"))
        ).all()

    def _runs(self) -> Sequence[Row[str, str, int]]:
        outcome = (Run.kind, Run.status)
        lately = select(*outcome, func.count()).where(Run.finished_at >= self.now - LOOKED_BACK)
        return self.session.execute(lately.group_by(*outcome)).all()


def _by(name: str, about: str, second: str, rows: Figures) -> Metric:
    family = GaugeMetricFamily(name, about, labels=["kind", second])
    for kind, value, number in rows:
        family.add_metric([kind, value], number)
    return family
