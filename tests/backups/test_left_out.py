"""Mail that was due between a backup and its restore may have left: it does not come twice."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.backups.back import NOTHING, Afterwards, restore
from homecare.backups.taking import Source, take
from homecare.clockwork.models import Run
from homecare.extensions import db
from homecare.jobs.after.restore import REASON, leave_out_what_is_due
from homecare.mail.models import OutboxMail
from homecare.reports import weekly
from tests.backups.random_rows import engine_of
from tests.commands.migrated import migrate_to
from tests.make.diary import Care
from tests.make.people import NOW

MONDAY = NOW + timedelta(days=7)


@pytest.mark.parametrize("left_out", [True, False])
def test_a_weekly_mail_that_may_have_left_is_left_out(
    app: Flask, session: Session, settings: Settings, care: Care, empty: Settings,
    tmp_path: Path, left_out: bool,
) -> None:  # fmt: skip
    """The backup is of Sunday, the restore of Monday, after its mails. Else they come again."""
    declared = "INSERT INTO installation (id, kind, made_at) VALUES (1, 'real', '2026-01-01')"
    session.connection().exec_driver_sql(declared)
    session.commit()
    with app.app_context():
        source = Source(db.engine, tmp_path, [])
    file = take(source, tmp_path / "backup", MONDAY - timedelta(days=1)).path
    leave_out = partial(leave_out_what_is_due, settings=settings, now=MONDAY)
    done = restore(empty, file, None, migrate_to, Afterwards(leave_out) if left_out else NOTHING)
    with app.app_context(), Session(engine_of(empty.database_url)) as there:
        queued = weekly.send(there, settings, MONDAY + timedelta(minutes=10), None)
        mails = there.scalars(select(OutboxMail)).all()
        reasons = there.scalars(select(Run).where(Run.reason == REASON)).all()
    assert (queued == len(mails) == 0) == left_out
    assert (done.left_out == len(reasons) > 0) == left_out
