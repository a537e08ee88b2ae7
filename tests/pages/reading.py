"""Reads a page as a browser without JavaScript does: its words, links and forms with what stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

VOID = {
    "area",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "path",
    "rect",
    "use",
    "circle",
    "line",
}
BLOCKS = {
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "dt",
    "dd",
    "td",
    "th",
    "div",
    "section",
    "tr",
    "br",
    "legend",
    "label",
    "option",
}


@dataclass
class Element:
    """One element with its attributes and what is inside it."""

    tag: str
    attrs: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        """Yield every element inside, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    def all(self, tag: str | None = None, **attrs: str) -> list[Element]:
        """Return the elements inside with this tag and attributes; `class_` is one of the classes."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [one for one in self if (tag is None or one.tag == tag) and one.has(wanted)]

    def has(self, wanted: dict[str, str]) -> bool:
        """Tell whether the element has all of these attributes."""
        return all(
            value in self.attrs.get(name, "").split() if name == "class" else self.attrs.get(name) == value
            for name, value in wanted.items()
        )

    @property
    def text(self) -> str:
        """Return the words inside, with single blanks."""
        return " ".join(self._words().split())

    def _words(self) -> str:
        if self.tag in {"style", "script", "title"}:
            return ""
        inside = "".join(one if isinstance(one, str) else one._words() for one in self.children)
        return f" {inside} " if self.tag in BLOCKS else inside


class Reader(HTMLParser):
    """Builds the tree of elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in [one.tag for one in self.open[1:]]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """Return the tree of a page."""
    reader = Reader()
    reader.feed(html)
    return reader.root


@dataclass
class Page:
    """What a visitor got: status, address, words."""

    status: int
    url: str
    html: str
    headers: dict[str, str]
    root: Element

    @property
    def path(self) -> str:
        """Return the path of the address."""
        return urlsplit(self.url).path

    @property
    def text(self) -> str:
        """Return all words of the page."""
        return self.root.text

    @property
    def main(self) -> Element:
        """Return the main part of the page, without its head and its door."""
        return self.root.all("main")[0]

    @property
    def heading(self) -> str:
        """Return the heading of the page."""
        return self.root.all("h1")[0].text

    @property
    def errors(self) -> list[str]:
        """Return what the summary of errors says, one string each."""
        return [one.text for summary in self.root.all(id="fouten") for one in summary.all("li")]

    @property
    def told(self) -> list[str]:
        """Return what was just done, as the page says."""
        return [one.text for one in self.root.all("div", class_="told")]

    @property
    def links(self) -> dict[str, str]:
        """Return the address of each link by its words."""
        return {one.text: urljoin(self.url, one.attrs.get("href", "")) for one in self.root.all("a")}

    def form(self, button: str | None = None) -> Form:
        """Return the form with a button of these words; without words the first form of the main part."""
        forms = self.root.all("form") if button else self.main.all("form", method="post")
        for one in forms:
            pressed = next((b for b in one.all("button") if button is None or button in b.text), None)
            if pressed is not None:
                return Form(one, pressed, urljoin(self.url, one.attrs.get("action") or self.url))
        known = [b.text for b in self.root.all("button")]
        raise AssertionError(f"no form with a button {button!r} here; there are {known}")


@dataclass
class Form:
    """One form of a page, and the button that is pressed."""

    element: Element
    button: Element
    action: str

    @property
    def is_get(self) -> bool:
        """Tell whether the form asks and changes nothing."""
        return self.element.attrs.get("method", "get").lower() != "post"

    def values(self) -> dict[str, list[str]]:
        """Return what a browser would send if nothing were changed."""
        found: dict[str, list[str]] = {}
        for one in self.element:
            name = one.attrs.get("name")
            for value in _sent(one) if name else ():
                found.setdefault(name, []).append(value)
        if self.button.attrs.get("name"):
            found[self.button.attrs["name"]] = [self.button.attrs.get("value", "")]
        return found


def _sent(one: Element) -> list[str]:
    if one.tag == "input" and one.attrs.get("type") in {"checkbox", "radio"}:
        return [one.attrs.get("value", "on")] if "checked" in one.attrs else []
    if one.tag == "input":
        return [one.attrs.get("value", "")]
    if one.tag == "textarea":
        return ["".join(part for part in one.children if isinstance(part, str)).removeprefix("\n")]
    if one.tag == "select":
        options = one.all("option")
        chosen = [option for option in options if "selected" in option.attrs] or options[:1]
        return [option.attrs.get("value", option.text) for option in chosen]
    return []
