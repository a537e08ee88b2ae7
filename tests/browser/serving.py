"""Serves the demonstration as its command does, for as long as somebody looks at it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect
from waitress.server import create_server

from buurtservice.cli.root import upgrade_database
from buurtservice.demo.site import make_demo_app
from buurtservice.demo.story import play
from buurtservice.permissions import permission
from buurtservice.settings import Settings
from tests.browser.showroom import showroom

HOST = "127.0.0.1"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The browser itself must not talk to anybody either: --no-sandbox because CI runs as root in a container.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PATIENCE_MS = 120_000
LOOK_EVERY_MS = 50
FAULT_PATH = "/stuk"


def find_browser() -> str | None:
    """Return where Chromium is, or None."""
    found = (shutil.which(name) for name in BROWSERS)
    return next((path for path in found if path), None)


def launch(playwright: Playwright, path: str) -> Browser:
    """Start the browser, with patience: a busy machine is no fault of a page."""
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, timeout=PATIENCE_MS)
    new_context = browser.new_context

    def patient_context(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        return context

    browser.new_context = patient_context  # type: ignore[method-assign]
    expect.set_options(timeout=PATIENCE_MS)
    return browser


@contextmanager
def going_on(page: Page) -> Iterator[None]:
    """Wait until another page stands where this one stood.

    The page itself is asked: that it has loaded is an event, and on a busy machine it can pass unheard.
    """
    page.evaluate("document.documentElement.dataset.left = 'true'")
    yield
    _wait_until(page, "document.readyState === 'complete' && !document.documentElement.dataset.left")


def arrive(page: Page, where: str) -> None:
    """Wait until the page whose path matches this pattern stands there."""
    _wait_until(page, f"document.readyState === 'complete' && /{where}/.test(location.pathname)")


def settle(page: Page) -> None:
    """Wait until the whole page is there, its style too: without it everything can be seen."""
    _wait_until(page, "document.readyState === 'complete'")


def _wait_until(page: Page, is_so: str) -> None:
    for _ in range(PATIENCE_MS // LOOK_EVERY_MS):
        with suppress(Error):  # Between two pages there is nothing that could answer.
            if page.evaluate(is_so):
                return
        page.wait_for_timeout(LOOK_EVERY_MS)
    raise AssertionError(f"{page.url}: never was {is_so}")


def make_demo(folder: Path) -> Flask:
    """Return the application of the demonstration, played, with a page that always fails."""
    app: Flask = make_demo_app(Settings(instance=folder))
    with app.app_context():
        upgrade_database()
        app.extensions["buurtservice_demo"] = play(app.config["BUURTSERVICE"])
    app.logger.disabled = True  # What it would say is that the page below failed.
    app.add_url_rule(FAULT_PATH, "fault", permission("public")(_fail))
    app.register_blueprint(showroom)
    return app


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve on a free port; yield the address without a slash at its end."""
    server = create_server(app, host=HOST, port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.effective_port}"
    finally:
        server.close()
        server.task_dispatcher.shutdown()
        thread.join(timeout=5)


def _fail() -> str:
    raise RuntimeError("this page fails, so that a test can see what people see then")
