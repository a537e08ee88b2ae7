"""Says in the reader's language what is wrong with a command; click itself knows only English.

The frequent faults have a sentence here. For a rare one click's own words stand.
"""

import click
from flask_babel import gettext


def fault_words(fault: click.UsageError) -> str:
    """Return what is wrong with the command, on one line. It needs the application's context."""
    match fault:
        case click.NoSuchOption():
            words = gettext("Er is geen optie %(name)s.", name=fault.option_name)
        case click.NoSuchCommand():
            words = gettext("Er is geen commando '%(name)s'.", name=fault.command_name)
        case click.MissingParameter():
            words = gettext("%(name)s ontbreekt.", name=_name(fault))
        case click.BadParameter(param=click.Parameter()):
            words = _bad_value(fault)
        case _:
            words = fault.format_message()
    return " ".join(words.split())


def _bad_value(fault: click.BadParameter) -> str:
    """Return what a value must be; a sentence of our own stands beside its field as it is."""
    kind = fault.param.type if fault.param else None
    if isinstance(kind, click.IntRange) and kind.max is not None:
        must = gettext("geef een heel getal van %(low)s tot %(high)s", low=kind.min or 0, high=kind.max)
    elif isinstance(kind, click.IntRange):
        must = gettext("geef een heel getal vanaf %(low)s", low=kind.min or 0)
    elif isinstance(kind, click.Choice):
        must = gettext("kies uit %(choices)s", choices=", ".join(map(str, kind.choices)))
    elif kind is click.INT:
        must = gettext("geef een heel getal")
    else:
        return gettext("%(name)s klopt niet: %(why)s", name=_name(fault), why=fault.message)
    return gettext("%(name)s klopt niet: %(must)s.", name=_name(fault), must=must)


def _name(fault: click.BadParameter) -> str:
    """Return the option or argument as somebody types it."""
    if isinstance(fault.param, click.Option):
        return max(fault.param.opts, key=len)
    return fault.param.human_readable_name if fault.param else str(fault.param_hint or "")
