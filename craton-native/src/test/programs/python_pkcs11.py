"""python-pkcs11 with the library: python_pkcs11.py LIBRARY PIN."""

import hashlib
import hmac
import sys

import pkcs11
from pkcs11 import Attribute, KDF, KeyType, Mechanism, ObjectClass
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

library = pkcs11.lib(sys.argv[1])
token = library.get_token(token_label="native")
data = b"signed and encrypted"

with token.open(rw=True, user_pin=sys.argv[2]) as session:
    assert session.digest(data, mechanism=Mechanism.SHA256) == hashlib.sha256(data).digest()
    assert len(session.generate_random(256)) == 32

    key = session.generate_key(KeyType.AES, 256, label="aes")
    iv = session.generate_random(128)
    sealed = key.encrypt(data, mechanism_param=iv)
    assert key.decrypt(sealed, mechanism_param=iv) == data
    assert [one.label for one in session.get_objects({Attribute.LABEL: "aes"})] == ["aes"]

    parameters = session.create_domain_parameters(
        KeyType.EC, {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
    )
    public, private = parameters.generate_keypair()
    signature = private.sign(data, mechanism=Mechanism.ECDSA_SHA256)
    assert public.verify(data, signature, mechanism=Mechanism.ECDSA_SHA256)
    assert not public.verify(data + b"!", signature, mechanism=Mechanism.ECDSA_SHA256)

    public, private = session.generate_keypair(KeyType.RSA, 2048)
    signature = private.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS)
    assert public.verify(data, signature, mechanism=Mechanism.SHA256_RSA_PKCS)
    assert private.decrypt(public.encrypt(data)) == data

    secret = bytes(range(32))
    mac = session.create_object(
        {
            Attribute.CLASS: ObjectClass.SECRET_KEY,
            Attribute.KEY_TYPE: KeyType.GENERIC_SECRET,
            Attribute.VALUE: secret,
            Attribute.SIGN: True,
        }
    )
    expected = hmac.new(secret, data, "sha256").digest()
    assert mac.sign(data, mechanism=Mechanism.SHA256_HMAC) == expected

try:
    token.open(user_pin="wrong-pin")
    sys.exit("a wrong PIN was taken")
except pkcs11.PinIncorrect:
    pass

print("all right")
