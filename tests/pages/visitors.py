"""A visitor with a browser that has no JavaScript: opens pages, fills in forms, presses buttons."""

from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages.reading import Page, read

Value = str | int | bool | None | Iterable[str | int]


class Visitor:
    """One person at one browser. `user` is the member of staff or the resident, None for a stranger."""

    def __init__(self, app: Flask, user: Any = None) -> None:
        self.app = app
        self.user = user
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, *, follow: bool = True) -> Page:
        """Open a page, following where it leads."""
        return self._page(self.client.get(path, follow_redirects=follow))

    def post(
        self, path: str, values: dict[str, Any] | None = None, *, follow: bool = False, **headers: str
    ) -> Page:
        """Send values as they are, without what a form would add: for trying what should be refused."""
        return self._page(self.client.post(path, data=values or {}, headers=headers, follow_redirects=follow))

    def press(self, page: Page, button: str | None = None, *, follow: bool = True, **values: Value) -> Page:
        """Press a button of the page after filling in `values`; the rest stays as it stands on the page.

        A list ticks these and no others, None sends nothing of that name, True ticks a single box.
        """
        form = page.form(button)
        sent = form.values()
        for name, value in values.items():
            sent[name] = _sent(value)
        send = self.client.get if form.is_get else self.client.post
        key = "query_string" if form.is_get else "data"
        return self._page(send(form.action, **{key: sent}, follow_redirects=follow))  # type: ignore[arg-type]

    def _page(self, response: TestResponse) -> Page:
        html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        return Page(
            status=response.status_code,
            url=response.request.url,
            html=html,
            headers=dict(response.headers),
            root=read(html),
        )


def _sent(value: Value) -> list[str]:
    if value is None or value is False:
        return []
    if value is True:
        return ["ja"]
    if isinstance(value, str | int):
        return [str(value)]
    return [str(one) for one in value]
