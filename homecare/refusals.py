"""The one way in which an operation says no: what can't stand, and what to write instead."""

Problems = dict[str, str]
"""A sentence for each field by its name; "" stands for the whole form."""


class Refusal(ValueError):  # noqa: N818 (an answer, not a fault)
    """What somebody asked for can't be done; a form shows `problems` at their fields.

    A sentence alone is about the whole form. Subclasses say more to an edge that needs to know.
    """

    def __init__(self, problems: Problems | str) -> None:
        self.problems = {"": problems} if isinstance(problems, str) else problems
        super().__init__(" ".join(self.problems.values()))
