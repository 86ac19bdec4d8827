package io.craton.hsm.core.assurance;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.DigestContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import io.craton.hsm.spi.SecretAccess;
import io.craton.hsm.spi.der.DerWriter;
import java.io.ByteArrayOutputStream;

/** The calls that self-tests make of an engine, each in one line. */
final class EngineCalls {
    private final CryptoEngine engine;

    EngineCalls(CryptoEngine engine) {
        this.engine = engine;
    }

    CryptoEngine engine() {
        return engine;
    }

    byte[] digest(Mechanism mechanism, byte[] data) {
        try (DigestContext context = engine.digest(mechanism)) {
            context.update(data, 0, data.length);
            return context.digest();
        }
    }

    byte[] sign(Mechanism mechanism, KeyMaterial key, byte[] data) {
        try (SignContext context = engine.sign(mechanism, key)) {
            context.update(data, 0, data.length);
            return context.sign();
        }
    }

    /**
     * Fails unless the signature is good, and unless the same signature with a bit changed is
     * refused.
     */
    void verifyStrictly(Mechanism mechanism, KeyMaterial key, byte[] data, byte[] signature) {
        verify(mechanism, key, data, signature);
        byte[] spoilt = signature.clone();
        spoilt[spoilt.length / 2] ^= 1;
        try {
            verify(mechanism, key, data, spoilt);
        } catch (HsmException e) {
            if (e.code() == ReturnCode.CKR_SIGNATURE_INVALID) {
                return;
            }
            throw e;
        }
        throw new IllegalStateException("a spoilt signature was accepted");
    }

    /** Fails unless the signature is good. */
    void verify(Mechanism mechanism, KeyMaterial key, byte[] data, byte[] signature) {
        try (VerifyContext context = engine.verify(mechanism, key)) {
            context.update(data, 0, data.length);
            context.verify(signature);
        }
    }

    byte[] encrypt(Mechanism mechanism, KeyMaterial key, byte[] data) {
        return finish(engine.encrypt(mechanism, key), data);
    }

    byte[] decrypt(Mechanism mechanism, KeyMaterial key, byte[] data) {
        return finish(engine.decrypt(mechanism, key), data);
    }

    /** What the plaintext is encrypted to, and then what the ciphertext is decrypted to. */
    byte[] thereAndBack(
            Mechanism mechanism, KeyType type, byte[] value, byte[] plaintext, byte[] ciphertext) {
        try (KeyMaterial key = secretKey(type, value.clone())) {
            return concat(encrypt(mechanism, key, plaintext), decrypt(mechanism, key, ciphertext));
        }
    }

    private static byte[] finish(CipherContext context, byte[] data) {
        try (context) {
            return context.doFinal(data, 0, data.length);
        }
    }

    /** The value of a key that is derived from another, so many bytes long. */
    byte[] derive(Mechanism mechanism, KeyMaterial key, long length) {
        return value(engine.derive(mechanism, key, genericSecret(length), EngineCalls::noOtherKey));
    }

    private static KeyMaterial noOtherKey(ObjectHandle handle) {
        throw new IllegalStateException("no other key takes part");
    }

    /** The private key on a curve with this value. */
    KeyMaterial curveKey(KeyType type, byte[] curve, byte[] value) {
        return engine.importKey(
                Template.builder()
                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                        .keyType(type)
                        .set(AttributeType.CKA_EC_PARAMS, curve)
                        .set(AttributeType.CKA_VALUE, value)
                        .build());
    }

    /** The public key on a curve with this point, without a DER OCTET STRING around it. */
    KeyMaterial publicCurveKey(KeyType type, byte[] curve, byte[] point) {
        return engine.importKey(
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .keyType(type)
                        .set(AttributeType.CKA_EC_PARAMS, curve)
                        .set(AttributeType.CKA_EC_POINT, DerWriter.octets(point))
                        .build());
    }

    KeyMaterial secretKey(KeyType type, byte[] value) {
        return engine.importKey(
                Template.builder()
                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                        .keyType(type)
                        .set(AttributeType.CKA_VALUE, value)
                        .build());
    }

    /** A template for a generic secret of so many bytes. */
    static Template genericSecret(long length) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_SECRET_KEY)
                .keyType(KeyType.CKK_GENERIC_SECRET)
                .set(AttributeType.CKA_VALUE_LEN, length)
                .build();
    }

    /** The value of a secret key, which is then closed. */
    static byte[] value(KeyMaterial key) {
        try (key) {
            return key.secret(AttributeType.CKA_VALUE).copy(SecretAccess.READ);
        }
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
