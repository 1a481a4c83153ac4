"""What makes Today an app on the phone that works with no connection."""

import json

from flask import Response, abort, g, jsonify, render_template, request, url_for

from homecare import bundles, clock
from homecare.access import scope
from homecare.accounts.access_rules import ANYONE, allow
from homecare.accounts.sign_in.sign_ins import note_device
from homecare.acting import CLIENT
from homecare.bundles.handing_out import version
from homecare.database import transaction
from homecare.extensions import db
from homecare.rules.urgent_advice import NATIONS, OFFLINE
from homecare.today.blueprint import blueprint
from homecare.today.day.queries import own_care
from homecare.today.phone import icons
from homecare.today.phone.offline_pages import kit_of
from homecare.today.questions.red_flags import (
    for_anyone,
    nation_of_reader,
    nation_of_server,
    own_nations,
)

SEEN = "X-Seen-Pictures"  # by their names, so that a phone is sent each only once
DEVICE = "X-Device"  # the name that a phone sends its entries by
A_WEEK = 7 * 24 * 3600
# These pages need the practice anyway; their scripts need not be here without it.
SCRIPTS = (name for name in bundles.bundles() if name not in ("me-all.js", "ended-all.js"))
PUBLIC_FILES = (*SCRIPTS, "go.css", "chevron.svg", "mark.svg")


@blueprint.get("/today/kit")
@allow(CLIENT)
def kit() -> Response:
    """What the phone keeps to show this client's days without a connection."""
    scoped = scope()
    now = clock.now()
    care = own_care(scoped, now, g.practice.zone)
    if care is None:
        return jsonify(
            owner=str(scoped.actor.client_id), closed=True, nation=g.practice.whom_to_call
        )
    seen = request.headers.get(SEEN, "").split()
    device = request.headers.get(DEVICE, "")
    if device and device != g.sign_in.device:
        with transaction(db.session):
            note_device(g.sign_in, device, now)
    made = kit_of(scoped, care, now, seen, device)
    return jsonify({**made, "practice": g.practice.name, "nation": g.practice.whom_to_call})


@blueprint.get("/today/shell")
@allow(ANYONE)
def shell() -> str:
    """A page of nobody's, which the phone fills from what it keeps."""
    return render_template("today/phone/shell.html")


@blueprint.get("/red-flags/offline")
@allow(ANYONE)
def red_flags_offline() -> str:
    """The questions and the numbers, for when nobody can be told: those of the `nation` in the
    address, of whoever is signed in, or of nobody known. Own numbers count only where a practice
    of this server has them: an address must not put a stranger's number here."""
    asked = request.args.get("nation")
    known = asked in NATIONS or asked in own_nations()
    return _offline(asked if known else nation_of_reader())


def _offline(nation: str | None) -> str:
    return render_template(
        "today/phone/red_flags_offline.html", not_told=OFFLINE, **for_anyone(nation)
    )


@blueprint.get("/not-sent")
@allow(ANYONE)
def not_sent() -> str:
    """What a phone says of a form that it could not send."""
    return render_template("today/phone/not_sent.html")


@blueprint.get("/today/nobodys-pages")
@allow(ANYONE)
def nobodys_pages() -> Response:
    """The pages that a phone keeps for when there is no connection, by their addresses: they have
    most of their words in common, and so weigh little more than one. What to do about red flags
    is among them once for each nation, and for each with own numbers: the phone takes that of the
    practice it knows."""
    wrong = {
        url_for("today.red_flags_offline", nation=nation): _offline(nation or nation_of_server())
        for nation in (None, *NATIONS, *own_nations())
    }
    pages = {url_for("today.shell"): shell(), url_for("today.not_sent"): not_sent(), **wrong}
    return bundles.packed_once(jsonify(pages), request.accept_encodings)


@blueprint.get("/service-worker.js")
@allow(ANYONE)
def service_worker() -> Response:
    """The service worker, for the whole site; it changes with every release, and with a practice's
    own numbers, so that phones fetch the page that has them."""
    files = [url_for("static", filename=name) for name in PUBLIC_FILES]
    source = f"const RELEASE = {json.dumps(version())};\nconst FILES = {json.dumps(files)};\n"
    if own := own_nations():
        source = f"{source}// {' '.join(own)}\n"
    answer = Response(
        source + bundles.service_worker(),
        mimetype="text/javascript",
        headers={"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"},
    )
    return bundles.packed_once(answer, request.accept_encodings)


@blueprint.get("/manifest.webmanifest")
@allow(ANYONE)
def manifest() -> Response:
    """What a phone needs to put Today among its apps."""
    mark = {"src": url_for("static", filename="mark.svg"), "sizes": "any", "type": "image/svg+xml"}
    values = {
        "id": "/today",
        "name": "homecare",
        "short_name": "homecare",
        "description": "Your exercises at home, and how it goes.",
        "lang": "en-GB",
        "dir": "ltr",
        "start_url": "/today",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f1e7",
        "theme_color": "#f6f1e7",
        "icons": [
            _icon("icon-192"),
            _icon("icon-512"),
            {**_icon("maskable-512"), "purpose": "maskable"},
            mark,
        ],
        "shortcuts": [
            {"name": "Progress", "url": url_for("today.progress")},
            {"name": "Something feels wrong", "url": url_for("today.red_flags")},
        ],
    }
    answer = jsonify(values)
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/icons/<name>.png")
@allow(ANYONE)
def icon(name: str) -> Response:
    """An icon of the app as a picture."""
    if name not in icons.SIZES:
        abort(404)
    answer = Response(icons.png(name), mimetype="image/png")
    answer.headers["Cache-Control"] = f"public, max-age={A_WEEK}"
    return answer


def _icon(name: str) -> dict[str, str]:
    size, _ = icons.SIZES[name]
    return {
        "src": url_for("today.icon", name=name), "sizes": f"{size}x{size}", "type": "image/png",
    }  # fmt: skip
