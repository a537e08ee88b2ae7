"""What somebody agreed to: which text, when, and through whom. A new text is a new version, never an edit."""

from datetime import date

from sqlalchemy import select, update

from buurtservice.days import check_not_future
from buurtservice.extensions import db
from buurtservice.residents.models import Agreement, AgreementKind, AgreementThrough
from buurtservice.transactions import transaction

# The version of the words that the forms show now (templates/help/agreement.html, public/privacy.html).
TEXT_VERSION = "2026-11"


def record_agreement(
    resident_id: int,
    kind: AgreementKind,
    *,
    on: date,
    today: date,
    through: AgreementThrough = AgreementThrough.SELF,
    through_name: str | None = None,
    recorded_by_id: int | None = None,
    text_version: str = TEXT_VERSION,
) -> Agreement:
    """Record that somebody agreed. Agreeing to the same version again keeps the first day.

    Raises DateInFuture.
    """
    check_not_future(on, today=today)
    with transaction() as session:
        standing = find_agreement(resident_id, kind)
        if standing is not None and standing.text_version == text_version:
            return standing
        agreement = Agreement(
            resident_id=resident_id,
            kind=kind,
            text_version=text_version,
            given_on=on,
            through=through,
            through_name=through_name,
            recorded_by_id=recorded_by_id,
        )
        session.add(agreement)
        session.flush()
        return agreement


def withdraw_agreement(resident_id: int, kind: AgreementKind, *, on: date, today: date) -> None:
    """Record that somebody takes their agreement back. What that means for what runs is the caller's."""
    check_not_future(on, today=today)
    with transaction() as session:
        standing = (
            Agreement.resident_id == resident_id,
            Agreement.kind == kind,
            Agreement.withdrawn_on.is_(None),
        )
        session.execute(update(Agreement).where(*standing).values(withdrawn_on=on))


def find_agreement(resident_id: int, kind: AgreementKind) -> Agreement | None:
    """Return the agreement of this kind that stands, the latest if there are several."""
    return db.session.scalar(
        select(Agreement)
        .where(Agreement.resident_id == resident_id, Agreement.kind == kind, Agreement.withdrawn_on.is_(None))
        .order_by(Agreement.id.desc())
        .limit(1)
    )


def list_agreements(resident_id: int) -> list[Agreement]:
    """Return everything somebody agreed to, also what they took back, oldest first."""
    query = select(Agreement).where(Agreement.resident_id == resident_id).order_by(Agreement.id)
    return list(db.session.scalars(query))
