"""The one way in which an operation says no: what can't stand, and what to write instead; and what
WTForms says by itself, said so that somebody knows what to write."""

from typing import Any

Problems = dict[str, str]
"""A sentence for each field by its name; "" stands for the whole form."""


class Refusal(ValueError):  # noqa: N818 (an answer, not a fault)
    """What somebody asked for can't be done; a form shows `problems` at their fields.

    A sentence alone is about the whole form. Subclasses say more to an edge that needs to know.
    """

    def __init__(self, problems: Problems | str) -> None:
        self.problems = {"": problems} if isinstance(problems, str) else problems
        super().__init__(" ".join(self.problems.values()))


CHOOSE_ONE = "Choose one of these."
CHOOSE_FROM = "Choose from these."
_SAID_PLAINLY = {
    "Not a valid date value.": "Write the date as day, month and year.",
    "Not a valid datetime value.": "Write a day and a time.",
    "Not a valid time value.": "Write a time, such as 14:30.",
    "Not a valid week value.": "Write a week of a year.",
    "Not a valid integer value.": "Write a whole number.",
    "Not a valid decimal value.": "Write a number, with a point if it needs one: 0.5.",
    "Not a valid float value.": "Write a number, with a point if it needs one: 0.5.",
    "Not a valid choice.": CHOOSE_ONE,
    "Invalid Choice: could not coerce.": CHOOSE_ONE,
    "Invalid choice(s): one or more data inputs could not be coerced.": CHOOSE_FROM,
    "'%(value)s' is not a valid choice for this field.": CHOOSE_FROM,
    "This field is required.": "This is needed.",
    "This field cannot be edited.": "This can’t be changed here.",
    "This field is disabled and cannot have a value.": "This can’t be changed here.",
    "Invalid input.": "Write it another way: this can’t be taken.",
    "Invalid email address.": "Write an email address, such as sam@post.example.",
    "Invalid IP address.": "Write an IP address.",
    "Invalid Mac address.": "Write a MAC address.",
    "Invalid URL.": "Write an address that begins with https://.",
    "Invalid UUID.": "This page is out of date. Open it again.",
    "Invalid value, must be one of: %(values)s.": "Write one of these: %(values)s.",
    "Invalid value, can't be any of: %(values)s.": "Write none of these: %(values)s.",
    "Field must be equal to %(other_name)s.": "Write the same in both.",
    "Field must be at least %(min)d character long.": "Write %(min)d characters or more.",
    "Field cannot be longer than %(max)d character.": "Write at most %(max)d characters.",
    "Field must be exactly %(max)d character long.": "Write %(max)d characters.",
    "Field must be between %(min)d and %(max)d characters long.":
        "Write between %(min)d and %(max)d characters.",
    "Number must be at least %(min)s.": "Write a number of %(min)s or more.",
    "Number must be at most %(max)s.": "Write a number of %(max)s or less.",
    "Number must be between %(min)s and %(max)s.": "Write a number from %(min)s to %(max)s.",
    "Date must be at least %(min)s.": "Choose %(min)s or a later day.",
    "Date must be at most %(max)s.": "Choose %(max)s or an earlier day.",
    "Date must be between %(min)s and %(max)s.": "Choose a day from %(min)s to %(max)s.",
    "File does not have an approved extension.": "Choose another kind of file.",
    "File does not have an approved extension: {extensions}":
        "Choose another kind of file: {extensions}.",
}  # fmt: skip


class PlainWords:
    """What WTForms asks for its own messages."""

    def gettext(self, text: str) -> str:
        """The message in plain words; anything else as it is."""
        return _SAID_PLAINLY.get(text, text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The same of one that has a form for several."""
        return _SAID_PLAINLY.get(one, one if number == 1 else many)


class SaidPlainly:
    """Goes before the class of a form: whatever WTForms says there is said plainly."""

    class Meta:
        """Where a form gets its messages from."""

        def get_translations(self, form: Any) -> PlainWords:
            """Our words, for any form."""
            return PlainWords()
