"""Ed25519 signatures of a laptop, in hexadecimal; nothing here knows what is signed."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def new_pair() -> tuple[str, str]:
    """(private, public) of a new laptop."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw().hex(), private.public_key().public_bytes_raw().hex()


def sign(private: str, data: bytes) -> str:
    """The signature of ``data``."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private)).sign(data).hex()


def is_signed(public: str, data: bytes, signature: str) -> bool:
    """Whether the signature of ``data`` was made with the private half of ``public``."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True
