"""A passphrase that locks a backup, at its full cost; other tests pay next to nothing."""

from base64 import b64decode
from pathlib import Path

import pytest

from homecare.backups.file.encryption import unlock

FIRST_LINE = (
    "homecare-passphrase-1 7fd76ace34d8344f2f8478bff1512a76 "
    "f80c3b3e884c2ec1326ea8e53676acce730c54433348508e45ba6707bb2a350ce67d51d9acbb35d1"
    "a4377b0a1bd19c74e3e7a01090ad30f69101c3a17174a23d8cb43ba88878c3160327"
    "\n"
)
REST = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSByaEtNMWNQalZ3dWtHWWVxOEJMM3VNdEZmdVljZVBHSGls"
    "UUEwRDZoaUhJCllVamdlaTdJdUpIaTYrNURXOHFzaldxNncxOVpjeTc0VGVVTEk1Vk5lcVUKLT4gai1ncmVhc2Ug"
    "VH17P0hmVD0geU96UyZ+eHYgKWAgWX1wfEMKaWphM1ZPOUVtRDNDLzlMcjJhengrdGtWSkxUNGhjSDRTWUVnRXZS"
    "dWo2TGI4a2xHeHdFUEc1K0tnQjlSRnJNSAp2M3lacmxtYm90UW4vdwotLS0gY0xGVUFjWXVkdzBDSXVPRmVCTkl5"
    "UkdpUWhGYmpma3lSR1hpWU1zSWNoYwrIT8tgyHcr/hY7tlgAaTqXJBk6Mxqk7qk0ho9aie9syINP8mE="
)


@pytest.fixture(scope="module", autouse=True)
def cheap_passphrases() -> None:
    """Not here."""


def test_what_was_locked_by_an_older_homecare_still_opens(tmp_path: Path) -> None:
    """What guessing costs stands in no file: with another cost none would open any more."""
    locked, plain = tmp_path / "locked", tmp_path / "plain"
    locked.write_bytes(FIRST_LINE.encode() + b64decode(REST))
    unlock(locked, plain, "a passphrase of some length")
    assert plain.read_bytes() == b"kept"
