"""Signing in and out."""

from flask import Flask
from sqlalchemy.orm import Session

from tests.make import make_practice, signed_in


def test_somebody_signs_in_with_address_and_password(app: Flask, session: Session) -> None:
    make_practice(session)
    assert signed_in(app, "owner@homecare.example").get("/me/password").status_code == 200
