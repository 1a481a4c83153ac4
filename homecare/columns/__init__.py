"""Kinds of columns for what takes room: kept packed, read as it was written, byte for byte."""

import zlib

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

LEVEL = 9
"""What is packed is written once and kept for years: as small as it gets."""


def pack(content: bytes) -> bytes:
    """Fewer bytes for the same (zlib, RFC 1950)."""
    return zlib.compress(content, LEVEL)


def unpack(kept: bytes) -> bytes:
    """What `pack` was given. Raises `zlib.error` where a byte has changed."""
    return zlib.decompress(kept)


class Packed(TypeDecorator[bytes]):
    """Bytes that are read whole."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else pack(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else unpack(value)


class PackedText(TypeDecorator[str]):
    """A text that is read whole, and never searched or sorted by the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else pack(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else unpack(value).decode()
