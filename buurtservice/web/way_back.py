"""Where somebody goes after a form that could not be taken: to a page with it, never to another site."""

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

PROXY_HEADERS = {"X-Forwarded-Proto", "X-Forwarded-For", "X-Forwarded-Host", "Forwarded"}


def has_own_page() -> bool:
    """Tell whether the form that was sent is shown at its own path: the same view, opened with GET."""
    return _view_at(request.script_root + request.path) == request.endpoint


def _view_at(path: str) -> str | None:
    """Return the endpoint that opens this path as a page, or None."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return None
    try:
        endpoint, _arguments = adapter.match(path.removeprefix(request.script_root) or "/", method="GET")
    except (RequestRedirect, HTTPException):
        return None
    return str(endpoint)


def way_back() -> str | None:
    """Return the path of the page with the form: its own, else the one it was sent from; None if not ours."""
    if not is_ours(request.origin or request.host_url):
        return None
    if has_own_page():
        return request.script_root + request.path
    sent_from = urlsplit(request.referrer or "")
    if is_ours(request.referrer) and _view_at(sent_from.path):
        return sent_from.path + (f"?{sent_from.query}" if sent_from.query else "")
    return None


def is_ours(url: str | None) -> bool:
    """Tell whether an address is of this host, as it sees itself or as people find it (the settings)."""
    parts = urlsplit(url or "")
    ours = (request.host_url, current_app.config["ADDRESS"])
    return f"{parts.scheme}://{parts.netloc}" in [one.rstrip("/") for one in ours]


def is_behind_unknown_proxy() -> bool:
    """Tell whether a proxy stands before us that the settings do not know of."""
    known = current_app.config["PROXIES"] > 0
    return not known and any(name in request.headers for name in PROXY_HEADERS)
