"""The installation's own limits of a conversation, and the chances that the plan of calls begins with."""

from typing import Any

import click
from flask_babel import format_percent, gettext

from buurtservice.calls.policy import KindOfQuestion, change_call_policy, list_kinds_of_question
from buurtservice.cli.calls import calls
from buurtservice.cli.root import in_app, json_option, print_json
from buurtservice.cli.tables import table
from buurtservice.labels import QUESTION_KINDS


@calls.command("policy")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change one, such as questions.daypart=3 or response.radius=0.7; repeat it for more.",
)
@json_option
@in_app
def policy(*, settings: tuple[str, ...], as_json: bool) -> None:
    """Show, or change, what one conversation may hold and how likely a yes is to begin with."""
    change_call_policy(_read(settings))
    found = list_kinds_of_question()
    if as_json:
        print_json(_policy_dict(found))
    else:
        click.echo(_policy_table(found))


def _read(settings: tuple[str, ...]) -> dict[str, str]:
    changes: dict[str, str] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise click.UsageError(gettext("Schrijf --set als NAAM=WAARDE, zoals questions.daypart=3."))
        if name.strip() in changes:
            raise click.UsageError(gettext("--set noemt twee keer dezelfde instelling; eenmaal is genoeg."))
        changes[name.strip()] = value
    return changes


def _policy_dict(found: list[KindOfQuestion]) -> dict[str, Any]:
    """Return the policy under the keys that a problem for the matcher has."""
    return {
        "questions": {one.kind.value: one.questions for one in found},
        "response": {one.kind.value: one.response for one in found},
        "answers": [{"kind": one.kind.value, "yes": one.yes, "no": one.no} for one in found],
        "chance": {one.kind.value: round(one.chance, 4) for one in found},
    }


def _policy_table(found: list[KindOfQuestion]) -> str:
    header = (
        "",
        gettext("soort vraag"),
        "questions",
        "response",
        gettext("ja"),
        gettext("nee"),
        gettext("kans op ja nu"),
    )
    rows = [
        (
            one.kind.value,
            gettext(QUESTION_KINDS[one.kind]),
            one.questions,
            format_percent(one.response),
            one.yes,
            one.no,
            format_percent(one.chance),
        )
        for one in found
    ]
    return table(header, rows, right=(2, 3, 4, 5, 6))
