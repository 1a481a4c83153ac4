"""The long forms: an intake on one page, and the return of a discharged client."""

from uuid import UUID

from wtforms import (
    BooleanField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from homecare.clients.forms import ComplaintFields, PersonFields
from homecare.clients.intake import Complaint, Intake
from homecare.desk.screening_fields import NONE, ScreeningFields, ticked
from homecare.forms import LONG, options
from homecare.rules.red_flags import (
    CONTRAINDICATIONS,
    NONE_OF_THESE,
)


class ReturnForm(ComplaintFields, ScreeningFields):
    """A discharged client comes back with a complaint."""

    def value(self) -> Complaint:
        """What was typed, as a value."""
        return Complaint(
            complaint=self.complaint.data,
            side=self.side.data,
            onset=self.onset.data,
            leg=self.leg.data,
            back=self.back.data,
            findings=self.findings.data or "",
        )


class IntakeForm(PersonFields, ComplaintFields, ScreeningFields):
    """All that is asked when a client is added; the GP and the rest can follow."""

    medicines = TextAreaField("Medicines", validators=[Optional(), LONG])
    contraindications = SelectMultipleField(
        "Reasons against manipulation",
        choices=options((NONE, NONE_OF_THESE), *CONTRAINDICATIONS.items()),
    )
    consent = BooleanField(
        "The client agrees",
        validators=[InputRequired("Nothing can be kept without the client's agreement.")],
    )
    email_consent = BooleanField("The client agrees to the weekly email")

    def intake(self, zone: str, therapist_id: UUID) -> Intake:
        """What was typed, as a value."""
        return Intake(
            name=self.name.data,
            email=self.email.data or None,
            telephone=self.telephone.data,
            date_of_birth=self.date_of_birth.data,
            medicines=self.medicines.data or "",
            contraindications=tuple(ticked(self.contraindications)),
            zone=zone,
            therapist_id=therapist_id,
            complaint=self.complaint.data,
            side=self.side.data,
            onset=self.onset.data,
            leg=self.leg.data,
            back=self.back.data,
            findings=self.findings.data or "",
            weekly_email=bool(self.email_consent.data),
        )
