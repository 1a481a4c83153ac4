"""The long forms: an intake on one page, and the return of a discharged client."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import (
    BooleanField,
    HiddenField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, ValidationError

from homecare.activities.forms import ActivityFields
from homecare.clients.forms import (
    AgainstFields,
    ComplaintFields,
    IntakeDayFields,
    PersonFields,
)
from homecare.clients.intake import Complaint, Intake
from homecare.clients.models import Client
from homecare.desk.screening_fields import NONE, ScreeningFields, ticked
from homecare.forms import OpenedForm, options
from homecare.rules.red_flags import (
    CONTRAINDICATIONS,
    NONE_OF_THESE,
)

BOTH_SIDES = (
    "You wrote that both sides are sore and that the leg hurts. Pain in both legs is on this list: "
    "tick it, or say below that it is not in both."
)


class AgainstAsked(AgainstFields):
    """What speaks against manipulation: asked at every intake, of whoever comes back too."""

    contraindications = SelectMultipleField(
        "Reasons against manipulation",
        choices=options((NONE, NONE_OF_THESE), *CONTRAINDICATIONS.items()),
    )


class BothLegsAsked(ComplaintFields, ScreeningFields):
    """Where both sides are sore and a leg hurts, the red-flag answers say whether both legs do."""

    # Asked where the two do not go together.
    one_leg = BooleanField("The pain is not in both legs")

    def validate_red_flags(self, field: SelectMultipleField) -> None:
        """Pain in both legs is for 999: a side can't say it and a list of answers deny it."""
        if self.may_be_both_legs() and not self.one_leg.data:
            raise ValidationError(BOTH_SIDES)

    def may_be_both_legs(self) -> bool:
        """Whether what was written of the complaint may be what no answer says."""
        hurts = self.side.data == "both" and bool(self.leg.data)
        return hurts and "both_legs" not in (self.red_flags.data or [])


class ReturnForm(OpenedForm, BothLegsAsked, IntakeDayFields, AgainstAsked, ActivityFields):
    """A discharged client comes back with a complaint; what the record says of medicines and
    reasons against manipulation stands here to be confirmed or put right."""

    def value(self) -> Complaint:
        """What was typed, as a value."""
        return Complaint(
            complaint=self.complaint.data,
            side=self.side.data,
            onset=self.onset.data,
            leg=self.leg.data,
            back=self.back.data,
            findings=self.findings.data or "",
            intake_on=self.intake_on.data,
        )


class IntakeForm(PersonFields, BothLegsAsked, IntakeDayFields, AgainstAsked, ActivityFields):
    """All that is asked when a client is added; the GP and the rest can follow."""

    consent = BooleanField(
        "The client agrees",
        validators=[InputRequired("Nothing can be kept without the client’s agreement.")],
    )
    email_consent = BooleanField("The client agrees to the weekly email")
    # Asked where somebody of that name and day of birth is known; of how many it was said.
    namesake = BooleanField("This is another person")
    known = HiddenField()
    same: Sequence[Client] = ()

    def says_another(self, same: Sequence[Client]) -> bool:
        """Whether it was said that this is none of them: a form that was sent twice says so of one
        fewer. Keeps them for the page."""
        said = bool(self.namesake.data) and self.known.data == str(len(same))
        self.same, self.known.data = same, str(len(same))
        self.namesake.data = False
        return said

    def intake(self, zone: str, therapist_id: UUID) -> Intake:
        """What was typed, as a value."""
        return Intake(
            name=self.name.data,
            email=self.email.data or None,
            telephone=self.telephone.data,
            date_of_birth=self.date_of_birth.data,
            medicines=self.medicines.data or "",
            contraindications=tuple(ticked(self.contraindications)),
            thins_nothing=bool(self.no_thinner.data),
            zone=zone,
            therapist_id=therapist_id,
            complaint=self.complaint.data,
            side=self.side.data,
            onset=self.onset.data,
            leg=self.leg.data,
            back=self.back.data,
            findings=self.findings.data or "",
            intake_on=self.intake_on.data,
            weekly_email=bool(self.email_consent.data),
        )
