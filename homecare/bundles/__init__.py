"""What a phone is sent as one file each: the styles, and the scripts of Today.

Put together in memory when the app starts, from our own files and the installed Bootstrap, so that
nobody needs a builder and nothing made or foreign is in the tree.
"""

import gzip
from collections.abc import Callable
from functools import cache, lru_cache, partial
from pathlib import Path

import brotli
import flask_bootstrap
from flask import Response
from rjsmin import jsmin
from werkzeug.datastructures import Accept

from homecare.bundles.scripts import Beside, joined, with_their_own
from homecare.bundles.styles import only_used, without_remarks

HERE = Path(__file__).parents[1]
STATIC = HERE / "static"
BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=11),  # a tenth less than what a page is packed with
    "gzip": partial(gzip.compress, compresslevel=9, mtime=0),
}
WORTH_PACKING = 1024  # bytes: less fits one packet anyway
STYLES = "all.css"
OURS = ("theme.css", "parts.css")
# The modules that a page starts, by the file it asks for; what they import comes along. Every page
# of a client's has the first file, and others take from it what it has.
ON_EVERY_PAGE = "bar-all.js"
EVERYWHERE = ("bar", "unsaved", "drafts", "not-sent", "left", "visits")
STARTED = {
    "phone-all.js": ("today", "phone", "install"),
    "me-all.js": ("sign-out-guard", "this-phone"),
}
ALONE = {"ended-all.js": ("ended", "sign-out-guard")}  # a page of nobody's
# Names of Bootstrap's that stand in our pages as words, or could be put together of two of them,
# and never as a class of anything.
WORDS_ALONE = {
    "btn-check",
    "btn-warning",
    "active",
    "alert",
    "badge",
    "blockquote",
    "card",
    "col",
    "disabled",
    "figure",
    "nav",
    "placeholder",
    "progress",
    "row",
    "show",
    "visible",
}
WRITTEN_IN = ("templates/**/*.html", "static/*.js")  # where a class can be named


@cache
def bundles() -> dict[str, bytes]:
    """The content of each bundle by its name."""
    ours = without_remarks("".join((STATIC / name).read_text() for name in OURS))
    scripts: dict[str, str] = {}
    beside = Beside(ON_EVERY_PAGE, with_their_own(STATIC, EVERYWHERE))
    for name, modules in {ON_EVERY_PAGE: EVERYWHERE, **ALONE}.items():
        scripts |= joined(STATIC, name, modules)
    for name, modules in STARTED.items():
        scripts |= joined(STATIC, name, modules, beside)
    made = {name: _small(source) for name, source in scripts.items()}
    made[STYLES] = _bootstrap(ours) + ours
    return {name: source.encode() for name, source in made.items()}


@cache
def service_worker() -> str:
    """The script that stands between a phone and the practice; the constants that it reads come
    before it."""
    return _small((STATIC / "service-worker.js").read_text())


def _small(script: str) -> str:
    """A script without what only keeps it legible. No statement before a closing brace needs its
    semicolon, but for a loop that does nothing: a test keeps us without one."""
    return str(jsmin(script)).replace(";}", "}")


@cache
def files() -> dict[str, bytes]:
    """The content of every file that a browser may ask for: our own, and each bundle."""
    ours = (path for path in STATIC.iterdir() if path.suffix in KINDS)
    return {path.name: _as_sent(path) for path in ours} | bundles()


def _as_sent(path: Path) -> bytes:
    if path.suffix == ".css":
        return without_remarks(path.read_text()).encode()
    return path.read_bytes()


def _bootstrap(ours: str) -> str:
    """Bootstrap, as far as a page of ours can need it: a phone pays for every kilobyte."""
    written = [path.read_text() for pattern in WRITTEN_IN for path in sorted(HERE.glob(pattern))]
    return only_used(
        (BOOTSTRAP / "bootstrap.min.css").read_text(), "\n".join(written), ours, WORDS_ALONE
    )


def packed_once(answer: Response, accepted: Accept) -> Response:
    """The same answer as small as it gets, for what is everybody's until the next release."""
    way = accepted.best_match(PACKED)
    answer.vary.add("Accept-Encoding")
    if way:
        answer.set_data(_packed(way, answer.get_data()))
        answer.content_encoding = way
    return answer


@lru_cache(maxsize=8)
def _packed(way: str, content: bytes) -> bytes:
    return PACKED[way](content)
