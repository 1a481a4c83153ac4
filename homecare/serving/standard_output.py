"""Commands whose answer is standard output, where that can't be written."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, NoReturn, TextIO

import click


class Command(click.Command):
    """A command that says in one line that standard output can't be written, as on a full disk.

    Where its reader has left (`| head`) it ends without a word. Both have the exit status 1.
    """

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Take what was typed, and say how the command is used where that is asked for."""
        with written():
            return super().parse_args(context, args)

    def invoke(self, context: click.Context) -> Any:
        """Run it."""
        with written():
            return super().invoke(context)


@contextmanager
def written() -> Iterator[None]:
    """See to it that whatever is said inside is written. Raises ClickException where it can't be,
    or SystemExit where nobody reads it any more."""
    before = sys.stdout
    if not isinstance(before, io.TextIOWrapper):  # closed, or somebody else's
        yield
        return
    before.flush()
    watched = sys.stdout = _Watched(
        before.buffer, encoding=before.encoding, errors=before.errors,
        line_buffering=before.line_buffering, write_through=before.write_through,
    )  # fmt: skip
    try:
        yield
    finally:
        sys.stdout = before
        watched.detach()  # what waits in it is written now


class _Watched(io.TextIOWrapper):
    """Standard output that ends the command where it can't be written.

    An error of a file that a command writes is another thing, and goes its own way.
    """

    def write(self, text: str, /) -> int:
        if text == "":  # click tries what this stream takes
            return 0
        try:
            return super().write(text)
        except OSError as error:
            _end(self, error)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            _end(self, error)


def _end(output: io.TextIOWrapper, error: OSError) -> NoReturn:
    _drop(output)
    if error.errno == errno.EPIPE:
        sys.exit(1)
    raise click.ClickException(_told(error)) from None


def _drop(output: TextIO) -> None:
    """What could not be written still waits, and Python would complain of it again on leaving."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), output.fileno())


def _told(error: OSError) -> str:
    return f"standard output can't be written: {error.strerror}. What is there is cut short."


def watch_help() -> None:
    """The list of all commands, and of those of a group, is said by the library itself: where it
    can't be written, that is one line, too."""
    if "--help" in sys.argv[1:]:
        sys.excepthook = _tell


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not isinstance(error, OSError) or error.filename is not None or error.strerror is None:
        sys.__excepthook__(kind, error, trace)
        return
    _drop(sys.stdout)
    click.echo(f"Error: {_told(error)}", err=True)
