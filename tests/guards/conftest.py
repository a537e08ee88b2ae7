"""What every guard looks at: the files of this checkout that git knows, or would take."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def files() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listing.returncode:
        pytest.skip("this is not a git checkout, so there is no list of its files")
    paths = (ROOT / name for name in listing.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="session")
def texts(files) -> dict[Path, str]:
    """Give the content of each text file by its path inside the repository."""
    contents = {}
    for path in files:
        raw = path.read_bytes()
        if b"\0" not in raw:
            contents[path.relative_to(ROOT)] = raw.decode("utf-8", errors="replace")
    return contents
