"""A second implementation of ALFA's cryptography, from docs/SYNC.md, over libsodium (PyNaCl), zlib and the standard library.

Reads one JSON object a line, writes one a line. Everything binary is base64.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import zlib

from mnemonic import Mnemonic
from nacl import bindings

WORDS = Mnemonic("portuguese")


def unpack(text):
    return base64.b64decode(text)


def pack(data):
    return base64.b64encode(data).decode()


def uuid(text):
    return bytes.fromhex(text.replace("-", ""))


def hkdf(secret, info):
    """RFC 5869 with SHA-256, no salt, 32 bytes."""
    extracted = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()


def seal(key, message, associated):
    nonce = os.urandom(24)
    return b"\x01" + nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(message, associated, nonce, key)


def unseal(key, sealed, associated):
    assert sealed[0] == 1
    return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[25:], associated, sealed[1:25], key)


def associated(of):
    return (
        b"alfa-body-1"
        + uuid(of["user_id"])
        + of["collection"].to_bytes(2, "big")
        + uuid(of["entity"])
        + uuid(of["op_id"])
        + uuid(of["device_id"])
        + of["schema_v"].to_bytes(2, "big")
    )


def deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def answer(asked):
    what, user = asked["what"], uuid(asked["user_id"])
    if what == "open":
        plain = zlib.decompress(unseal(unpack(asked["key"]), unpack(asked["sealed"]), associated(asked["of"])), wbits=-15)
        return {"body": pack(plain)}
    if what == "seal":
        sealed = seal(unpack(asked["key"]), deflate(unpack(asked["body"])), associated(asked["of"]))
        return {"sealed": pack(sealed)}
    if what == "unwrap":
        wrapping = hkdf(bytes(WORDS.to_entropy(asked["words"])), b"alfa-sync-wrapping-key-1")
        key = unseal(wrapping, unpack(asked["wrapped"]), b"alfa-wrapped-key-1" + user)
        assert unseal(key, unpack(asked["check"]), b"alfa-key-check-1" + user) == b"alfa-key-check-1"
        return {"key": pack(key)}
    if what == "wrap":
        words = WORDS.generate(strength=256)
        wrapping = hkdf(bytes(WORDS.to_entropy(words)), b"alfa-sync-wrapping-key-1")
        key = os.urandom(32)
        return {
            "words": words,
            "key": pack(key),
            "wrapped": pack(seal(wrapping, key, b"alfa-wrapped-key-1" + user)),
            "check": pack(seal(key, b"alfa-key-check-1", b"alfa-key-check-1" + user)),
        }
    if what == "entity":
        message = asked["collection"].to_bytes(2, "big") + asked["name"].encode()
        named = bytearray(hmac.new(unpack(asked["key"]), message, hashlib.sha256).digest()[:16])
        named[6] = named[6] & 0x0F | 0x80
        named[8] = named[8] & 0x3F | 0x80
        return {"entity": named.hex()}
    raise ValueError(what)


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
