"""How Flask-Security signs people in here: its configuration and the classes it is given."""

from datetime import timedelta
from typing import Any, ClassVar

from flask import Flask, Request, current_app, render_template, url_for
from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    MailUtil,
    PasswordUtil,
    ResetPasswordForm,
    Security,
)
from flask_security.mail_util import EmailValidateException
from flask_security.utils import validate_redirect_url

from homecare import clock
from homecare.accounts.emails import password_email
from homecare.accounts.models import Person
from homecare.accounts.sign_in import guessing, hashing, this_sign_in
from homecare.accounts.sign_in.guessing import Guarded, take_asking
from homecare.accounts.sign_in.hashing import Seated
from homecare.accounts.sign_in.limits import limit_security
from homecare.accounts.sign_in.passwords import SHORTEST, normalized, problem_with
from homecare.accounts.sign_in.tries import was_sent_lately
from homecare.accounts.sign_in.user_datastore import people
from homecare.database import turn_writer
from homecare.extensions import db
from homecare.mail import outbox
from homecare.mail.addresses import WRITE_ADDRESS, in_plain_letters
from homecare.refusals import SaidPlainly

# The cheapest Argon2 there is, for tests that sign in hundreds of times.
CHEAP_HASH = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}

OLD_PAGE = "This page was an old one. Write your password once more."
MESSAGES = {
    "GENERIC_AUTHN_FAILED": ("That email address and password do not match. Try again.", "error"),
    "PASSWORD_RESET_REQUEST": (
        "If %(email)s has a sign-in here, an email with a link is on its way to it, or came "
        "within the last hour and still works.",
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": ("That link no longer works. Ask for a new one here.", "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (
        "That link has been used already, or part of it is missing. Ask for a new one here.",
        "error",
    ),
    "PASSWORD_RESET_NO_LOGIN": ("Your new password is set. Sign in with it.", "success"),
    "PASSWORD_CHANGE": ("Your password is changed.", "success"),
    "PASSWORD_NOT_PROVIDED": ("Write your password.", "error"),
    "INVALID_PASSWORD": ("This is not your password.", "error"),
    "PASSWORD_IS_THE_SAME": ("This is the password you have now. Choose another one.", "error"),
    "RETYPE_PASSWORD_MISMATCH": ("The two passwords differ. Write the same one twice.", "error"),
    "EMAIL_NOT_PROVIDED": ("Write your email address.", "error"),
    "INVALID_EMAIL_ADDRESS": (WRITE_ADDRESS, "error"),
    "DISABLED_ACCOUNT": ("This sign-in was closed. Ask your practice.", "error"),
}


class Mails(MailUtil):
    """Flask-Security's mails, composed here and put into the same outbox as all others."""

    def normalize(self, email: str) -> str:
        """The address as it is kept, read by the rule that took it when somebody joined."""
        kept = in_plain_letters(email)
        if kept is None:
            raise EmailValidateException(MESSAGES["INVALID_EMAIL_ADDRESS"][0])
        return kept

    validate = normalize

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **values: Any,
    ) -> None:
        """Queue the mail and commit: a view of Flask-Security is an edge of its own.

        It has read before, and only now it writes.
        """
        token = values.get("reset_token")
        if values["user"].id is None:
            return  # nobody has that address
        if token and was_sent_lately(db.session(), recipient, clock.now()):
            return  # whoever presses the button again and again fills nobody's mailbox
        turn_writer(db.session)
        path = (
            url_for("security.reset_password", token=token, _external=False)
            if token
            else url_for("security.forgot_password", _external=False)
        )
        link = current_app.config["SETTINGS"].public_url + path
        kind = "password_reset" if token else "password_changed"
        if template.endswith("/reset_notice"):
            # Whoever set a new password did so with a link from this mailbox.
            values["user"].confirmed_email = values["user"].email
        outbox.queue(db.session(), password_email(kind, values["user"], link), clock.now())
        db.session.commit()


class Passwords(PasswordUtil):
    """Flask-Security's door to these rules; it calls no outside address."""

    def validate(
        self, password: str, is_register: bool, **kwargs: Any
    ) -> tuple[list[str] | None, str]:
        """The problems with a new password, and its normalized form."""
        person = kwargs.get("user")
        known = (person.email, person.name) if person else ()
        demonstration = current_app.config["DEMONSTRATION"]
        problem = problem_with(password, *known, demonstration=demonstration)
        return ([problem] if problem else None), normalized(password)


class OurWords(SaidPlainly):
    """Labels in plain words; goes before one of Flask-Security's forms."""

    LABELS: ClassVar[dict[str, str]] = {
        "email": "Email address",
        "remember": "Keep me signed in on this phone or computer",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in self.LABELS.items():
            if hasattr(self, name):
                getattr(self, name).label.text = words


class SignInForm(Guarded, OurWords, LoginForm):
    """Signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""
        if not validate_redirect_url(self.next.data):
            self.next.data = ""

    def validate(self, **how: Any) -> bool:
        """As the form does; what was left empty, or is no address, is asked for, and is no try.
        Above the form: Flask-Security says of errors at these two fields that they do not match."""
        asked = {"email": "EMAIL_NOT_PROVIDED", "password": "PASSWORD_NOT_PROVIDED"}
        missing = [MESSAGES[asked[name]][0] for name in asked if not self[name].data]
        if self.email.data and in_plain_letters(self.email.data) is None:
            missing.insert(0, WRITE_ADDRESS)  # nobody can have it
        if not missing:
            return bool(super().validate(**how))
        self.form_errors.extend(missing)
        return False


class ForgottenForm(OurWords, ForgotPasswordForm):
    """Asking for a link that sets a new password.

    For an address nobody has, Flask-Security hashes a password to take as long as a mail does, on
    a page that anybody may ask as often as they like. Here the same work is done for a person who
    is not there, and the mail is left out.
    """

    def validate(self, **how: Any) -> bool:
        """Whether to go on as if a mail was sent; with a wait due it is not even looked for."""
        email = (self.email.data or "").strip()
        if in_plain_letters(email) is None:
            self.form_errors.append(WRITE_ADDRESS)
            return False
        if wait := take_asking(email):
            self.form_errors.append(wait)
            return False
        if not super().validate(**how):
            if self.form_errors or "csrf_token" in self.errors:
                return False
            nobody = {"password": "", "fs_uniquifier": "nobody"}
            self.user, self.email.errors = Person(email=email, **nobody), []
        return True


class NewPasswordForm(Seated, OurWords, ResetPasswordForm):
    """Setting a new password with such a link."""

    LABELS: ClassVar[dict[str, str]] = {
        "password": "New password",
        "password_confirm": "The new password again",
    }


class ChangeForm(Guarded, OurWords, ChangePasswordForm):
    """Changing a password that is known."""

    LABELS: ClassVar[dict[str, str]] = {
        "password": "The password you have now",
        "new_password": "New password",
        "new_password_confirm": "The new password again",
    }
    TAKES_PUBLISHED = True  # they are in, and want another one

    def was_wrong(self) -> bool:
        """What is wrong with the new password only is no guess at the old one."""
        return bool(self.password.errors)


security = Security(mail_util_cls=Mails, password_util_cls=Passwords)


def bind(app: Flask) -> None:
    """Sign people in by Flask-Security: pages only, limited tries, a clean start for each."""
    _configure(app)
    Person.verify_and_update_password = hashing.verify  # type: ignore[method-assign, assignment]
    security.init_app(
        app,
        people,
        login_form=SignInForm,
        forgot_password_form=ForgottenForm,
        reset_password_form=NewPasswordForm,
        change_password_form=ChangeForm,
    )
    security.want_json(_never)
    security.principal.skip_static = True  # files are the same for everybody
    limit_security(app)
    this_sign_in.follow(app)
    guessing.follow(app)


def _configure(app: Flask) -> None:
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 (a scheme's name)
        # Argon2 has a salt of its own. Mixing our secret key into it would lock everybody out
        # as soon as a backup is restored beside a new key.
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=CHEAP_HASH if app.testing else {},
        # A link for a new password carries a digest of the stored hash, which nobody can guess. The
        # usual scheme takes a third of a second of pure Python for it, on a page anybody may ask.
        SECURITY_HASHING_SCHEMES=["hex_sha256", "sha256_crypt"],
        SECURITY_PASSWORD_SALT="unused: see above",  # noqa: S106
        SECURITY_PASSWORD_LENGTH_MIN=SHORTEST,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_EMAIL_PLAINTEXT=False,  # `Mails` writes its own words
        SECURITY_EMAIL_HTML=False,
        SECURITY_CACHE_CONTROL={},  # ours is stricter; theirs is not written as browsers read it
        SECURITY_API_ENABLED_METHODS=["session"],
        # Their commands make people and passwords without a word in the trail.
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_FRESHNESS=timedelta(minutes=-1),  # ours is on the row: `factors.fresh`
        SECURITY_RECOVERABLE=True,
        SECURITY_RESET_URL="/forgotten-password",
        SECURITY_RESET_PASSWORD_WITHIN=timedelta(hours=2),
        SECURITY_CHANGEABLE=True,
        SECURITY_CHANGE_URL="/me/password",
        REMEMBER_COOKIE_DURATION=timedelta(days=90),
        **{f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()},
    )


def sign_in_again() -> str:
    """The sign-in page afresh, for a form whose token does not fit.

    Another tab that was opened meanwhile makes this one an old page: somebody who wants in
    should not meet an error for that.
    """
    form = SignInForm()
    form.csrf_token.errors = [OLD_PAGE]
    return render_template("security/login_user.html", login_user_form=form)


def _never(_request: Request) -> bool:
    """JSON is not wanted: those answers hand out sign-in tokens, which nothing here uses."""
    return False
