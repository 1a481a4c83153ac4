"""What every page shares: Flask's configuration, security headers, error pages, page variables."""

from typing import Any

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    render_template,
    request,
)
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from homecare.accounts.access_rules import memberships
from homecare.accounts.front_door import giving_back, which_practice, which_record
from homecare.accounts.sign_in.form_tokens import author_of_form
from homecare.accounts.sign_in.security import sign_in_again
from homecare.accounts.sign_in.this_sign_in import nobody_where_unknown
from homecare.bundles import KINDS, WORTH_PACKING
from homecare.bundles.handing_out import A_YEAR, FilesOfRelease
from homecare.busy import has_no_room
from homecare.language import how_long
from homecare.serving.again import RETRY_AFTER, passwords_asked, sent_once_more, try_again
from homecare.serving.first_look import file_of
from homecare.serving.private import InMemoryRequest
from homecare.serving.quiet_log import number_requests

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# What goes over the wire compressed: a phone in a car park pays for every kilobyte.
TEXT = [*KINDS.values(), "text/html", "text/plain", "text/csv", "application/json",
        "application/manifest+json"]  # fmt: skip
TOO_MUCH = "Too much at once just now. Send it again later."
NO_ROOM = "The practice’s computer has no room to store it. Send it again later."
ERROR_PAGES = (400, 401, 403, 404, 405, 409, 413, 429, 500)
# Only /api/ answers with these; a page that can't be taken is shown again.
API_ERRORS = (410, 415, 422)


def configure(app: Flask, settings: Settings) -> None:
    """Turn our settings into Flask's and its extensions' own."""
    app.config.update(
        **_keys(settings),
        SETTINGS=settings,
        TESTING=settings.testing,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_connections(settings),
        MAX_CONTENT_LENGTH=1024 * 1024,
        PREFERRED_URL_SCHEME="https" if settings.secure else "http",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        REMEMBER_COOKIE_NAME="remember_token",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=settings.secure,
        WTF_CSRF_TIME_LIMIT=None,  # a phone sends its form after weeks without signal, too
        WTF_CSRF_SSL_STRICT=False,
        BOOTSTRAP_SERVE_LOCAL=True,
        RATELIMIT_HEADERS_ENABLED=True,
        COMPRESS_MIMETYPES=TEXT,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,  # from there on smaller than gzip, and as quick
        COMPRESS_LEVEL=2,  # gzip, for who speaks no br: on the practice's own net, without https
        COMPRESS_MIN_SIZE=WORTH_PACKING,
        COMPRESS_STREAMS=False,
    )
    if settings.proxies:
        # The host a proxy claims is never taken over: links are built from the public address.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    number_requests(app)
    app.before_request(_refuse_json)  # before anything reads it as a form
    app.jinja_env.globals |= which_record.for_macros() | which_practice.for_macros()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _keys(settings: Settings) -> dict[str, Any]:
    """The key that signs, and those before it, which are still read."""
    before = list(settings.secrets_before)
    return {"SECRET_KEY": settings.secret_key, "SECRET_KEY_FALLBACKS": before}


def _connections(settings: Settings) -> dict[str, Any]:
    """One for each thread, and a dozen for what some of them count meanwhile: nobody waits long.
    Whichever wrote last is used next: SQLite reads all others' pages anew."""
    if file_of(settings.database_url) is None and settings.database_url.startswith("sqlite"):
        return {}  # in memory there is one for all
    return {"max_overflow": settings.web_threads + 8, "pool_use_lifo": True}


def name_cookies(app: Flask) -> None:
    """A demonstration beside the real thing, on one host, must not sign its people out: a browser
    keeps one jar for all ports. By https a browser takes neither from another host than this one,
    and the real thing keeps the usual names."""
    here = "__Host-" if app.config["SETTINGS"].secure else ""
    apart = "demonstration_" if app.config["DEMONSTRATION"] else ""
    app.config["SESSION_COOKIE_NAME"] = f"{here}{apart}session"
    app.config["REMEMBER_COOKIE_NAME"] = f"{here}{apart}remember_token"


def install_pages(app: Flask) -> None:
    """Headers on every answer, pages for every error, the variables every page uses."""
    app.request_class = InMemoryRequest
    app.before_request(_refuse_null_characters)
    app.after_request(_set_headers)
    app.context_processor(_page_variables)
    for code in (*ERROR_PAGES, *API_ERRORS):
        app.register_error_handler(code, _show_error)
    app.register_error_handler(CSRFError, _show_missing_token)
    app.register_error_handler(StaleDataError, _show_conflict)
    for busy in (DBAPIError, NoConnectionError):
        app.register_error_handler(busy, _show_busy)
    app.view_functions["static"] = _no_such_file
    said = _of_every_answer(app)
    app.wsgi_app = FilesOfRelease(app.wsgi_app, said)  # type: ignore[method-assign]


def _refuse_json() -> None:
    """Pages take forms. Where JSON came instead, Flask-WTF reads that as one and breaks on what is
    no table of fields."""
    if request.is_json and not request.path.startswith("/api/"):
        abort(415, "Send this as a form, not as JSON.")


def _refuse_null_characters() -> None:
    """PostgreSQL stores none, no keyboard types one, and a form that has one is a probe."""
    if any("\0" in value for _, values in request.values.lists() for value in values):
        abort(400, "A character in this form can’t be stored.")


def _set_headers(response: Response) -> Response:
    if "token" in (request.view_args or {}):
        # The address is a secret; no page that is opened from here may learn it.
        response.headers["Referrer-Policy"] = "no-referrer"
    for name, value in _of_every_answer(current_app).items():
        response.headers.setdefault(name, value)
    # A phone that is handed on must not show the last person's pages again.
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _of_every_answer(app: Flask) -> dict[str, str]:
    """The headers of a page, and of a file that Flask never hears of."""
    if not app.config["SETTINGS"].secure:
        return HEADERS
    return HEADERS | {"Strict-Transport-Security": f"max-age={A_YEAR}; includeSubDomains"}


def _no_such_file(filename: str) -> Response:
    """Those there are were handed out before."""
    abort(404)


def _page_variables() -> dict[str, Any]:
    practice = g.get("practice")
    # After something broke, the page that says so must not ask the database for anything.
    signed_in = not g.get("broken") and current_user.is_authenticated
    mine = memberships() if signed_in else []
    return {
        "demonstration": current_app.config["DEMONSTRATION"],
        "practice_name": practice.name if practice else "homecare",
        "person_name": current_user.name if signed_in else "",
        "hats": [m.role for m in mine],
        "places": mine,
        "record_label": which_record.label,
        "handed_back": giving_back.handed_back,
        **which_record.variables(),
    }


def _show_error(error: Exception) -> tuple[Any, int, dict[str, str]]:
    code = error.code if isinstance(error, HTTPException) and error.code else 500
    reason = str(error.description) if isinstance(error, HTTPException) else ""
    methods = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    allow = {"Allow": ", ".join(sorted(methods))} if methods else {}
    if request.path.startswith("/api/"):
        later = getattr(error, "retry_after", None)
        headers = allow | ({"Retry-After": str(later)} if later else {})
        return jsonify(error=reason or "Something went wrong."), code, headers
    if isinstance(error, TooManyRequests):
        return _ask_to_wait(error)
    if code == 500:
        g.broken = True
        nobody_where_unknown()
    page = code if code in ERROR_PAGES else 400
    return render_template(f"errors/{page}.html", reason=reason, typed=_typed(code)), code, allow


def _ask_to_wait(error: TooManyRequests) -> tuple[Any, int, dict[str, str]]:
    """What was typed is kept on the page, to be sent by one press; a file can't be."""
    seconds = error.retry_after if isinstance(error.retry_after, int) else None
    kept = not request.files and not giving_back.is_of_somebody_else()
    page = render_template(
        "errors/429.html",
        reason="", typed=_typed(429), wait=how_long(seconds) if seconds else "a few minutes",
        again=sent_once_more() if kept else None, passwords=passwords_asked(),
    )  # fmt: skip
    return page, 429, {"Retry-After": str(seconds)} if seconds else {}


def _show_missing_token(error: CSRFError) -> tuple[Any, ...]:
    """A phone whose sign-in expired has no token either: what it needs to hear is the former."""
    if request.path.startswith("/api/") and not current_user.is_authenticated:
        return jsonify(error="Sign in first."), 401
    if request.endpoint == "security.login":
        return sign_in_again(), 400
    if not current_user.is_authenticated and author_of_form():
        return giving_back.ask_to_sign_in()
    return _show_error(error)


def _show_conflict(_error: Exception) -> tuple[Any, int]:
    """Somebody else changed the same row between this person's reading and writing."""
    return render_template("errors/409.html", reason="", typed=_typed(409)), 409


def _show_busy(error: Exception) -> Any:
    """After some tries: a phone keeps what it has and comes again, a page keeps what was typed."""
    answer = try_again(error)
    if answer is not None:
        return answer
    later = {"Retry-After": str(RETRY_AFTER)}
    full = has_no_room(error)
    code = 507 if full else 503
    if request.path.startswith("/api/"):
        return jsonify(error=NO_ROOM if full else TOO_MUCH), code, later
    g.broken = True
    nobody_where_unknown()
    page = render_template(
        "errors/503.html", reason="", typed=_typed(503), full=full,
        again=sent_once_more(), passwords=passwords_asked(),
    )  # fmt: skip
    return page, code, later


def _typed(code: int) -> list[str]:
    """What is handed back of a form that was not taken; one that was too big was never read."""
    return [] if code == 413 else giving_back.handed_back()
