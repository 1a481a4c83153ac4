"""Keys made of the secret key, one for each use, so that none of them opens what another sealed.

Here alone they are made: `seal` takes every secret that may be in use, the newest first. The
newest writes; all of them read, so that a secret can be turned while what an older one sealed is
still about.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


def secrets_of(config: Mapping[str, Any]) -> list[str]:
    """The secrets of an app, the newest first."""
    return [str(config["SECRET_KEY"]), *(config.get("SECRET_KEY_FALLBACKS") or [])]


def derived(secret: str, use: str, of: bytes = b"") -> bytes:
    """32 bytes for one use, and for one person or thing where `of` names it."""
    return hmac.digest(secret.encode(), f"{use} ".encode() + of, "sha256")


def seal(secrets: Sequence[str], use: str, of: bytes = b"") -> "MultiFernet":
    """What encrypts and decrypts for one use; `rotate` seals with the newest secret anew."""
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 (compiled; few pages need it)

    keys = (derived(secret, use, of) for secret in secrets)
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])
