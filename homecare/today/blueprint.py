"""The client's pages, on one blueprint."""

from flask import Blueprint

blueprint = Blueprint("today", __name__)
