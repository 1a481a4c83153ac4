"""Names stand in a mail as they were written, and break neither its page nor its making."""

import pytest

from homecare.mail.render import compose


def invitation(name: str) -> tuple[str, str, str]:
    link = "https://homecare.example/invitations/secret"
    return compose(
        "invitation", person=name, practice_name=name, colleague=False, link=link, until="Monday"
    )


@pytest.mark.parametrize("name", ["A\x0bB", "A\x01B", "A\ufffeB", "A\ud800B", "A\x7fB"])
def test_a_sign_that_no_mail_can_hold_is_left_out(name: str) -> None:
    subject, text, page = invitation(name)
    assert subject == "Your invitation from A B"
    assert "Hello A B," in text
    assert "Hello A B," in page


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("]]><mj-raw>x</mj-raw>", "]]&gt;&lt;mj-raw&gt;x&lt;/mj-raw&gt;"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
    ],
)
def test_a_name_is_never_markup(name: str, shown: str) -> None:
    assert f"Hello {shown}," in invitation(name)[2]
