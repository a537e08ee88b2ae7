"""What a yes of a call changed, as it stood before: a second kind of help is as the first was then."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("call_question", sa.Column("value_before", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("call_question", "value_before")
