"""What keeps a backup from being taken or restored, said in a line for whoever runs the server."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError, SQLAlchemyError

UNTOUCHED = "Nothing was changed."


class BackupError(Exception):
    """A backup can't be taken or restored; the message says why, and what to do."""


@contextmanager
def said_plainly(what: str, unchanged: str = UNTOUCHED) -> Iterator[None]:
    """Raises BackupError for a disk or a database that fails; nothing of a row is said."""
    try:
        yield
    except BackupError as error:
        if unchanged in str(error):
            raise
        raise BackupError(f"{error} {unchanged}") from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise BackupError(
            f"{what}. {where}{error.strerror or 'the disk failed'}. {unchanged}"
        ) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise BackupError(f"{what}. {_of_database(error)}. {unchanged}") from error


def _of_database(error: Exception) -> str:
    """What a database complains of. SQLite's words name no value; a server's might, so not."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        return str(cause).capitalize()
    if isinstance(error, OperationalError) and getattr(cause, "sqlstate", None) is None:
        # It was never reached: the words are of the way there, and name no value.
        words = " ".join(str(cause).split("\n", 1)[0].split())
        return f"The database does not answer: {words}"
    diagnosis = getattr(cause, "diag", None)
    table = getattr(diagnosis, "table_name", None)
    return f"The database says {type(cause).__name__}" + (f", in {table}" if table else "")
