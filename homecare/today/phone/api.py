"""The phone's outbox arrives here, and what it needs meanwhile leaves: see docs/sync.md."""

from uuid import UUID

from flask import Response, abort, g, jsonify, request
from flask_wtf.csrf import generate_csrf

from homecare import clock
from homecare.access import refuse_ended, scope, scope_of_record
from homecare.accounts.access_rules import allow
from homecare.acting import CLIENT
from homecare.clients.queries import active_episode
from homecare.database import transaction
from homecare.diary import envelope
from homecare.diary.receiving import receive
from homecare.extensions import db
from homecare.today.blueprint import blueprint
from homecare.today.day.queries import OLDEST
from homecare.today.phone import snapshot
from homecare.today.phone.held import held_of

MOST_DAYS = OLDEST.days + 1
TOO_MUCH = f"Send at most {envelope.MOST} entries and {envelope.LARGEST // 1024} kB at once."
NOT_YOURS = "These entries belong to somebody else. Nothing was stored."
NEVER_IN_CARE = "There is no diary for you yet."


@blueprint.get("/api/v1/sync/token")
@allow(CLIENT)
def sync_token() -> Response:
    """A fresh form token to send with, and whose entries this session takes.

    `?owner=` asks for one of the person's records, also by the id that it had before it was merged
    into one; without it, the one that is open now. A 410 says that the practice has ended the
    person's sign-in to it. `signed_in_for`, in seconds, tells a phone what was tapped since then
    on the page of somebody else, which was left open.
    """
    owner = request.args.get("owner", "")
    refuse_ended(owner)
    if scope_of_record(owner) is None:
        owner = str(scope().actor.client_id)
    signed_in_for = (clock.machine_time() - g.sign_in.made_at).total_seconds()
    return jsonify(csrf_token=generate_csrf(), owner=owner, signed_in_for=signed_in_for)


@blueprint.post("/api/v1/sync/entries")
@allow(CLIENT)
def sync_entries() -> Response:
    """Store a batch; the answer leaves only after it is stored for good."""
    now, batch = clock.now(), _batch()
    refuse_ended(batch.owner)
    scope = scope_of_record(batch.owner) or abort(409, NOT_YOURS)
    try:
        with transaction(db.session):
            received = receive(scope.act(now), batch.entries, UUID(batch.owner))
            sent = [one.report for one in batch.entries if one.report]
            held = held_of(scope, received, sent, now)
    except LookupError:
        abort(404, NEVER_IN_CARE)
    results = [
        {"id": arrival.called, "status": outcome.status, "reason": outcome.reason}
        for arrival, outcome in zip(batch.entries, received.outcomes, strict=True)
    ]
    closed = received.goes_on is None
    return jsonify(results=results, received_at=now.isoformat(), held=held, closed=closed)


@blueprint.get("/api/v1/today")
@allow(CLIENT)
def api_today() -> Response:
    """What draws Today without a connection: `?days=2` is today and yesterday, at most 31."""
    scoped, now, days = scope(), clock.now(), request.args.get("days", "2")
    if not days.isascii() or not days.isdecimal() or not 1 <= int(days[:9]) <= MOST_DAYS:
        abort(422, f"days: write a whole number from 1 to {MOST_DAYS}")
    episode = active_episode(scoped)
    if episode is None:
        return jsonify(snapshot.anybody(scoped, g.practice, now))
    today = clock.today(episode.zone)
    return jsonify(snapshot.in_care(scoped, episode, g.practice, now, today, int(days)))


def _batch() -> envelope.Batch:
    if request.mimetype != "application/json":
        abort(415, "Send JSON, with the content type application/json.")
    request.max_content_length = envelope.LARGEST
    if (request.content_length or 0) > envelope.LARGEST:
        abort(413, TOO_MUCH)
    try:
        return envelope.read(request.get_data())
    except envelope.UnfitError as unfit:
        abort(413 if unfit.too_much else 422, unfit.reason)
