"""What a view may answer."""

from flask import request
from werkzeug.wrappers import Response

# The page, the page with another status than 200, or a redirect.
Answer = str | tuple[str, int] | Response


def wants_fragment(element_id: str) -> bool:
    """Tell whether a script asks for this one element of the page: its template alone will do."""
    return request.headers.get("X-Fragment") == element_id
