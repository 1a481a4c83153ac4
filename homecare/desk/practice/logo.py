"""The logo at the top of the practice's letters."""

from base64 import b64encode
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from wtforms import FileField, StringField
from wtforms.validators import DataRequired, Length

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import OWNER
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.extensions import db
from homecare.forms import PlainForm
from homecare.referrals.logo import keep_logo, remove_logo
from homecare.referrals.writing import logo_of
from homecare.refusals import Refusal


class LogoForm(PlainForm):
    """A picture, and what it shows for somebody who can't see it."""

    file = FileField(
        "The picture",
        description="PNG, JPEG, WebP or GIF, at most 900 kB; a wide one looks best. It is drawn "
        "anew: places, dates and comments in the file are left behind.",
    )
    shows = StringField(
        "What it shows, in words",
        description="Read aloud in place of the picture.",
        validators=[
            DataRequired("Write what it shows."),
            Length(max=200, message="Write at most 200 characters."),
        ],
    )


@blueprint.get("/practice/logo")
@allow(OWNER)
def logo() -> str:
    """What stands at the top of letters, and the form that changes it."""
    return _page(LogoForm(formdata=None, data={"shows": f"Logo of {g.practice.name}"}))


@blueprint.post("/practice/logo")
@allow(OWNER)
def save_logo() -> Any:
    """Put another picture there."""
    form = LogoForm()
    if not form.validate_on_submit():
        return _page(form), 400
    try:
        with transaction(db.session):
            keep_logo(scope().act(clock.now()), _sent(form), form.shows.data.strip())
    except Refusal as refused:
        form.show(refused.problems)
        return _page(form), 400
    flash("Letters show it from now on.", "success")
    return redirect(url_for("desk.logo"))


@blueprint.post("/practice/logo/remove")
@allow(OWNER)
def take_logo_away() -> Any:
    """Letters show the name alone from now on."""
    with transaction(db.session):
        remove_logo(scope().act(clock.now()))
    flash("Letters show no logo any more. Those that were issued keep theirs.", "success")
    return redirect(url_for("desk.logo"))


def _sent(form: LogoForm) -> bytes:
    file = request.files.get(form.file.name)
    return file.read() if file else b""


def _page(form: LogoForm) -> str:
    kept = logo_of(db.session(), g.practice.id)
    png = b64encode(kept.png).decode() if kept else ""
    return render_template("desk/practice/logo.html", form=form, logo=kept, png=png)
