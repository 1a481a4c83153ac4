"""What a phone is sent as one file each: the styles, and the scripts of Today.

Put together in memory when the app starts, from our own files and the installed Bootstrap, so that
nobody needs a builder and nothing made or foreign is in the tree.
"""

from functools import cache
from pathlib import Path

import flask_bootstrap

from homecare.bundles.scripts import joined
from homecare.bundles.styles import only_used, without_comments

HERE = Path(__file__).parents[1]
STATIC = HERE / "static"
BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
STYLES = "all.css"
OURS = ("theme.css", "parts.css")
# The modules that a page starts, by the file it asks for; what they import comes along.
STARTED = {
    "phone-all.js": ("bar", "today", "phone", "install", "unsaved", "not-sent", "left", "visits"),
    "ended-all.js": ("ended", "sign-out-guard"),
    "me-all.js": ("sign-out-guard", "this-phone"),
    "bar-all.js": ("bar", "unsaved", "drafts", "not-sent", "left", "visits"),
}
WRITTEN_IN = ("templates/**/*.html", "static/*.js")  # where a class can be named


@cache
def bundles() -> dict[str, bytes]:
    """The content of each bundle by its name."""
    ours = without_comments("".join((STATIC / name).read_text() for name in OURS))
    made = {STYLES: _bootstrap(ours) + ours}
    for name, modules in STARTED.items():
        made |= joined(STATIC, name, modules)
    return {name: source.encode() for name, source in made.items()}


@cache
def files() -> dict[str, bytes]:
    """The content of every file that a browser may ask for: our own, and each bundle."""
    ours = (path for path in STATIC.iterdir() if path.suffix in KINDS)
    return {path.name: path.read_bytes() for path in ours} | bundles()


def _bootstrap(ours: str) -> str:
    """Bootstrap, as far as a page of ours can need it: a phone pays for every kilobyte."""
    written = [path.read_text() for pattern in WRITTEN_IN for path in sorted(HERE.glob(pattern))]
    return only_used((BOOTSTRAP / "bootstrap.min.css").read_text(), "\n".join(written), ours)


class PackedFiles(dict[str, bytes]):
    """What was compressed once of the files of this release: they are few and everybody's. A page
    is one person's, and has no name here."""

    def set(self, key: str, packed: bytes) -> None:
        """Keep it for as long as this process runs; its files never change."""
        if not key.endswith(";"):
            self[key] = packed
