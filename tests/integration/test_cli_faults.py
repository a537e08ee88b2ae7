"""What is wrong with a command is said in one language, and what to do instead."""

import pytest

from tests.integration.commands import Desk

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("calls show", "ID ontbreekt."),
        ("calls show x", "ID klopt niet: geef een heel getal van 0 tot 2147483647."),
        ("calls plan --calls 0", "--calls klopt niet: geef een heel getal van 1 tot 100."),
        ("calls shwo", "Er is geen commando 'shwo'."),
        ("calls plan --nope", "Er is geen optie --nope."),
        ("calls answer 1 --answer perhaps", "--answer klopt niet: kies uit yes, no."),
        ("activity held 1 --people x", "--people klopt niet: geef een heel getal."),
        ("calls plan --as-of soon", "--as-of klopt niet: 'soon' is geen datum vanaf 1990."),
    ],
)
def test_a_fault_in_a_command_is_told_in_dutch(desk: Desk, command: str, words: str):
    assert words in desk.refused(*command.split())
