"""The headers of every answer: nothing from another host, nothing inline, nothing personal kept."""

from flask import Flask, Response, current_app, request

HALF_A_YEAR_S = 15_768_000
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    # Not `no-referrer`: over https the guard against forged forms wants to see that the form was ours.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def init_headers(app: Flask) -> None:
    """Guard every answer of this application."""
    app.after_request(_secure)


def _secure(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={HALF_A_YEAR_S}")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")  # Pages are about people.
        response.vary.update(["Cookie"])
    return response
