"""The blueprint that the therapist's page modules register on."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__)
