"""Codes of an app are those of RFC 6238, none works twice; recovery codes are not guessed."""

from datetime import UTC, datetime

import pytest

from homecare.accounts.factors import codes

SEED = b"12345678901234567890"
# RFC 6238, appendix B, SHA-1: seconds since 1970, and the code of eight figures.
OF_THE_RFC = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


@pytest.mark.parametrize(("seconds", "code"), OF_THE_RFC)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    number = codes.number_at(datetime.fromtimestamp(seconds, UTC))
    assert codes.code_of(SEED, number, digits=8) == code
    assert codes.code_of(SEED, number) == code[2:]


NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT = codes.number_at(NOW)


@pytest.mark.parametrize(
    ("by", "last", "taken"),
    [
        (0, 0, True),
        (-1, 0, True),  # a phone that is half a minute behind
        (1, 0, True),
        (-2, 0, False),
        (2, 0, False),
        (0, AT, False),  # the same code again
        (-1, AT, False),  # the one before a code that was taken
        (1, AT, True),
    ],
)
def test_a_code_works_around_its_minute_and_once(by: int, last: int, taken: bool) -> None:
    number = codes.matched(SEED, codes.code_of(SEED, AT + by), NOW, last)
    assert number == (AT + by if taken else None)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "²"])
def test_what_is_no_code_of_an_app(typed: str) -> None:
    assert not codes.is_of_app(typed)
    assert codes.matched(SEED, typed, NOW, 0) is None


def test_the_picture_says_whose_seed_it_is_and_no_word_more() -> None:
    address = codes.address_of(SEED, "ann+desk@post.example", "homecare")
    assert address == (
        "otpauth://totp/homecare:ann%2Bdesk%40post.example"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=homecare"
    )
    assert codes.spelled(SEED).replace(" ", "") in address


def test_recovery_codes_are_found_however_they_are_typed() -> None:
    code = codes.new_code(codes.RECOVERY)
    assert len(codes.without_gaps(code)) == 24
    assert codes.hash_of_code(f" {code.lower().replace('-', ' ')} ") == codes.hash_of_code(code)
    assert len({codes.new_code(codes.GIVEN) for _ in range(200)}) == 200
