"""Where somebody goes after signing in: back to where they wanted to be, if that is a page of ours."""

import re
from urllib.parse import urlsplit

LONGEST = 500
# A browser reads "//host" and "/\host" as another host, and drops tabs and line ends before it looks.
OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def own_path(path: str | None) -> str | None:
    """Return the path if it is one of this service, else None."""
    if not path or len(path) > LONGEST or not OWN_PATH.fullmatch(path):
        return None
    try:
        parts = urlsplit(path)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else path
