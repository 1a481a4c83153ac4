"""The audit trail in words: each action, and whose record it was."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from homecare.access import Scope
from homecare.accounts.models import AuditLine
from homecare.clients.models import Client
from homecare.desk.blueprint import blueprint
from homecare.desk.namesakes import with_birthday

PAGES = {
    "edit": "Opened a record to change it",
    "programme": "Opened a programme",
    "sheet": "Opened the sheet to print",
    "visit": "Opened a visit",
    "timeline": "Opened all that happened in a client's care",
    "earlier care": "Opened earlier care of a client",
    "appointment": "Opened an appointment",
    "answer": "Opened an answer to a letter",
    "diary": "Opened a diary to enter a day",
    "week": "Opened a diary to enter a week",
    "rule": "Opened what the rule would have said",
    "merge": "Opened two records to merge them",
    "erase": "Opened a record to decide whether it is deleted",
    "check": "Opened the red-flag questions",
    "red-flags": "Opened what to tell a client now",
}
"""Which page of a record was opened, by the subject of its line."""

WORDS = {
    "logo changed": "Changed the logo on letters",
    "logo removed": "Took the logo off letters",
    "letter seen": "Opened a letter",
    "letter issued": "Issued a letter",
    "letter page taken": "Opened the page of a letter",
    "letter exchanged": "Took along a letter for another program",
    "letter without consent": "Issued an emergency note, as nobody could be asked",
    "letter asked": "Asked a client about a letter on their phone",
    "letter read": "Read the letter about them",
    "letter agreed": "Agreed to a letter",
    "letter refused": "Did not agree to a letter",
    "letter asked_change": "Asked for a change in a letter",
    "letter withdrawn": "Took back the agreement to a letter",
    "letter word read": "Read what a client said about a letter",
    "referral drafted": "Began or changed a letter",
    "referral withdrawn": "Withdrew a referral",
    "letter sent": "Sent a link to a letter",
    "letter link ended": "Ended a link to a letter",
    "letter opened": "A letter was opened by its link",
    "letter year wrong": "A wrong year was tried at a letter's link",
    "start.anew": "Had the start of the figures counted anew after an answer",
    "start.as_before": "Had the start of the figures counted as before again",
    "letter answered": "Wrote down an answer to a letter",
    "letter answer read": "Read an answer to a letter",
    "letter answer corrected": "Corrected an answer to a letter",
    "letter answer moved away": "Moved an answer to another letter",
    "letter answer moved here": "Moved an answer here from another letter",
    "letter answer struck out": "Struck out an answer to a letter",
    "letter answer put back": "Put back an answer that was struck out",
    "answer file taken": "Took along a file that came with an answer",
    "contact asked": "Asked somebody in the address book to confirm the address",
    "contact confirmed": "Somebody in the address book confirmed the address",
    "contact added": "Added somebody to the address book",
    "contact changed": "Changed somebody in the address book",
    "contact taken out": "Took somebody out of the address book",
    "contact put back": "Put somebody back into the address book",
    "factor.app added": "Set up an app with codes for signing in",
    "factor.app removed": "Removed the app with codes from signing in",
    "factor.passkey added": "Added a passkey for signing in",
    "factor.passkey removed": "Removed a passkey from signing in",
    "factor.codes made": "Made recovery codes",
    "factor.code used": "Signed in with a recovery code",
    "factor.code given": "Gave out a code after a lost phone or key",
    "factor.all ended": "Ended every second step, with a code that was given out",
    "library.stock": "A new release brought exercises, advice or templates",
    "library.correct": "A new release put words or doses of the library right",
    "exercise.favourite": "Put an exercise first in the library, or back",
    "exercise.archive": "Took an exercise out of use",
    "exercise.restore": "Brought an exercise back into use",
    "template.make": "Kept a template",
    "template.archive": "Took a template out of use",
    "template.restore": "Took a template into use again",
    "appointment.booked": "Booked an appointment",
    "appointment.moved": "Moved an appointment",
    "appointment.cancelled": "Cancelled an appointment",
    "appointment.missed": "Noted that a client did not come",
    "appointment.kept": "Kept an appointment as a visit",
    "appointment.reopened": "Took an appointment up again",
    "appointment.move_away": "Moved an appointment to another client",
    "appointment.moved_here": "Moved an appointment here from another client",
    "visit.amend": "Corrected a visit",
    "visit.move_away": "Moved a visit to another client",
    "visit.move_here": "Moved a visit here from another client",
    "visit.strike_out": "Struck out a visit",
    "visit.put_back": "Put back a visit that was struck out",
    "flag.view": "Looked at a flag",
    "flag.open": "Raised a flag",
    "flag.acted": "Decided on a flag",
    "flag.snoozed": "Set a flag aside",
    "flag.dismissed": "Dismissed a flag",
    "flag.cleared": "Cleared a flag",
    "flag.replaced": "Replaced a flag by a graver one",
    "flag.withdrawn": "Took back a flag, as the visits it counted were corrected",
    "flag.taken_up": "Took back a decision on a flag",
    "flag.came_back": "Brought back a flag that was set aside",
    "flag.annotate": "Noted something beside a flag",
    "clients.import": "Added clients from a file",
    "clients.import_undone": "Undid adding clients from a file",
    "record.export": "Took a whole record along as a file",
    "caseload.view": "Looked at the list of clients",
    "flags.view": "Looked at the list of flags",
    "own.export": "Took their own diary along",
    "trail.export": "Took this trail along as a table",
    "trail.accepted": "Looked into a break of this trail, on the server",
    "sign_in.in": "Signed in",
    "sign_in.out": "Signed out",
    "sign_in.failed": "A wrong password was written",
    "password.changed": "Changed their password",
    "password.reset": "Set a new password by a link in a mail",
    "caseload.export": "Took the caseload along as a table",
    "client.view": "Opened a record",
    "client.take_in": "Added a client",
    "client.amend": "Changed a record",
    "client.activities": "Wrote down what matters to a client",
    "client.discharge": "Discharged a client",
    "client.discharge_undone": "Undid a discharge",
    "client.mistake": "Ended a record that was entered by mistake",
    "client.return_undone": "Undid taking a client in again",
    "client.mistake_undone": "Took back that a record or its care was a mistake",
    "client.brought_along": "Let what was written meanwhile go on in the care opened again",
    "client.reopen": "Opened a new episode",
    "client.merge": "Merged another record of the same person into one",
    "client.merge_away": "Merged a record into another one of the same person",
    "client.merge_undone": "Undid the merge of two records",
    "client.erase": "Deleted a record for good",
    "erasure.ask": "Asked for their record to be deleted",
    "erasure.take_back": "Wanted to keep their record after all",
    "erasure.keep": "Decided that a record is kept",
    "client.preferences": "Changed mail or reminders",
    "client.mail_again": "Let mail that rested come again",
    "visit.record": "Recorded a visit",
    "away.record": "Recorded days away",
    "away.correct": "Corrected days away",
    "programme.assign": "Assigned a programme",
    "red_flags.answer": "Answered the red-flag questions",
    "red_flags.clear": "Cleared red-flag answers",
    "red_flags.correct": "Put right red-flag answers they had noted",
    "red_flags.strike": "Struck out red-flag answers they had noted",
    "red_flags.mistaken": "Marked red-flag answers as a mistake",
    "background.considered": "Recorded background as considered",
    "background.gp_first": "Recorded background as GP first",
    "invite.client": "Invited a client",
    "invite.therapist": "Invited a colleague",
    "invite.owner": "Invited a colleague as owner",
    "invite.accept": "Accepted an invitation",
    "invite.take_back": "Took back an invitation that nobody had used",
    "invite.outdated": "Ended an invitation by changing the address in the record",
    "sign_in.take_back": "Took a client's sign-in back from the wrong person",
    "address.sign_in": "Signs in with the confirmed address from then on",
    "address.confirm": "Confirmed an email address",
    "client.therapist": "Gave a client to another therapist",
    "client.hand_over": "Handed a client over to a colleague",
    "client.hand_back": "Undid the hand-over of a client",
    "cover.arrange": "Arranged cover for somebody away",
    "cover.change": "Changed the days of a cover",
    "cover.end": "Ended a cover",
    "colleague.make_owner": "Made a colleague an owner",
    "colleague.make_therapist": "Made an owner a therapist",
    "colleague.disable": "Took a colleague's access away",
    "colleague.enable": "Gave a colleague access back",
    "colleague.register": "Wrote down a registration number",
    "practice.make": "Made the practice",
    "practice.amend": "Changed the practice's details",
    "practice.zone": "Corrected the practice's time zone",
    "practice.rule": "Changed the rule",
    "practice.rule_effect": "Looked at what another rule would change",
    "practice.rule_last_year": "Looked at what the rule of today would have done last year",
    "consent.health_data": "Recorded consent to keeping notes",
    "consent.referral_letter": "Recorded consent to a letter",
    "consent.email": "Recorded consent to the weekly email",
    "consent.health_data.withdraw": "Withdrew consent to keeping notes",
    "consent.referral_letter.withdraw": "Withdrew consent to a letter",
    "consent.email.withdraw": "Withdrew consent to the weekly email",
}


GONE = "A deleted record"


@blueprint.app_template_filter("audit_words")
def audit_words(line: AuditLine) -> str:
    """What was done; an action without words of its own is shown as it is written down."""
    if line.action == "client.view" and line.subject in PAGES:
        return PAGES[line.subject]
    plain = line.action.replace(".", ": ").replace("_", " ")
    return WORDS.get(line.action, plain[:1].upper() + plain[1:])


def names_of_clients(scope: Scope, lines: Iterable[AuditLine]) -> dict[UUID, str]:
    """The names of the clients whose records the lines are about, in one statement."""
    ids = {line.client_id for line in lines if line.client_id}
    # Records that were merged keep their lines, so their names are asked for too.
    of_practice = Client.practice_id == scope.actor.practice_id
    named = select(Client.id, Client.name).where(of_practice, Client.id.in_(ids))
    rows = scope.session.execute(named)
    return {row.id: with_birthday(row.id, row.name) if row.name else GONE for row in rows}
