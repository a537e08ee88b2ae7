"""Passkeys (WebAuthn): a second step that lives in somebody's telephone or computer, beside an authenticator.

Needs the extra `passkeys`; without it the pages do not offer one. What the browser signs names our address,
so that it is worth nothing on a page that only looks like ours.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from buurtservice.accounts.errors import PasskeyRefused
from buurtservice.accounts.models import Passkey, StaffUser
from buurtservice.extensions import db
from buurtservice.transactions import changes_one, savepoint, transaction

NAME = "Buurtservice"
MOST_PASSKEYS = 10


@dataclass(frozen=True)
class Site:
    """The address of this installation, as a passkey is bound to it."""

    origin: str

    @property
    def host(self) -> str:
        """Return the name that the passkey is for."""
        return urlsplit(self.origin).hostname or ""


def site_at(address: str) -> Site:
    """Return the site at an address, without a path."""
    parts = urlsplit(address)
    return Site(f"{parts.scheme}://{parts.netloc}")


def options_to_add(person: StaffUser, site: Site) -> tuple[str, bytes]:
    """Return what the browser needs to make a passkey (JSON), and the challenge to look for in its answer."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=NAME,
        user_id=hashlib.sha256(f"{site.host} staff {person.id}".encode()).digest(),
        user_name=person.email,
        user_display_name=person.name,
        exclude_credentials=_known(person.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    return webauthn.options_to_json(options), options.challenge


def add_passkey(
    person: StaffUser, answer: str, *, challenge: bytes, name: str, site: Site, now: datetime
) -> None:
    """Take a passkey into use. Raises PasskeyRefused."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise PasskeyRefused from None
    if len(list_passkeys(person.id)) >= MOST_PASSKEYS:
        raise PasskeyRefused
    passkey = Passkey(
        staff_user_id=person.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=" ".join(name.split())[:60],
        created_at=now,
    )
    with transaction() as session:
        try:
            with savepoint():
                session.add(passkey)
                session.flush()
        except IntegrityError:  # It is somebody's already.
            raise PasskeyRefused from None


def options_to_use(staff_id: int, site: Site) -> tuple[str, bytes]:
    """Return what the browser needs to ask for a passkey (JSON), and the challenge to look for after."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        allow_credentials=_known(staff_id),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return webauthn.options_to_json(options), options.challenge


def use_passkey(staff_id: int, answer: str, *, challenge: bytes, site: Site) -> bool:
    """Tell whether a passkey of this person signed the challenge. A copy that counts behind is refused."""
    try:
        wanted = webauthn.helpers.parse_authentication_credential_json(answer).raw_id
        key = db.session.scalar(
            select(Passkey).where(Passkey.staff_user_id == staff_id, Passkey.credential_id == wanted)
        )
        if key is None:
            return False
        signed = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return False
    with transaction():
        same = update(Passkey).where(Passkey.id == key.id, Passkey.sign_count == key.sign_count)
        return changes_one(same.values(sign_count=signed.new_sign_count))


def remove_passkey(staff_id: int, passkey_id: int) -> None:
    """Take one of somebody's passkeys away; nothing happens when it is not theirs."""
    with transaction() as session:
        own = delete(Passkey).where(Passkey.id == passkey_id, Passkey.staff_user_id == staff_id)
        session.execute(own)


def list_passkeys(staff_id: int) -> list[Passkey]:
    """Return somebody's passkeys, the oldest first."""
    own = select(Passkey).where(Passkey.staff_user_id == staff_id).order_by(Passkey.id)
    return list(db.session.scalars(own))


def _known(staff_id: int) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one.credential_id) for one in list_passkeys(staff_id)]
