"""Devices that stand at a desk: registering one, knowing it again, taking it back."""

from datetime import datetime

from sqlalchemy import select, update

from buurtservice.accounts.models import DeskDevice
from buurtservice.accounts.sign_ins import end_sign_ins_on_device
from buurtservice.accounts.tokens import hash_token, new_token
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.transactions import changes_one, transaction

MAX_NAME = 60


def register_device(*, name: str, by_id: int, now: datetime, site_id: int | None = None) -> str:
    """Register the device that somebody has in hand; return the token for its browser."""
    token = new_token()
    with transaction() as session:
        session.add(
            DeskDevice(
                name=" ".join(name.split())[:MAX_NAME],
                site_id=site_id,
                token_hash=hash_token(token),
                registered_by_id=by_id,
                registered_at=now,
            )
        )
    return token


def revoke_device(device_id: int, *, now: datetime) -> None:
    """Take a device back: nobody is signed in on it any more, and no PIN works there. Raises NotFound."""
    with transaction():
        live = update(DeskDevice).where(DeskDevice.id == device_id, DeskDevice.revoked_at.is_(None))
        if not changes_one(live.values(revoked_at=now)):
            raise NotFound(what=N_("Apparaat"), id=device_id)
        end_sign_ins_on_device(device_id, now=now)


def find_device(token: str | None) -> DeskDevice | None:
    """Return the registered device that this browser is, or None."""
    if not token:
        return None
    return db.session.scalar(
        select(DeskDevice).where(DeskDevice.token_hash == hash_token(token), DeskDevice.revoked_at.is_(None))
    )


def list_devices() -> list[DeskDevice]:
    """Return the devices that are registered now, the newest first."""
    live = select(DeskDevice).where(DeskDevice.revoked_at.is_(None))
    return list(db.session.scalars(live.order_by(DeskDevice.registered_at.desc(), DeskDevice.id.desc())))
