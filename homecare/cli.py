"""The flask commands."""

from flask import Flask


def add_commands(app: Flask) -> None:
    """Register every command."""
