"""Tokens of single-use links: long, random, and stored only as a hash."""

import hashlib
import secrets


def new_token() -> str:
    """A token that can't be guessed: 32 random bytes, safe in an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token. It is random, so one quick hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
