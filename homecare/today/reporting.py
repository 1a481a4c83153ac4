"""What every form of a report carries."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import (
    HiddenField,
)
from wtforms.validators import UUID as UUID_

from homecare.refusals import SaidPlainly

CARE_ENDED = (
    "This was not stored, as your care here has ended. If you need something, call your practice."
)


def not_stored() -> Response:
    """What is answered where something was sent and no care is open any more that it could go to:
    never silence."""
    flash(CARE_ENDED, "warning")
    return redirect(url_for("today.today"))


class ReportForm(SaidPlainly, FlaskForm):  # type: ignore[misc]
    """A report. `entry_id` was made with the page, so that sending twice records once."""

    entry_id = HiddenField(validators=[UUID_(message="This page is out of date. Open it again.")])

    @property
    def id(self) -> UUID:
        """The one-use id, once the form is valid."""
        return UUID(self.entry_id.data)

    def body(self) -> dict[str, Any] | None:
        """What the diary stores; None takes back what was said."""
        return {}
