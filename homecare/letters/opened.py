"""That a letter was opened with the right year: a signed cookie for this letter alone.

It lasts as long as the browser stays open and for an hour at most, is sent to the letter's own
address only, never from another site, and no script can read it.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, current_app, request, url_for
from itsdangerous import BadData, URLSafeSerializer

from homecare import clock
from homecare.keys import secrets_of

LASTS = timedelta(hours=1)


def link_named() -> UUID | None:
    """The link that the cookie of this request opens, as long as it lasts."""
    try:
        link_id, ends = _signer().loads(request.cookies.get(cookie(), ""))
        return UUID(link_id) if clock.now().timestamp() < ends else None
    except (BadData, TypeError, ValueError):
        return None


def open_for_an_hour(response: Response, link_id: UUID, token: str, now: datetime) -> None:
    """Let this browser see the letter."""
    ends = int((now + LASTS).timestamp())
    response.set_cookie(
        cookie(), _signer().dumps([link_id.hex, ends]), httponly=True, samesite="Strict",
        secure=_is_secure(), path=url_for("letters.letter", token=token),
    )  # fmt: skip


def close(response: Response, token: str) -> None:
    """Forget that it was opened."""
    response.delete_cookie(
        cookie(),
        httponly=True,
        samesite="Strict",
        secure=_is_secure(),
        path=url_for("letters.letter", token=token),
    )


def cookie() -> str:
    """Its name. By https no page of another, unencrypted, address can write one of that name."""
    return "__Secure-letter" if _is_secure() else "letter"


def _is_secure() -> bool:
    return bool(current_app.config["SETTINGS"].secure)


def _signer() -> Any:
    return URLSafeSerializer(secrets_of(current_app.config)[::-1], salt="opened letter")
