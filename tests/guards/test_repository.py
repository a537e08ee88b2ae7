"""What stands in the repository is about the product, and holds on any machine."""

import re
import tomllib
from pathlib import Path, PurePosixPath

import pytest
import yaml

from buurtservice import __version__

# Written with a bracket, so that this file does not contain what it looks for.
PACKAGE_INDEX = re.compile(
    r"\b(?:py[p]i\.(?:org|python\.org)|python[h]osted\.org|registry\.np[m]js\.org)\b", re.I
)
HOME_FOLDER = re.compile(r"(?<![\w.~-])/(?:ho[m]e/\w|Us[e]rs/\w|ro[o]t/)")
COMMON_FOLDERS = {"/", "/app", "/data", "/mnt", "/opt", "/src", "/srv", "/tmp", "/usr", "/var"}
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)[^)]*\)|!\[[^\]]*\]\(([^)\s]+)[^)]*\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def test_no_file_names_the_host_of_a_package_index(texts):
    assert lines_with(PACKAGE_INDEX, texts) == []


def test_no_file_names_a_folder_of_the_machine_it_was_written_on(texts, root):
    own = [str(folder) + "/" for folder in (root, root.parent) if str(folder) not in COMMON_FOLDERS]
    places = "|".join([HOME_FOLDER.pattern, *(r"(?<![\w.~-])" + re.escape(folder) for folder in own)])

    assert lines_with(re.compile(places), texts) == []


def lines_with(pattern: re.Pattern[str], texts: dict[Path, str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_every_relative_link_in_the_documents_leads_somewhere(texts, root):
    broken = [
        f"{path}: {target}"
        for path, text in texts.items()
        if path.suffix == ".md"
        for target in link_targets(text)
        if not (root / path.parent / target).exists()
    ]
    assert broken == []


def link_targets(markdown: str) -> list[str]:
    """Give the files that a document links to; addresses and places inside the page are left out."""
    targets = [link or image for link, image in LINK.findall(CODE.sub("", markdown))]
    relative = [target for target in targets if not re.match(r"[a-z]+:|#", target)]
    return [target.partition("#")[0] for target in relative]


def test_a_link_in_a_code_sample_is_not_followed_and_an_anchor_is_cut_off():
    sample = "[a](one.md#part) ![b](two.svg) [c](https://x.example) [d](#here) `[e](no.md)`"
    assert link_targets(sample) == ["one.md", "two.svg"]


def test_no_document_links_to_a_file_by_an_absolute_path(texts):
    for path, text in texts.items():
        if path.suffix == ".md":
            assert not [target for target in link_targets(text) if PurePosixPath(target).is_absolute()], path


def test_the_decision_records_are_numbered_without_gaps(root):
    numbers = sorted(int(path.name[:4]) for path in (root / "docs" / "adr").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_document_is_in_the_index(root):
    index = (root / "docs" / "README.md").read_text(encoding="utf-8")
    for path in (root / "docs").rglob("*.md"):
        name = path.relative_to(root / "docs").as_posix()
        assert name == "README.md" or f"({name})" in index, f"docs/README.md does not name {name}"


# --- publiccode.yml: the rules of the standard that are easily broken by an edit ---


@pytest.fixture(scope="module")
def publiccode(root):
    return yaml.safe_load((root / "publiccode.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_publiccode_says_the_same_as_the_project(publiccode, project):
    assert publiccode["publiccodeYmlVersion"] == "0.7"
    assert publiccode["softwareVersion"] == __version__
    assert publiccode["legal"]["license"] == project["license"]


def test_the_descriptions_have_the_lengths_that_the_standard_allows(publiccode):
    assert set(publiccode["description"]) == {"nl", "en"}
    for description in publiccode["description"].values():
        assert len(description["shortDescription"]) <= 150
        assert 150 <= len(description["longDescription"]) <= 10_000
        assert description["features"]


def test_the_licence_is_whole(root):
    text = (root / "LICENSE").read_text(encoding="utf-8")
    articles = [int(number) for number in re.findall(r"^(\d+)\. [A-Z]", text, re.MULTILINE)]
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert articles == list(range(1, 16))
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in text
