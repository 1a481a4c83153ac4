"""Pages."""

from flask import Blueprint

blueprint = Blueprint("today", __name__)
