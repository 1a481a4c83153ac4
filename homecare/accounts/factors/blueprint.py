"""The pages of factors, at the door and under Me."""

from flask import Blueprint

blueprint = Blueprint("factors", __name__)
