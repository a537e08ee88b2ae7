"""Tables of an installation's own texts and of the weights of its policy. No row means: as we ship it."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from buurtservice.extensions import Base


class InstallationText(Base):
    """One text in one language, such as the name of the service or the telephone number of the desk."""

    __tablename__ = "installation_text"
    __table_args__ = (CheckConstraint("text <> ''", name="text"),)

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[str] = mapped_column(String(5), primary_key=True)
    text: Mapped[str] = mapped_column(String(2000))


class PolicyWeight(Base):
    """One whole number of the matcher's policy that differs from the one we ship."""

    __tablename__ = "policy_weight"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[int]
