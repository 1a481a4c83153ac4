"""`flask assess`: judge histories of a file, or a client on record, by the clock's own rule.

The whole application takes seconds to start, and a file needs none of it: `wsgi.py` asks
`judges_a_file`, and gives flask an app with this command alone.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

import click
from flask import Flask
from flask.cli import with_appcontext

from config import SettingError
from homecare import clock
from homecare.rules.reading.json_lines import LineError, answer_lines
from homecare.rules.reading.strict_values import UnreadableError
from homecare.serving import standard_output


class Day(click.DateTime):
    """A day as it is typed; what is none is said in one line."""

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """Read it. Raises ClickException for what is no day."""
        try:
            moment: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            raise click.ClickException(f"{value} is no day; write it as 2026-11-30") from None
        return moment


DAY = Day(formats=["%Y-%m-%d"])
PLACE = "Europe/London"
"""Whose today is meant where a file is judged without a date: a file knows no time zone."""
PROGRESS_EVERY = 1 << 20


def judges_a_file(words: list[str]) -> bool:
    """Whether somebody typed `flask --app wsgi assess FILE`; no other way to begin is quick."""
    client = any(word.startswith("--client") for word in words)
    return words[1:2] in (["--app"], ["-A"]) and words[3:4] == ["assess"] and not client


def light_app() -> Flask:
    """An app without pages, database or settings, which are not needed to judge a file."""
    app = Flask("homecare")
    app.cli.add_command(assess)
    return app


@click.command("assess", cls=standard_output.Command)
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--client", "client_id", metavar="ID", help="A client on record, instead of FILE.")
@click.option("--on", type=DAY, help="The date to judge on; today without it.")
@click.option("--replay", is_flag=True, help="Judge day by day, as the clock would have.")
@with_appcontext
def assess(file: BinaryIO | None, client_id: str | None, on: datetime | None, replay: bool) -> None:
    """Judge the histories of FILE, one JSON object a line; - reads standard input."""
    if (file is None) == (client_id is None):
        raise click.UsageError("Give a FILE (- reads standard input) or --client ID, one of them.")
    if sys.stdout is None:
        raise click.ClickException("standard output is closed: nobody could read the answer")
    day = on.date() if on else None
    if file is not None:
        sys.exit(_judge(file, day, replay))
    click.echo(json.dumps(_of_client(client_id or "", day, replay)))


def _judge(file: BinaryIO, on: date | None, replay: bool) -> int:
    """Write an answer or an error for each line; answers the exit status."""
    if on is None and not replay:
        on = clock.today(PLACE)
    failed, write = 0, sys.stdout.write
    for answer in answer_lines(_watched(file), on=on, replay=replay):
        if isinstance(answer, LineError):
            failed = 1
            click.echo(f"line {answer.line}: {answer.reason}", err=True)
        else:
            write(f"{json.dumps(answer.value)}\n")
    return failed


def _watched(file: BinaryIO) -> Iterable[bytes]:
    """The lines of `file`; beside a terminal, with a bar of how much has been read."""
    size = _size(file)
    if size is None or not sys.stderr.isatty():
        return file
    return _with_bar(file, size)


def _with_bar(file: BinaryIO, size: int) -> Iterator[bytes]:
    with click.progressbar(length=size, label="judging", file=sys.stderr) as bar:
        unseen = 0
        for line in file:
            unseen += len(line)
            if unseen >= PROGRESS_EVERY:
                bar.update(unseen)
                unseen = 0
            yield line
        bar.update(unseen)


def _size(file: BinaryIO) -> int | None:
    """How long a real file is; None for a pipe or a keyboard, whose end nobody knows."""
    try:
        return os.fstat(file.fileno()).st_size or None
    except (OSError, ValueError):
        return None


def _of_client(client_id: str, on: date | None, replay: bool) -> dict[str, Any]:
    # Not at the top: it brings the database with it, and a file is judged without.
    from homecare.commands.assess_client import UnknownClientError, answer  # noqa: PLC0415

    try:
        return answer(client_id, on, replay)
    except (UnknownClientError, UnreadableError, SettingError) as error:
        raise click.ClickException(str(error)) from error
