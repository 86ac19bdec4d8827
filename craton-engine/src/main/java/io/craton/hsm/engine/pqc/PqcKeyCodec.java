package io.craton.hsm.engine.pqc;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.memory.SecretBytes;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import io.craton.hsm.spi.der.KeyWriter;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * ML-KEM, ML-DSA and SLH-DSA keys as attributes, SubjectPublicKeyInfo and PKCS#8 (RFC 9881, 9909,
 * 9935).
 */
public final class PqcKeyCodec implements KeyCodec {
    private final KeyType keyType;
    private final PqcKeys keys;

    PqcKeyCodec(KeyType keyType, PqcKeys keys) {
        this.keyType = keyType;
        this.keys = keys;
    }

    @Override
    public KeyMaterial importPublic(Template template) {
        PqcSet set = PqcSet.of(keyType, template);
        byte[] value = Attributes.bytes(template, AttributeType.CKA_VALUE);
        Attributes.require(
                value.length == set.publicLength(),
                "a public key of "
                        + set.standardName()
                        + " has "
                        + set.publicLength()
                        + " bytes, not "
                        + value.length);
        if (!keys.isValidPublic(set, value)) {
            throw new HsmException(
                    ReturnCode.CKR_PUBLIC_KEY_INVALID,
                    "CKA_VALUE is not a public key of " + set.standardName());
        }
        return publicMaterial(set, value);
    }

    @Override
    public KeyMaterial importPrivate(Template template) {
        PqcSet set = PqcSet.of(keyType, template);
        byte[] seed = present(template.get(AttributeType.CKA_SEED));
        byte[] value = present(template.get(AttributeType.CKA_VALUE));
        if (seed == null && value == null) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCOMPLETE,
                    set.seedLength() == 0
                            ? "the template has no CKA_VALUE"
                            : "the template has neither CKA_SEED nor CKA_VALUE");
        }
        try {
            return checked(set, seed, value);
        } catch (RuntimeException e) {
            wipe(seed, value);
            throw e;
        }
    }

    private static void wipe(byte @Nullable [] seed, byte @Nullable [] value) {
        ByteArrays.wipe(
                seed == null ? ByteArrays.EMPTY : seed, value == null ? ByteArrays.EMPTY : value);
    }

    private static byte @Nullable [] present(byte @Nullable [] value) {
        return value == null || value.length == 0 ? null : value;
    }

    /** A new key pair of the set that the template names. */
    KeyPairMaterial generate(Mechanism mechanism, Template publicTemplate, Libraries libraries) {
        Parameters.none(mechanism);
        PqcSet set = PqcSet.of(keyType, publicTemplate);
        byte[] seed = keys.newSeed(set, libraries);
        PqcKeys.Pair pair = keys.fromSeed(set, seed);
        KeyMaterial publicKey = publicMaterial(set, pair.publicKey().copy());
        if (set.seedLength() == 0) {
            ByteArrays.wipe(seed);
            return new KeyPairMaterial(publicKey, privateMaterial(set, null, pair.privateKey()));
        }
        return new KeyPairMaterial(publicKey, privateMaterial(set, seed, pair.privateKey()));
    }

    // Checks and completes what was given: a seed gives the key, and both have to agree.
    private KeyMaterial checked(PqcSet set, byte @Nullable [] seed, byte @Nullable [] value) {
        return seed == null
                ? expanded(set, Objects.requireNonNull(value))
                : ofSeed(set, seed, value);
    }

    private KeyMaterial ofSeed(PqcSet set, byte[] seed, byte @Nullable [] value) {
        if (set.seedLength() == 0 || seed.length != set.seedLength()) {
            throw Attributes.invalid(
                    "the seed has not the length that " + set.standardName() + " needs");
        }
        SecretBytes made = keys.fromSeed(set, seed).privateKey();
        boolean same =
                value == null
                        || made.use(SecretAccess.READ, own -> MessageDigest.isEqual(own, value));
        wipe(null, value);
        if (!same) {
            made.close();
            throw Attributes.invalid("the private key is not the one of the seed beside it");
        }
        return privateMaterial(set, seed, made);
    }

    private KeyMaterial expanded(PqcSet set, byte[] value) {
        Attributes.require(
                value.length == set.privateLength(),
                "a private key of "
                        + set.standardName()
                        + " has "
                        + set.privateLength()
                        + " bytes, not "
                        + value.length);
        Guard.secret(
                ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID,
                "the private key is not valid in itself",
                () -> {
                    keys.checkExpanded(set, value, keys.publicKey(set, value));
                    return value;
                });
        return privateMaterial(set, null, SecretBytes.take(value));
    }

    private static KeyMaterial publicMaterial(PqcSet set, byte[] value) {
        return Secrets.publicKey(
                set.keyType(),
                Template.builder()
                        .set(AttributeType.CKA_PARAMETER_SET, set.code())
                        .set(AttributeType.CKA_VALUE, value)
                        .build());
    }

    private static KeyMaterial privateMaterial(
            PqcSet set, byte @Nullable [] seed, SecretBytes value) {
        Map<AttributeType<byte[]>, SecretBytes> secrets = new LinkedHashMap<>();
        if (seed != null) {
            secrets.put(AttributeType.CKA_SEED, SecretBytes.take(seed));
        }
        secrets.put(AttributeType.CKA_VALUE, value);
        Template components =
                Template.builder().set(AttributeType.CKA_PARAMETER_SET, set.code()).build();
        return KeyMaterial.of(ObjectClass.CKO_PRIVATE_KEY, set.keyType(), components, secrets);
    }

    @Override
    public byte[] publicKeyInfo(KeyMaterial key) {
        return KeyWriter.publicKey(PqcSet.of(key).identifier(), publicKey(key));
    }

    private byte[] publicKey(KeyMaterial key) {
        return key.objectClass() == ObjectClass.CKO_PUBLIC_KEY
                ? key.component(AttributeType.CKA_VALUE)
                : Secrets.use(
                        SecretAccess.READ, key, value -> keys.publicKey(PqcSet.of(key), value));
    }

    @Override
    public byte[] encodePrivate(KeyMaterial key) {
        PqcSet set = PqcSet.of(key);
        byte[] value = key.secret(AttributeType.CKA_VALUE).copy(SecretAccess.READ);
        byte[] seed =
                key.hasSecret(AttributeType.CKA_SEED)
                        ? key.secret(AttributeType.CKA_SEED).copy(SecretAccess.READ)
                        : ByteArrays.EMPTY;
        try {
            return PqcPrivateKeyInfo.encode(set, seed, value);
        } finally {
            ByteArrays.wipe(value, seed);
        }
    }

    @Override
    public KeyMaterial publicHalf(KeyMaterial privateKey) {
        return publicMaterial(PqcSet.of(privateKey), publicKey(privateKey));
    }

    @Override
    public long size(KeyMaterial key) {
        return PqcSet.of(key).publicLength();
    }
}
