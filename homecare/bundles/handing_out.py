"""The files of a release, handed out before Flask hears of them.

They are the same for everybody: no sign-in, limit or session is looked at, and what an answer says
is put together once for each file and coding. Whatever else is asked for goes on to Flask.
"""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_etags

from homecare.bundles import KINDS, PACKED, WORTH_PACKING, files

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

A_YEAR = 365 * 24 * 3600
AS_IT_IS = "identity"
OF_CONTENT = ("Content-Type", "Content-Length", "Content-Encoding")
Headers = list[tuple[str, str]]


@cache
def version() -> str:
    """A short name for the files of this release: a phone fetches them again when it changes."""
    digest = sha256()
    for name, content in sorted(files().items()):
        digest.update(name.encode() + content)
    return digest.hexdigest()[:12]


def static_address() -> str:
    """Where the files of this release are served."""
    return f"/static/{version()}"


class FilesOfRelease:
    """A WSGI app before another: it answers for the files of this release, each packed once, and
    says of each the `headers` that every answer has."""

    def __init__(self, onward: "WSGIApplication", headers: Mapping[str, str]) -> None:
        self._onward = onward
        self._said = list(headers.items())
        self._under = f"{static_address()}/"
        self.kept: dict[tuple[str, str], tuple[Headers, bytes]] = {}

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """The file, packed as the browser likes it best; 304 where it has it already."""
        path = environ["PATH_INFO"]
        name = path.removeprefix(self._under) if path.startswith(self._under) else ""
        method = environ["REQUEST_METHOD"]
        if name not in files() or method not in ("GET", "HEAD"):
            return self._onward(environ, start_response)
        headers, content = self._answer(name, _coding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        mark = dict(headers)["ETag"].strip('"')
        if parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains_weak(mark):
            start_response("304 NOT MODIFIED", [one for one in headers if one[0] not in OF_CONTENT])
            return []
        start_response("200 OK", list(headers))
        return [content] if method == "GET" else []

    def _answer(self, name: str, coding: str) -> tuple[Headers, bytes]:
        """Worked out by the first who asks for it: the files are those of the running release."""
        if (name, coding) not in self.kept:
            self.kept[name, coding] = self._put_together(name, coding)
        return self.kept[name, coding]

    def _put_together(self, name: str, coding: str) -> tuple[Headers, bytes]:
        content = files()[name]
        packed = coding in PACKED and len(content) >= WORTH_PACKING
        if packed:
            content = PACKED[coding](content)
        return [
            ("Content-Type", f"{KINDS[PurePath(name).suffix]}; charset=utf-8"),
            ("Content-Length", str(len(content))),
            *([("Content-Encoding", coding)] if packed else []),
            ("ETag", f'"{version()}{":" + coding if packed else ""}"'),
            ("Cache-Control", f"public, max-age={A_YEAR}, immutable"),
            ("Vary", "Accept-Encoding"),
            *self._said,
        ], content


@lru_cache(maxsize=64)  # whoever asks names them
def _coding(accepted: str) -> str:
    """What a browser likes best of our codings, or as it is."""
    likes = parse_accept_header(accepted, Accept)
    return likes.best_match([*PACKED, AS_IT_IS], default=AS_IT_IS)
