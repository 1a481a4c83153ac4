"""`/metrics`: figures for Prometheus, for the addresses that a setting names and nobody else.

Requests are those of this server, also where several of its processes answer; all else is read from
the database when somebody asks. Nothing names or counts a practice or a person.
"""

import atexit
import os
import shutil
import tempfile
import time
from ipaddress import ip_address

from flask import Response, abort, current_app, g, request
from flask.sansio.app import App

from homecare import clock
from homecare.accounts.access_rules import ANYONE, allow
from homecare.extensions import db, limiter
from homecare.jobs.health import blueprint

FORWARDED = ("X-Forwarded-For", "Forwarded")


@blueprint.route("/metrics")
@allow(ANYONE)
@limiter.exempt
def metrics() -> Response:
    """The figures as text; a 404 for whoever may not read them."""
    counted = current_app.extensions.get("metrics")
    if counted is None or not _may_read():
        abort(404)
    text = counted.as_text(db.session(), clock.now())
    return Response(text, content_type=counted.content_type)


def _may_read() -> bool:
    settings = current_app.config["SETTINGS"]
    if not settings.proxies and any(name in request.headers for name in FORWARDED):
        return False  # it came by a proxy that no setting knows of, from who knows where
    try:
        asks = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return any(asks in network for network in settings.metrics_for)


def count_requests(app: App) -> None:
    """Count what this process answers, where a setting says who may read it."""
    if not app.config["SETTINGS"].metrics_for:
        return
    if app.config["SETTINGS"].web_workers > 1:
        _count_together()
    # Not at the top: a server that nobody watches loads none of it.
    from homecare.jobs.counted import Counted  # noqa: PLC0415

    counted = app.extensions["metrics"] = Counted()

    def note(response: Response) -> Response:
        seconds = time.perf_counter() - g.pop("began", time.perf_counter())
        counted.note(request.endpoint or "none", response.status_code, seconds)
        return response

    app.before_request(_begin)
    app.after_request(note)


def _count_together() -> None:
    """Where processes that are forked from this one count, each in a file of its own; before the
    library is loaded, which looks for it then."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        return
    folder = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="homecare-metrics-")
    atexit.register(_clear_away, folder, os.getpid())


def _clear_away(folder: str, maker: int) -> None:
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)


blueprint.record_once(lambda state: count_requests(state.app))


def _begin() -> None:
    g.began = time.perf_counter()
