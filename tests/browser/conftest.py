"""A browser, the demonstration behind it, and a way to open a page as somebody with a phone would."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.serving import find_browser, launch, make_demo, serving
from tests.conftest import skip_or_fail

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        skip_or_fail("chromium", "there is no browser here: neither Chromium nor Chrome is on PATH")
    with sync_playwright() as playwright:
        started = launch(playwright, str(path))
        yield started
        started.close()


@pytest.fixture(scope="session")
def demo_app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return the demonstration; only where there is a browser, since playing it takes a moment."""
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def address(demo_app: Flask) -> Iterator[str]:
    with serving(demo_app) as where:
        yield where


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Return a function that opens a path; the page's requests and complaints are kept on it."""
    contexts = []

    def open_it(
        path: str = "/",
        *,
        width: int = 1280,
        scheme: str = "light",
        language: str = "nl",
        javascript: bool = True,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=javascript
        )
        contexts.append(context)
        page = context.new_page()
        page.asked_for, page.complaints = [], []
        page.on("request", lambda request: page.asked_for.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core."""
    return (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
