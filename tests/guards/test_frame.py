"""The frame holds: one migration head, models and migrations alike, every setting documented."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from buurtservice import settings
from buurtservice.app import PACKAGE
from buurtservice.extensions import Base, db
from jobs.once import JOBS

SETTING = re.compile(r"BUURTSERVICE_[A-Z_]+")


def test_there_is_one_migration_head():
    assert len(ScriptDirectory(str(PACKAGE / "migrations")).get_heads()) == 1


@pytest.mark.usefixtures("app")
def test_the_migrations_make_the_tables_of_the_models():
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.usefixtures("app")
def test_every_constraint_has_a_name():
    inspector = db.inspect(db.engine)
    for table in inspector.get_table_names():
        if table == "alembic_version":
            continue
        found = [
            *inspector.get_check_constraints(table),
            *inspector.get_foreign_keys(table),
            *inspector.get_unique_constraints(table),
            inspector.get_pk_constraint(table),
        ]
        assert [constraint for constraint in found if not constraint["name"]] == [], table


def test_every_setting_is_documented(root: Path):
    read = set(re.findall(r'_PREFIX \+ "([A-Z_]+)"', Path(settings.__file__).read_text()))
    documented = set(SETTING.findall((root / "docs" / "operations.md").read_text()))

    assert read
    assert {f"BUURTSERVICE_{name}" for name in read} <= documented


def test_the_source_reads_no_other_environment(root: Path):
    readers = [
        path.relative_to(root)
        for package in ("buurtservice", "jobs", "matching")
        for path in (root / package).rglob("*.py")
        # `**os.environ` hands it on to pg_dump and reads nothing of it.
        if re.search(r"(?<!\*\*)\bos\.(environ|getenv)\b", path.read_text())
    ]

    assert readers == [Path("buurtservice/settings.py")]


def test_every_job_is_documented(root: Path):
    operations = (root / "docs" / "operations.md").read_text()

    assert [name for name in JOBS if f"once {name}" not in operations] == []
