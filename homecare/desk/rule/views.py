"""The rule as this practice runs it: every threshold, and what another value would have changed."""

from collections import Counter
from typing import Any

from flask import current_app, flash, g, redirect, render_template, url_for

from homecare import clock
from homecare.access import scope
from homecare.accounts import audit
from homecare.accounts.access_rules import allow
from homecare.acting import OWNER, THERAPIST
from homecare.assessment.thresholds import changes, keep_thresholds, policy_of
from homecare.assessment.two_versions import beside_each_other, by_client, judged_year
from homecare.assessment.what_if import Effect, LastYear, beside_raised, effect_of, last_year
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.rule.beside import WEEKS_DRAWN, drawn
from homecare.desk.rule.forms import RuleForm, as_typed
from homecare.desk.rule.words import ALWAYS, grouped, thresholds
from homecare.extensions import db
from homecare.flags.queries import decisions_on, first_raised
from homecare.language import listed
from homecare.refusals import Refusal
from homecare.rules.policy import RULE_VERSION, Policy

MEANWHILE = "Somebody changed these meanwhile: {}. Read what stands there now, then go on."
NOTHING = "Nothing is different from what the rule uses now."


@blueprint.get("/practice/rule")
@allow(THERAPIST)
def rule() -> str:
    """Every threshold with its source; the owner of the practice can change some."""
    form = RuleForm.showing(policy_of(g.practice))
    return _rule_page(form if g.actor.role == OWNER else None)


@blueprint.post("/practice/rule/effect")
@allow(OWNER)
def rule_effect() -> Any:
    """What the typed thresholds would have changed on the last year's diaries; stores nothing."""
    form, present = RuleForm(), policy_of(g.practice)
    if refused := _refused(form):
        return refused
    proposed = form.policy()
    if proposed == present:
        form.form_errors.append(NOTHING)
        return _rule_page(form), 422
    with transaction(db.session):
        audit.note(scope().act(clock.now()), "practice.rule_effect")
    effect = effect_of(db.session(), _year(), present, proposed)
    return _effect_page(form, present, proposed, effect)


@blueprint.get("/practice/rule/last-year")
@allow(OWNER)
def rule_last_year() -> str:
    """What today's rule would have done to the last year, beside the flags that were raised."""
    with transaction(db.session):
        audit.note(scope().act(clock.now()), "practice.rule_last_year")
    year, practice = _year(), g.practice
    kept = current_app.extensions.setdefault("rule_year", {})
    judged = judged_year(db.session(), practice.id, year, policy_of(practice), kept)
    courses = beside_each_other(db.session(), judged)
    raised = first_raised(db.session(), year.ids)
    effect = beside_raised(year, raised, *by_client(judged, courses))
    versions = Counter(version for firsts in raised.values() for _, version in firsts.values())
    return render_template(
        "desk/rule/last_year.html",
        effect=effect,
        versions=sorted(versions.items()),
        rule_version=RULE_VERSION,
        groups=drawn(courses, decisions_on(db.session(), year.ids, practice.zone)),
        weeks=WEEKS_DRAWN,
    )


@blueprint.post("/practice/rule")
@allow(OWNER)
def save_rule() -> Any:
    """Use the thresholds from now on."""
    form = RuleForm()
    if refused := _refused(form):
        return refused
    with transaction(db.session):
        keep_thresholds(scope().act(clock.now()), g.practice, form.policy())
    flash("The rule uses these thresholds from now on. Open flags stay as they are.")
    return redirect(url_for("desk.rule"))


def _year() -> LastYear:
    return last_year(db.session(), g.practice.id, clock.today(g.practice.zone))


def _refused(form: RuleForm) -> Any:
    """The page with what can't be used said at its field, or nothing."""
    if not form.validate_on_submit():
        return _rule_page(form), 422
    try:
        taken = form.meet(as_typed(policy_of(g.practice)))
    except Refusal as crossed:
        form.show(crossed.problems)
        return _rule_page(form), 409
    if taken:  # what it would have changed was worked out without that
        form.form_errors.append(MEANWHILE.format(listed(taken)))
        return _rule_page(form), 409
    return None


def _rule_page(form: RuleForm | None) -> str:
    return render_template(
        "desk/rule/rule.html",
        form=form,
        groups=grouped(policy_of(g.practice)),
        always=ALWAYS,
        rule_version=RULE_VERSION,
    )


def _effect_page(form: RuleForm, present: Policy, proposed: Policy, effect: Effect) -> str:
    before, after = thresholds(present), thresholds(proposed)
    return render_template(
        "desk/rule/rule_effect.html",
        form=form,
        hidden=form.typed(),
        changed=[(before[name], after[name]) for name in changes(present, proposed)],
        effect=effect,
    )
