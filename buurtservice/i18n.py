"""Marks sentences for translation without translating them; it must not import Flask.

Services and errors are written in Dutch, the first language of the screen. The edge (command line, page)
translates them with `flask_babel.gettext` when it knows who reads.
"""


def N_(message: str) -> str:  # noqa: N802 - the customary gettext name, which the extractor looks for
    """Return `message` unchanged, so that the extractor finds it and the edge can translate it later."""
    return message
