"""Two people who look alike; and what people are found by, folded as residents/searching.py does it now."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BARE_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})


def upgrade() -> None:
    op.create_table(
        "distinct_pair",
        sa.Column("resident_a_id", sa.Integer(), nullable=False),
        sa.Column("resident_b_id", sa.Integer(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("resident_a_id < resident_b_id", name="ordered"),
        sa.ForeignKeyConstraint(["resident_a_id"], ["resident.id"], name="fk_distinct_pair_resident_a_id"),
        sa.ForeignKeyConstraint(["resident_b_id"], ["resident.id"], name="fk_distinct_pair_resident_b_id"),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["staff_user.id"], name="fk_distinct_pair_recorded_by_id"
        ),
        sa.PrimaryKeyConstraint("resident_a_id", "resident_b_id", name="pk_distinct_pair"),
    )
    op.create_index("ix_distinct_pair_resident_b_id", "distinct_pair", ["resident_b_id"])
    fold_search_text_anew()


def fold_search_text_anew() -> None:
    people = sa.table(
        "resident", *(sa.column(name) for name in ("id", "name", "address", "phone", "search_text"))
    )
    connection = op.get_bind()
    known = connection.execute(
        sa.select(people.c.id, people.c.name, people.c.address, people.c.phone).where(
            people.c.search_text.is_not(None)
        )
    ).all()
    for person_id, name, address, phone in known:
        parts = (fold(name or ""), re.sub(r"str\b", "straat", fold(address or "")), digits(phone or ""))
        text = " ".join(part for part in parts if part)[:600]
        connection.execute(people.update().where(people.c.id == person_id).values(search_text=text))


def fold(text: str) -> str:
    small = re.sub(r"['’‘`´]", "", text.casefold()).translate(BARE_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[0-9]+|[^\W\d_]+|\d+", plain))


def digits(phone: str) -> str:
    bare = re.sub(r"[\s./–-]", "", phone)
    return "".join(c for c in re.sub(r"^(?:\+|00)31\(?0?\)?", "0", bare) if c.isdecimal())


def downgrade() -> None:
    op.drop_table("distinct_pair")
