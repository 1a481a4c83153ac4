"""The demonstration: two invented practices, so that everything can be seen before it is used."""

from dataclasses import dataclass

from homecare.accounts.installation import PUBLISHED

PASSWORD = PUBLISHED


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody to sign in as."""

    email: str
    who: str
    password: str = PASSWORD


SIGN_INS = (
    SignIn("owner@homecare.example", "the practice's owner, a therapist too"),
    SignIn("therapist@homecare.example", "a therapist"),
    SignIn("client@homecare.example", "a client, on the phone"),
    SignIn("therapist@elsewhere.example", "a therapist of another practice"),
)
