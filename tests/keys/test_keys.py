"""Keys made of the secret key: one for each use, and a turned secret reads what it sealed."""

import pytest
from cryptography.fernet import InvalidToken

from homecare.keys import derived, seal, secrets_of

OLD, NEW = "o" * 40, "n" * 40

pytestmark = pytest.mark.any_database


def test_what_is_sealed_opens_for_its_use_and_its_person_alone() -> None:
    sealed = seal([OLD], "seed", b"ada").encrypt(b"words")
    assert seal([OLD], "seed", b"ada").decrypt(sealed) == b"words"
    for use, of in (("seed", b"ben"), ("push", b"ada"), ("seed", b"")):
        with pytest.raises(InvalidToken):
            seal([OLD], use, of).decrypt(sealed)


def test_a_turned_secret_reads_the_old_and_seals_anew() -> None:
    sealed = seal([OLD], "seed").encrypt(b"words")
    both = seal([NEW, OLD], "seed")
    assert both.decrypt(sealed) == b"words"
    with pytest.raises(InvalidToken):
        seal([NEW], "seed").decrypt(sealed)
    assert seal([NEW], "seed").decrypt(both.rotate(sealed)) == b"words"
    assert seal([NEW], "seed").decrypt(both.encrypt(b"more")) == b"more"


def test_no_two_uses_share_a_key() -> None:
    assert derived(OLD, "seed") != derived(OLD, "push")
    assert len(derived(OLD, "seed")) == 32


def test_an_app_names_its_secrets_the_newest_first() -> None:
    assert secrets_of({"SECRET_KEY": NEW}) == [NEW]
    assert secrets_of({"SECRET_KEY": NEW, "SECRET_KEY_FALLBACKS": None}) == [NEW]
    assert secrets_of({"SECRET_KEY": NEW, "SECRET_KEY_FALLBACKS": [OLD]}) == [NEW, OLD]
