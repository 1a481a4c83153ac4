"""What can be done about flags and red-flag answers, gathered from the modules that do it.

`public_url` is the configured address with which the links in mails begin. None of these commits.
"""

from homecare.flags.answering import answer_check, answer_check_in, answer_why
from homecare.flags.assessing import assess_episode, reconsider
from homecare.flags.background import decide_background
from homecare.flags.batches import Judged, assess_batch, in_parts, judge_batch, keep_judged
from homecare.flags.deciding import NotDecidedError, act, dismiss, snooze
from homecare.flags.queries import due_batches, exercises_stopped, uncleared
from homecare.flags.screening import (
    NotClearedError,
    clear_answers,
    clear_episode,
    mark_mistaken,
    screen,
)

__all__ = [
    "Judged",
    "NotClearedError",
    "NotDecidedError",
    "act",
    "answer_check",
    "answer_check_in",
    "answer_why",
    "assess_batch",
    "assess_episode",
    "clear_answers",
    "clear_episode",
    "decide_background",
    "dismiss",
    "due_batches",
    "exercises_stopped",
    "in_parts",
    "judge_batch",
    "keep_judged",
    "mark_mistaken",
    "reconsider",
    "screen",
    "snooze",
    "uncleared",
]
