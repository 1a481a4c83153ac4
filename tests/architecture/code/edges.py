"""The edges of the house, once, each with what it is: nothing else touches the world outside."""

TRANSACTION, CLOCK, REQUEST = "transaction", "clock", "request"

# What answers a request of its own may do all three.
PAGES = {
    "accounts.front_door.views": "signing in, invitations and confirming an address",
    "desk.caseload.views": "the caseload",
    "desk.merging.moved": "leads from a record that was merged to the one that stayed",
    "desk.merging.views": "two records made one, and that undone",
    "desk.client.audit_page_view": "notes that a record was viewed; every page about a client",
    "desk.client.diary_entry": "what was reported in the room",
    "desk.client.red_flag_questions": "red-flag questions, asked in the room",
    "desk.client.rule": "why the rule says what it says",
    "desk.client.views": "a client's record",
    "desk.client.visits_and_discharge": "visits, days away, background",
    "desk.client.episodes.timeline": "all that happened, to filter and print",
    "desk.client.episodes.views": "discharge and its undoing, earlier care",
    "desk.flags.views": "flags and what is decided on them",
    "desk.intake.edit": "changes of the record, and somebody who comes back",
    "desk.intake.new": "a new client",
    "desk.intake.invitation": "inviting a client",
    "desk.intake.wrong_person": "taking a sign-in back",
    "desk.library.views": "exercises and templates",
    "desk.practice.colleagues": "hand-over, cover and roles",
    "desk.practice.month": "how the practice's month went",
    "desk.practice.set_up": "the first page of a practice",
    "desk.practice.undelivered": "mail that did not arrive",
    "desk.practice.views": "the practice, its people and its audit lines",
    "desk.programme.sheet": "the printed programme",
    "desk.programme.side": "turning a programme to the other side",
    "desk.programme.views": "building a programme",
    "desk.storing": "stores what a form of the desk says",
    "desk.visits.appointments": "booking and settling appointments",
    "desk.visits.views": "putting a visit right",
    "desk.referrals.contacts": "the address book",
    "desk.referrals.draft_page": "the draft of a letter",
    "desk.referrals.letter_page": "the page of a letter",
    "desk.referrals.more_letters": "letters written again, and the emergency note",
    "desk.referrals.views": "letters",
    "desk.rule.views": "thresholds and what they would have done",
    "desk.exchange.imports": "clients from a table",
    "desk.exchange.exports": "files to take along",
    "desk.week.views": "a week from the printed sheet",
    "today.day.views": "a client's day",
    "today.me.address": "confirming an address from a mail",
    "today.me.views": "what a client sets for themselves",
    "today.phone.api": "what a phone sends",
    "today.phone.views": "what makes a phone's own app of Today",
    "today.progress.views": "a client's progress",
    "today.questions.check_in": "answering a check-in from a mail",
    "today.questions.red_flags": "a client's red-flag questions",
    "today.questions.views": "the weekly check, the visit and what gets in the way",
}

# Everything else that meets the outside, and how far.
OTHERS: dict[str, tuple[set[str], str]] = {
    # What these three are for everybody else.
    "database": ({TRANSACTION}, "the one place that says what a transaction is"),
    "busy": ({TRANSACTION}, "opens one for each piece of the clock's work, and gives way"),
    "clock": ({CLOCK}, "the one reader of the wall clock"),
    # Who is asking.
    "access": ({REQUEST}, "makes the Scope of whoever is signed in"),
    "accounts.access_rules": ({REQUEST}, "which of their memberships somebody acts in"),
    "accounts.front_door.giving_back": ({REQUEST}, "what a form held when a sign-in had ended"),
    "accounts.front_door.which_record": ({REQUEST}, "which of several records is meant"),
    "accounts.sign_in.guessing": (
        {TRANSACTION, CLOCK, REQUEST},
        "counts a wrong password apart from what the request stores",
    ),
    "accounts.sign_in.hashing": ({REQUEST}, "whether this request may hash a password"),
    "accounts.sign_in.limits": ({REQUEST}, "counts requests by their network"),
    "accounts.sign_in.security": ({TRANSACTION, CLOCK, REQUEST}, "Flask-Security's hooks"),
    "accounts.sign_in.form_tokens": ({REQUEST}, "whose page a form stood on"),
    "serving.mail_leaves": ({REQUEST}, "whether mail leaves this server, as pages say it"),
    "extensions": ({REQUEST}, "whether the form of this request is only given back"),
    "accounts.sign_in.this_sign_in": (
        {TRANSACTION, CLOCK, REQUEST},
        "Flask-Login's hooks: the row of this phone's sign-in",
    ),
    "accounts.sign_in.user_datastore": ({REQUEST}, "Flask-Security's view of people"),
    # What every page shares.
    "app": ({CLOCK, REQUEST}, "binds the clock's file and the extensions to an app"),
    "web": ({REQUEST}, "headers, error pages and what every template is given"),
    "desk.words": ({CLOCK, REQUEST}, "filters that say today and yesterday, where the practice is"),
    "serving.again": ({TRANSACTION, REQUEST}, "a request that found the database busy, once more"),
    "serving.webserver": ({REQUEST}, "lets only few of its threads wait for the database"),
    # The clock and the commands.
    "clockwork.once_a_period": ({TRANSACTION}, "claims a period and does its work in one piece"),
    "jobs.clock_process": ({TRANSACTION, CLOCK, REQUEST}, "the minute's tick"),
    "jobs.health": ({TRANSACTION, CLOCK, REQUEST}, "/healthz and the clock's signs of life"),
    "jobs.mail": ({TRANSACTION}, "the job that forgets what mails said"),
    "jobs.nightly": ({TRANSACTION}, "the job that closes days and assesses, client by client"),
    "mail.jobs": (
        {TRANSACTION},
        "the job that sends: claims a mail before the post, settles it after",
    ),
    "commands.assess": ({CLOCK}, "flask assess: today, where no day is given"),
    "commands.assess_client": ({TRANSACTION, CLOCK, REQUEST}, "flask assess for one client"),
    "commands.databases": ({TRANSACTION, CLOCK, REQUEST}, "makes a command's database ready"),
    "commands.demo": ({TRANSACTION, CLOCK, REQUEST}, "flask demo"),
    "commands.jobs": ({TRANSACTION, CLOCK, REQUEST}, "flask job and flask diary"),
    "commands.practice": ({TRANSACTION, CLOCK, REQUEST}, "flask practice"),
    "commands.serve": ({REQUEST}, "flask serve"),
    "demonstration.views": ({REQUEST}, "the page of invented people, and their mail"),
}

ALL_THREE = {TRANSACTION, CLOCK, REQUEST}
EDGES = dict.fromkeys(PAGES, ALL_THREE) | {name: may for name, (may, _) in OTHERS.items()}
