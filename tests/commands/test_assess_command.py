"""`flask assess`: histories of a file, without the application; and a client on record."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import ROOT
from homecare.accounts.models import AuditLine
from homecare.commands.assess import judges_a_file, light_app
from tests.make.diary import make_care
from tests.make.flags import answer, flat_weeks, on
from tests.rules.reading.test_json_lines import example

LINE = json.dumps(example())


def judged(*words: str, typed: bytes | None = None) -> Result:
    """Run the command in the app that a file is judged with."""
    return light_app().test_cli_runner().invoke(args=["assess", *words], input=typed)


def ids(done: Result) -> list[str]:
    return [json.loads(line)["id"] for line in done.stdout.splitlines()]


def test_a_broken_history_is_named_and_the_others_are_answered(tmp_path: Path) -> None:
    file = tmp_path / "histories.jsonl"
    file.write_text(f"{LINE}\n{{}}\n{json.dumps(example(id='c2'))}\n")
    done = judged(str(file), "--on", "2026-02-02")
    assert done.exit_code == 1
    assert ids(done) == ["c1", "c2"]
    assert done.stderr == "line 2: the history has no 'id'\n"


@pytest.mark.parametrize(
    ("typed", "answered"),
    [(LINE.encode(), 1), (b"\xef\xbb\xbf" + LINE.encode(), 1), (b"", 0), (b"\r\n \n", 0),
     (f"{LINE}\r\n{LINE}\r\n".encode(), 2)],
    ids=["no last newline", "byte order mark", "empty", "blank", "CRLF"],
)  # fmt: skip
def test_standard_input_is_read_however_it_was_saved(typed: bytes, answered: int) -> None:
    done = judged("-", "--replay", typed=typed)
    assert (done.exit_code, done.stderr, len(ids(done))) == (0, "", answered)


def test_no_bar_is_drawn_where_nobody_watches(tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(LINE)
    assert judged(str(tmp_path / "one.jsonl"), "--replay").stderr == ""


def started(*words: str, **more: Any) -> "subprocess.Popen[bytes]":
    """The command as somebody types it, where no folder and no database can be had."""
    nowhere = {
        "HOMECARE_INSTANCE": "/dev/null/x",
        "HOMECARE_DATABASE_URL": "postgresql://no.example/x",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "assess", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=ROOT, env={"PATH": "", **nowhere}, stdin=pipe, stdout=pipe, stderr=pipe, **more
    )


def test_a_file_is_judged_without_pages_or_database() -> None:
    said, errors = started("-", "--on", "2026-02-02").communicate(f"{LINE}\n".encode(), timeout=120)
    assert json.loads(said)["state"] == "too_few", errors


def test_whoever_stops_reading_sees_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_text(f"{LINE}\n" * 1000)
    process = started(str(tmp_path / "many.jsonl"), "--on", "2026-02-02")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    assert process.communicate(timeout=120)[1] == b""
    assert process.returncode == 1


@pytest.mark.parametrize(
    ("words", "light"),
    [
        ("flask --app wsgi assess f --replay", True),
        ("/x/flask/__main__.py -A wsgi assess -", True),
        ("flask --app wsgi assess --client 5 --replay", False),
        ("flask --app wsgi assess --client=5", False),
        ("flask --app wsgi job run assess", False),
        ("flask --app assess run", False),
        ("flask", False),
        ("gunicorn assess wsgi:app", False),
    ],
)  # fmt: skip
def test_only_a_file_is_judged_by_the_light_app(words: str, light: bool) -> None:
    assert judges_a_file(words.split()) == light


def of_client(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["assess", *words])


def test_a_client_on_record_is_judged_day_by_day(app: Flask, session: Session) -> None:
    care = make_care(session)
    flat_weeks(session, care)
    answer(session, care, "bladder", day=30)
    done = of_client(app, "--client", str(care.client.id), "--replay", "--on", str(on(31)))
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["id"] == str(care.client.id)
    assert said["states"] == [
        [str(on(0)), "early"], [str(on(21)), "level"], [str(on(28)), "stalled"],
        [str(on(30)), "urgent"],
    ]  # fmt: skip
    assert [str(on(30)), "urgent", "emergency"] in said["flags"]


def test_the_practices_own_thresholds_apply_and_the_view_is_audited(
    app: Flask, session: Session
) -> None:
    care = make_care(session)
    flat_weeks(session, care)
    words = ("--client", str(care.client.id), "--on", str(on(28)))
    assert json.loads(of_client(app, *words).stdout)["state"] == "stalled"
    care.practice.policy = {"thresholds": {"stall_day": 28}}
    session.commit()
    assert json.loads(of_client(app, *words).stdout)["state"] == "level"
    seen = session.scalars(select(AuditLine).where(AuditLine.action == "client.view")).all()
    assert [line.client_id for line in seen] == [care.client.id] * 2


def test_a_day_before_the_intake_is_no_day_to_judge_a_client_on(
    app: Flask, session: Session
) -> None:
    care = make_care(session)
    for replay in ((), ("--replay",)):
        done = of_client(app, "--client", str(care.client.id), "--on", str(on(-1)), *replay)
        assert done.output == f"Error: {on(-1)} is before the intake, {on(0)}\n"
        assert done.exit_code == 1


def test_an_id_that_is_nobodys_is_said(app: Flask, session: Session) -> None:
    for wrong, says in ((str(uuid4()), "no client has the id"), ("c1", "'c1' is no client's id")):
        done = of_client(app, "--client", wrong, "--replay")
        assert (done.exit_code, done.stdout) == (1, "")
        assert says in done.stderr


def test_a_file_and_a_client_exclude_each_other(app: Flask) -> None:
    for words in ((), ("-", "--client", "x")):
        assert "Give a FILE" in of_client(app, *words).stderr
