"""A form over a stored row knows what it was opened with, or it says here why it need not.

A new form stands in neither place until somebody has decided, and what is listed is still there.
"""

import ast
from collections import Counter
from importlib import import_module

from wtforms import Form

from homecare.forms import OpenedForm, PlainForm
from tests.architecture.code.reading import modules, tree

NOT_OVER_A_ROW = {
    "part of other forms; nothing is stored by it alone": (
        "activities.forms: ActivityFields HowItGoesFields",
        "clients.forms: ComplaintFields IntakeDayFields PersonFields",
        "clients.forms: AgainstFields",
        "desk.intake.forms: AgainstAsked BothLegsAsked",
        "desk.library.forms: OwnWordsForm PhotosForm",
        "desk.practice.colleagues: DaysForm",
        "desk.practice.forms: PracticeNameForm",
        "desk.programme.forms: AdviceForm ItemForm",
        "desk.screening_fields: ScreeningFields",
        "desk.visits.forms: SeenForm",
        "desk.flags.forms: DecisionForm",
        "today.reporting: ReportForm",
    ),
    "adds a row; it shows none that somebody could have changed meanwhile": (
        "clients.forms: AppointmentForm AwayForm VisitForm",
        "desk.exchange.imports: ImportForm",
        "desk.intake.activities: HowItGoesForm",
        "desk.intake.forms: IntakeForm",
        "desk.library.file: LibraryFileForm",
        "desk.library.forms: AdaptForm NewForm",
        "desk.practice.colleagues: CoverForm",
        "today.me.forms: OwnAwayForm",
        "desk.practice.forms: ColleagueForm SetUpForm",
        "desk.practice.signing_in: LostDeviceForm",
        "desk.programme.forms: TemplateForm",
        "desk.referrals.answers.forms: HeardForm NewStartForm",
        "desk.referrals.forms: AgainForm EmergencyForm",
        "desk.screening_fields: BackgroundForm CorrectedQuestionsForm RedFlagQuestionsForm",
        "desk.screening_fields: QuestionsWithBackgroundForm",
        "referrals.answers.forms: AnswerForm",
        "today.questions.forms: RedFlagForm",
    ),
    "adds to the ledger, which keeps every word that was said before": (
        "desk.client.diary_entry: DayForm",
        "desk.week.views: WeekForm",
        "today.day.forms: BetterForm ExerciseForm FlareForm KeptForm NoteForm PainForm",
        "today.questions.forms: CheckForm CheckInForm WhyForm",
    ),
    "takes one step with a reason, refused where somebody has taken it or another one": (
        "clients.forms: DischargeForm MistakeForm ReasonForm",
        "desk.erasure.forms: EraseForm",
        "desk.flags.forms: ActForm BringBackForm ClearForm DismissForm NoteForm SnoozeForm",
        "desk.flags.forms: StandAgainForm StrikeForm TakeUpForm",
        "desk.merging.forms: MergeForm",
        "desk.practice.colleagues: HandOverForm",
        "desk.referrals.forms: SendForm WithdrawForm",
        "desk.screening_fields: StrikeQuestionsForm TakeBackForm",
        "desk.visits.forms: WhoseForm",
        "letters.forms: ConfirmForm",
        "today.letters.forms: ReplyForm TakeBackForm",
        "today.questions.forms: MistakeForm",
    ),
    "says how many corrections its page knew, and is refused where there are more": (
        "desk.referrals.answers.forms: MoveForm",
        "desk.visits.forms: MoveForm PutBackForm StrikeForm",
    ),
    "says which version its author saw, and is refused where there is a newer one": (
        "desk.programme.forms: ProgrammeForm",
    ),
    "puts a whole picture in place of another, with nothing of it to be kept": (
        "desk.practice.logo: LogoForm",
    ),
    "is about one's own way in: secrets, an address, a yes": (
        "accounts.factors.forms: AgainForm AppForm PasskeyForm StepForm",
        "accounts.front_door.forms: AcceptForm AcceptWithAddressForm JoinForm NewAddressForm",
        "accounts.sign_in.security: ChangeForm ForgottenForm NewPasswordForm SignInForm",
    ),
    "asks what to show, and stores nothing": (
        "desk.practice.loop: StretchForm",
        "desk.practice.who_did_what.views: TrailForm",
        "letters.forms: YearForm",
    ),
}

# What meets what others wrote since; one of these stands in the module that makes the form, or in
# the one that takes it from there.
MEETS = {"stored_beside_others", "stored_as_seen", "meet"}
MET_BY = {
    "homecare.desk.referrals.answers.forms": "homecare.desk.referrals.answers.putting_right",
    "homecare.desk.referrals.draft_page": "homecare.desk.referrals.views",
    "homecare.desk.visits.forms": "homecare.desk.visits.views",
}


def forms() -> dict[str, type[Form]]:
    """Every form of homecare, by its module and the name that it was given there."""
    return {
        f"{module.removeprefix('homecare.')}.{form.__name__}": form
        for module in modules()
        for form in vars(import_module(module)).values()
        if isinstance(form, type) and issubclass(form, Form) and form.__module__ == module
    }


def excused() -> Counter[str]:
    """How often each form is listed above."""
    lines = (line.split(": ") for lines in NOT_OVER_A_ROW.values() for line in lines)
    return Counter(f"{module}.{name}" for module, names in lines for name in names.split())


def test_every_form_knows_what_it_was_opened_with_or_is_excused_once() -> None:
    undecided = {
        name for name, form in forms().items()
        if not issubclass(form, OpenedForm) and form is not PlainForm
    }  # fmt: skip
    assert Counter(undecided) == excused()


def made() -> set[tuple[str, str]]:
    """Every module with each form that it makes, or hands on as a kind of form to be made."""
    found, names = set(), {form: name for name, form in forms().items()}
    for by, file in modules().items():
        calls = [node for node in ast.walk(tree(file)) if isinstance(node, ast.Call)]
        calls = [call for call in calls if ast.unparse(call.func) != "setattr"]
        kinds = [call.func for call in calls] + [arg for call in calls for arg in call.args]
        kinds += [v for node in ast.walk(tree(file)) if isinstance(node, ast.Dict)
                  for v in node.values]  # fmt: skip
        for kind in kinds:
            form = isinstance(kind, ast.Name) and vars(import_module(by)).get(kind.id)
            if isinstance(form, type) and form in names:
                found.add((by, names[form]))
    return found


def test_what_others_wrote_is_met_wherever_a_form_that_knows_is_made() -> None:
    meeting = {
        by for by, file in modules().items() for node in ast.walk(tree(file))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in MEETS
    }  # fmt: skip
    every = {
        name for name, form in forms().items()
        if issubclass(form, OpenedForm) and form is not OpenedForm
    }  # fmt: skip
    knowing = {(by, name) for by, name in made() if name in every}
    assert {name for _, name in knowing} == every
    assert {name for by, name in knowing if MET_BY.get(by, by) not in meeting} == set()
