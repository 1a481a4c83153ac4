"""The queue: procrastinate on the same PostgreSQL, in a schema of its own.

It carries nothing but the ids of pieces of work, and may be lost: what is due, who is at it and how
it ended stands in our own rows, from which the queue is filled anew. So it is part of no backup,
and is made again where another release of procrastinate needs it otherwise.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import procrastinate
import psycopg
from procrastinate.exceptions import ConnectorException
from procrastinate.schema import SchemaManager
from procrastinate.types import JSONValue
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

NAME = "procrastinate"
TASK = "piece"
# Any number that nobody else in this database locks by.
LOCK = 4_049_016
VERSION = text("SELECT obj_description(oid) FROM pg_namespace WHERE nspname = :name")
IN_FRONT = text(
    "SELECT set_config('search_path', :name || ', ' || current_setting('search_path'), true)"
)
LOST = text(
    f"""
    SELECT run.id, run.kind, run.subject FROM run
    WHERE run.status = 'claimed' AND run.queued_at < :before AND NOT EXISTS (
        SELECT FROM {NAME}.procrastinate_jobs AS job
        WHERE job.status = 'todo' AND job.args ->> 'run' = run.id::text
    )
    """  # noqa: S608 (a name of ours)
)

Do = Callable[[UUID, Callable[[], bool]], None]
"""Does the piece with that id; the other one says whether somebody has asked to stop."""


def prepare(engine: Engine) -> None:
    """Make the queue's tables, where there are none or another release's; one at a time."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        if connection.scalar(VERSION, {"name": NAME}) == procrastinate.__version__:
            return
        connection.execute(text(f"DROP SCHEMA IF EXISTS {NAME} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {NAME}"))
        connection.execute(text(f"SET LOCAL search_path = {NAME}"))
        driver: Any = connection.connection.driver_connection
        driver.execute(SchemaManager.get_schema())
        driver.execute(f"COMMENT ON SCHEMA {NAME} IS '{procrastinate.__version__}'")


def opened(engine: Engine, do: Do) -> procrastinate.App:
    """The queue for a worker, which does what it finds there by `do`."""
    connector = procrastinate.PsycopgConnector(
        conninfo=_address(engine), configure=_within, min_size=1, max_size=4
    )
    app = procrastinate.App(connector=connector)

    @app.task(name=TASK, pass_context=True)
    def piece(context: procrastinate.JobContext, run: str) -> None:
        do(UUID(run), context.should_abort)

    return app


def put(session: Session, queue: str, run_ids: Sequence[UUID]) -> None:
    """Let workers begin these pieces once the transaction of the session is stored."""
    if not run_ids:
        return
    session.execute(IN_FRONT, {"name": NAME})
    driver: Any = session.connection().connection.driver_connection
    job = _sender.configure_task(TASK, queue=queue, connection=driver)
    pieces: list[dict[str, JSONValue]] = [{"run": str(one)} for one in run_ids]
    # A statement that is prepared keeps the types of a queue that may be made anew meanwhile.
    kept, driver.prepare_threshold = driver.prepare_threshold, None
    try:
        job.batch_defer(*pieces)
    except ConnectorException as error:  # nobody who handles a busy database knows procrastinate's
        of = session.get_bind().dialect
        raise DBAPIError.instance(
            TASK, None, error.__cause__ or error, psycopg.Error, hide_parameters=True, dialect=of
        ) from error
    finally:
        driver.prepare_threshold = kept


def lost(session: Session, before: datetime) -> list[tuple[UUID, str, str]]:
    """Id, kind and subject of what has waited since before then and is not in the queue."""
    rows = session.execute(LOST, {"before": before})
    return [(row.id, row.kind, row.subject) for row in rows]


async def sweep(app: procrastinate.App, seconds: float) -> None:
    """Take out of the queue what workers had begun that have died: our rows let it begin anew."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        await app.job_manager.finish_job(
            job, status=procrastinate.jobs.Status.FAILED, delete_job=True
        )


async def _within(connection: Any) -> None:
    await connection.execute(f"SET search_path = {NAME}")
    await connection.commit()


def _address(engine: Engine) -> str:
    plain = engine.url.set(drivername="postgresql")
    return plain.render_as_string(hide_password=False)


# It only ever writes on a connection that it is given.
_sender = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
