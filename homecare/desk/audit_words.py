"""The actions of the audit trail in words."""

from homecare.desk.blueprint import blueprint

WORDS = {
    "client.view": "Opened a record",
    "client.take_in": "Added a client",
    "client.amend": "Changed a record",
    "client.discharge": "Discharged a client",
    "client.reopen": "Opened a new episode",
    "client.preferences": "Changed mail or reminders",
    "visit.record": "Recorded a visit",
    "away.record": "Recorded days away",
    "programme.assign": "Assigned a programme",
    "red_flags.answer": "Answered the safety questions",
    "red_flags.clear": "Cleared safety answers",
    "red_flags.mistaken": "Marked safety answers as a mistake",
    "background.considered": "Recorded background as considered",
    "background.gp_first": "Recorded background as GP first",
    "invite.client": "Invited a client",
    "invite.therapist": "Invited a colleague",
    "invite.owner": "Invited a colleague as owner",
    "invite.accept": "Accepted an invitation",
    "colleague.disable": "Took a colleague's access away",
    "colleague.enable": "Gave a colleague access back",
    "practice.make": "Made the practice",
    "practice.amend": "Changed the practice's details",
    "practice.rule": "Changed the rule",
    "practice.rule_effect": "Looked at what another rule would change",
    "consent.health_data": "Recorded consent to keeping notes",
    "consent.referral_letter": "Recorded consent to a letter",
    "consent.email": "Recorded consent to the weekly email",
    "consent.health_data.withdraw": "Withdrew consent to keeping notes",
    "consent.referral_letter.withdraw": "Withdrew consent to a letter",
    "consent.email.withdraw": "Withdrew consent to the weekly email",
}


@blueprint.app_template_filter("audit_words")
def audit_words(action: str) -> str:
    """What was done; an action without words of its own is shown as it is written down."""
    plain = action.replace(".", ": ").replace("_", " ")
    return WORDS.get(action, plain[:1].upper() + plain[1:])
