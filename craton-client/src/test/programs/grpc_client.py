"""A program with grpcio and the schema alone: python grpc_client.py PROTO TARGET PIN"""
import hashlib
import importlib
import os
import sys
import tempfile

import grpc
from grpc_tools import protoc

schema, target, pin = sys.argv[1:]
made = tempfile.mkdtemp()
arguments = ["protoc", "-I", os.path.dirname(schema), "--python_out", made, "--grpc_python_out", made]
assert protoc.main(arguments + [schema]) == 0
sys.path.insert(0, made)
hsm = importlib.import_module("craton_hsm_pb2")
service = importlib.import_module("craton_hsm_pb2_grpc")

CKU_USER = 1
CKA_CLASS, CKA_LABEL, CKA_VALUE_LEN, CKA_EC_PARAMS = 0, 3, 0x161, 0x180
SHA256, EC_KEY_PAIR_GEN, ECDSA_SHA256, AES_KEY_GEN, AES_CTR = 0x250, 0x1040, 0x1044, 0x1080, 0x1086
P256 = bytes.fromhex("06082a8648ce3d030107")
PIECE = 1 << 16


def ulong(value):
    return value.to_bytes(8, "little")


def attribute(kind, value):
    return hsm.Attribute(type=kind, value=value)


def failure(call):
    """The return code that a call fails with."""
    try:
        call()
    except grpc.RpcError as e:
        return e.code().name + " " + e.details().split(":")[0]
    raise AssertionError("it did not fail")


with grpc.insecure_channel(target) as channel:
    token = service.HsmServiceStub(channel)
    assert token.GetTokenInfo(hsm.GetTokenInfoRequest()).label == "Foreign"

    session = token.OpenSession(hsm.OpenSessionRequest(read_write=True)).session_handle
    login = hsm.LoginRequest(session_handle=session, user=CKU_USER, pin=b"wrong-pin")
    assert failure(lambda: token.Login(login)) == "UNAUTHENTICATED CKR_PIN_INCORRECT"
    login.pin = pin.encode()
    token.Login(login)
    assert failure(lambda: token.Login(login)) == "ALREADY_EXISTS CKR_USER_ALREADY_LOGGED_IN"

    random = token.GenerateRandom(hsm.GenerateRandomRequest(session_handle=session, length=32)).value
    assert len(random) == 32

    key = token.GenerateKey(
        hsm.GenerateKeyRequest(
            session_handle=session,
            mechanism=hsm.Mechanism(type=AES_KEY_GEN),
            template=[attribute(CKA_VALUE_LEN, ulong(32)), attribute(CKA_LABEL, b"from python")],
        )
    ).value
    wanted = hsm.FindObjectsRequest(session_handle=session, template=[attribute(CKA_LABEL, b"from python")])
    assert list(token.FindObjects(wanted).value) == [key]

    data = os.urandom(3_000_000)
    digests = (
        hsm.DigestRequest(session_handle=session, mechanism=hsm.Mechanism(type=SHA256), data=data[i : i + PIECE])
        for i in range(0, len(data), PIECE)
    )
    assert token.DigestStream(digests).value == hashlib.sha256(data).digest()

    counter = hsm.Mechanism(type=AES_CTR, parameter=ulong(32) + b"\x01" + ulong(16) + bytes(16))

    def pieces(kind, text):
        for i in range(0, len(text), PIECE):
            yield kind(session_handle=session, mechanism=counter, key=key, data=text[i : i + PIECE])

    there = b"".join(part.value for part in token.EncryptStream(pieces(hsm.EncryptRequest, data)))
    assert len(there) == len(data) and there != data
    back = b"".join(part.value for part in token.DecryptStream(pieces(hsm.DecryptRequest, there)))
    assert back == data

    pair = token.GenerateKeyPair(
        hsm.GenerateKeyPairRequest(
            session_handle=session,
            mechanism=hsm.Mechanism(type=EC_KEY_PAIR_GEN),
            public_key=[attribute(CKA_EC_PARAMS, P256)],
        )
    )
    how = hsm.Mechanism(type=ECDSA_SHA256)
    signature = token.Sign(
        hsm.SignRequest(session_handle=session, mechanism=how, key=pair.private_key, data=b"abc")
    ).value
    verify = hsm.VerifyRequest(
        session_handle=session, mechanism=how, key=pair.public_key, data=b"abc", signature=signature
    )
    token.Verify(verify)
    verify.data = b"abd"
    assert failure(lambda: token.Verify(verify)) == "INVALID_ARGUMENT CKR_SIGNATURE_INVALID"
    token.CloseSession(hsm.CloseSessionRequest(session_handle=session))
    closed = hsm.GetSessionInfoRequest(session_handle=session)
    assert failure(lambda: token.GetSessionInfo(closed)) == "NOT_FOUND CKR_SESSION_HANDLE_INVALID"

print("all right")
