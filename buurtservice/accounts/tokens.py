"""Random tokens that open something. The browser or the letter holds one; the database its hash only."""

import hashlib
import secrets

TOKEN_BYTES = 32  # 256 random bits need no salt and no slow hash: nobody guesses them.


def new_token() -> str:
    """Return a new random token."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
