"""A demonstration with one owner and nobody else, so that a journey begins at its beginning.

Run as a command of its own, in the surroundings of the instance: `python -m tests.browser.prepare`.
"""

from flask_migrate import upgrade

from homecare import clock
from homecare.accounts import installation
from homecare.accounts.operations import NewPractice, make_practice
from homecare.app import create_app
from homecare.database import transaction
from homecare.extensions import db
from homecare.library.operations import stock_library
from tests.browser.steps import PASSWORD

OWNER = "olive@homecare.example"


def main() -> None:
    """Migrate, declare a demonstration, make the practice and stock its library."""
    with create_app().app_context():
        upgrade()
        with transaction(db.session) as session:
            installation.declare(session, installation.DEMONSTRATION, clock.machine_time())
            practice, _ = make_practice(
                session,
                clock.now(),
                NewPractice(
                    name="Mill Lane Practice",
                    owner_name="Olive Park",
                    owner_email=OWNER,
                    password=PASSWORD,
                    nation="england",
                ),
            )
            stock_library(session, practice.id)


if __name__ == "__main__":
    main()
