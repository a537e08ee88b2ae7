"""Which cards were taken in before, and what stood on them then."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime
from buurtservice.extensions import Base


class ImportedCard(Base):
    """One card that was taken in, by its number. The same number cannot be taken in twice."""

    __tablename__ = "imported_card"
    __table_args__ = (
        CheckConstraint("(help_request_id IS NULL) <> (help_offer_id IS NULL)", name="one_kind"),
    )

    number_key: Mapped[str] = mapped_column(String(60), primary_key=True)  # Without capitals.
    number: Mapped[str] = mapped_column(String(60))
    fingerprint: Mapped[str] = mapped_column(String(64))
    help_request_id: Mapped[int | None] = mapped_column(ForeignKey("help_request.id"), unique=True)
    help_offer_id: Mapped[int | None] = mapped_column(ForeignKey("help_offer.id"), unique=True)
    imported_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
