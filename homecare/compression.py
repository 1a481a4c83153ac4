"""Text goes over the wire compressed: pages as they are made, files of ours once and for all.

A phone in a car park pays for every kilobyte. Plain gzip, which every browser takes.
"""

import gzip
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.headers import Headers

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
SMALLEST = 1024  # bytes; less than this fits one packet anyway
LEVEL = 6
TEXT = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
SCRIPT = "javascript"


class Gzip:
    """Compresses what `app` answers with, and remembers the files below `kept`."""

    def __init__(self, app: App, kept: str) -> None:
        self.app = app
        self.kept = kept
        self.files: dict[tuple[str, str], bytes] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if "gzip" not in environ.get("HTTP_ACCEPT_ENCODING", ""):
            return self.app(environ, start_response)
        answer: dict[str, Any] = {}

        def note(status: str, headers: list[tuple[str, str]], problem: Any = None) -> None:
            answer.update(status=status, headers=Headers(headers), problem=problem)

        body = self.app(environ, note)
        headers = answer["headers"]
        if self._wanted(environ, answer["status"], headers):
            body = [self._compressed(environ["PATH_INFO"], headers, body)]
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(body[0]))
            headers.add_header("Vary", "Accept-Encoding")
            # The compressed bytes are the same page, not the same bytes.
            if etag := headers["ETag"]:
                headers["ETag"] = "W/" + etag.removeprefix("W/")
        start_response(answer["status"], headers.items(), answer["problem"])
        return body

    def _wanted(self, environ: dict[str, Any], status: str, headers: Headers) -> bool:
        kind = headers["Content-Type"] or ""
        return (
            status.startswith("200")
            and environ["REQUEST_METHOD"] != "HEAD"
            and not headers["Content-Encoding"]
            and (kind.startswith(TEXT) or SCRIPT in kind)
            and int(headers["Content-Length"] or 0) >= SMALLEST
        )

    def _compressed(self, path: str, headers: Headers, body: Iterable[bytes]) -> bytes:
        of = (path, headers["Last-Modified"] or "")
        keep = path.startswith(self.kept)
        if not (keep and of in self.files):
            packed = gzip.compress(b"".join(body), LEVEL, mtime=0)
            if not keep:
                _close(body)
                return packed
            self.files[of] = packed
        _close(body)
        return self.files[of]


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()
