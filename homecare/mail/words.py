"""What mails are about, and how far they got, in words."""

KINDS = {
    "invitation": "Invitation",
    "weekly-progress": "Weekly progress email",
    "check-in": "Check-in email",
    "reminder": "Reminder",
    "mail-rests": "Email that reminders and weekly emails take a break",
    "programme-changed": "Email about the new programme",
    "confirm-address": "Mail to confirm the address",
    "address-changed": "Notice that the address was changed",
    "flag-needs-you": "Alert about a flag",
    "urgent-again": "Alert: nobody has noted anything",
    "cover-begins": "Urgent flags as a cover begins",
    "flag-mistaken": "Alert: tapped by mistake",
    "flag-over": "Alert taken back",
    "confirm-receiver": "Mail to a receiver of letters to confirm the address",
    "letter-link": "Link to a letter",
    "letter-asked": "Mail that a letter waits for the client",
    "letter-spoken": "Alert: a client answered about a letter",
    "letter-answered": "Alert: a letter was answered",
    "letter-taken-back": "Mail to a receiver that a letter was taken back",
    "letter-tried": "Alert: the link to a letter has ended",
    "erasure-asked": "Alert about a request to delete the record",
    "erasure-taken-back": "Alert: the request to delete the record was taken back",
    "colleague-news": "Notice to a colleague about clients, cover or owners",
    "weekly-digest": "Weekly list for a therapist",
    "test-mail": "Test mail",
    "password_reset": "Link for a new password",
    "password_changed": "Notice of a new password",
    "factors-changed": "Notice of a change in signing in",
    "wrong-codes": "Notice of wrong codes at a sign-in",
    "entry-code": "Code to set up a second step",
}
NOT_SENT = "Written to a file, not sent to anybody."
HOW_FAR = {
    "queued": "It waits to be sent.",
    "sending": "It is being sent.",
    "sent": "Sent.",
    "failed": "It could not be delivered.",
    "uncertain": "It may not have arrived.",
    "withheld": "Held back: the address in the record was changed before it left.",
    "taken_back": "Held back: the invitation was taken back or made anew before it left.",
}


def how_far(status: str, to_file: bool) -> str:
    """How far a mail got; one that was written into a folder was never sent."""
    return NOT_SENT if status == "sent" and to_file else HOW_FAR.get(status, "")
