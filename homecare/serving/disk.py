"""Whether the disks that homecare writes to have room, before they have none."""

import os
from collections.abc import Mapping
from pathlib import Path

from config import Settings
from homecare.serving.first_look import file_of

MEGABYTE = 1024 * 1024
LEAST = 300 * MEGABYTE
"""A small practice fills this in some months, mail and backups included (ours)."""


def folders_of(settings: Settings) -> dict[str, Path]:
    """What is written where, by the words it is called by."""
    database = file_of(settings.database_url)
    return {
        "data": database.parent if database else settings.instance,
        "mail and keys": settings.instance,
        **({"backups": settings.backups} if settings.backups else {}),
    }


def problem(folders: Mapping[str, Path], least: int | None = None) -> str | None:
    """What whoever runs the server has to hear; None while there is room. The first disk that is
    short is named by what is on it; one that isn't there is somebody else's to tell."""
    for name, folder in folders.items():
        try:
            found = os.statvfs(folder)
        except OSError:
            continue
        if found.f_flag & os.ST_RDONLY:
            return f"the disk of the {name} can only be read"
        free = found.f_bavail * found.f_frsize
        if free < (LEAST if least is None else least):
            return f"only {free // MEGABYTE} MB are left on the disk of the {name}"
    return None


def free_megabytes(settings: Settings) -> int | None:
    """How much room the data have; None where nobody can say."""
    try:
        found = os.statvfs(folders_of(settings)["data"])
    except OSError:
        return None
    return found.f_bavail * found.f_frsize // MEGABYTE
