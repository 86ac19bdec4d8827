package io.craton.hsm.core.policy;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.core.policy.ApprovalCase.at;
import static io.craton.hsm.core.policy.ApprovalCase.beside;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.RsaAesKeyWrap;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.spi.AuditEvent;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** {@link ApprovalCases} of RSA. */
final class ApprovalRsaCases {
    private static final int F4 = 65537;

    /** What stands before a SHA-256 digest (RFC 8017 section 9.2, note 1). */
    private static final byte[] SHA256_INFO =
            HexFormat.of().parseHex("3031300d060960864801650304020105000420");

    private ApprovalRsaCases() {}

    static List<ApprovalCase> key(MechanismSpec spec) {
        if (spec.can(Flag.CKF_GENERATE_KEY_PAIR)) {
            return List.of(
                    generation("2048 bits", 2048, F4, true),
                    generation("1984 bits", 1984, F4, false),
                    generation("exponent 65535", 2048, 65535, false),
                    generation("exponent 3", 2048, 3, false));
        }
        return List.of(
                use(spec, 2048, F4, true),
                use(spec, 2040, F4, false),
                use(spec, 2049, F4, false),
                use(spec, 2048, 65535, false));
    }

    private static ApprovalCase generation(String name, long bits, int exponent, boolean met) {
        Template wanted =
                Template.builder()
                        .set(CKA_MODULUS_BITS, bits)
                        .set(CKA_PUBLIC_EXPONENT, BigInteger.valueOf(exponent).toByteArray())
                        .build();
        return new ApprovalCase(
                name,
                met,
                AuditEvent.GENERATE_KEY_PAIR,
                keys ->
                        keys.session()
                                .generateKeyPair(
                                        Mechanism.of(MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN),
                                        wanted,
                                        Template.empty()));
    }

    private static ApprovalCase use(MechanismSpec spec, int bits, int exponent, boolean met) {
        String name = bits + " bits, exponent " + exponent;
        Mechanism mechanism = Mechanism.of(spec.type(), parameters(spec));
        if (spec.can(Flag.CKF_DERIVE)) {
            return new ApprovalCase(
                    name,
                    met,
                    AuditEvent.DERIVE_KEY,
                    keys ->
                            keys.session()
                                    .deriveKey(
                                            mechanism,
                                            keys.rsaPrivate(bits, exponent),
                                            Template.empty()));
        }
        if (spec.can(Flag.CKF_SIGN)) {
            int length = spec.parameters().contains(RsaPss.class) ? hash(spec.type()).length() : 20;
            return new ApprovalCase(
                    name,
                    met,
                    AuditEvent.SIGN,
                    keys ->
                            keys.session()
                                    .sign(
                                            mechanism,
                                            keys.rsaPrivate(bits, exponent),
                                            new byte[length]));
        }
        return new ApprovalCase(
                name,
                met,
                AuditEvent.WRAP_KEY,
                keys ->
                        keys.session()
                                .wrapKey(
                                        mechanism,
                                        keys.rsaPublic(bits, exponent),
                                        ApprovalCases.aes(keys)));
    }

    private static MechanismParameters parameters(MechanismSpec spec) {
        RsaOaep oaep = new RsaOaep(MechanismType.CKM_SHA_1, Mgf.CKG_MGF1_SHA1, new byte[0]);
        if (spec.parameters().contains(RsaOaep.class)) {
            return oaep;
        }
        if (spec.parameters().contains(RsaAesKeyWrap.class)) {
            return new RsaAesKeyWrap(256, oaep);
        }
        return spec.parameters().contains(RsaPss.class)
                ? pss(hash(spec.type()), hash(spec.type()), hash(spec.type()).length())
                : MechanismParameters.NONE;
    }

    private static RsaPss pss(Digest hash, Digest mask, int salt) {
        return new RsaPss(
                hash.mechanism(DigestUse.DIGEST).orElseThrow(), Mgf.of(mask).orElseThrow(), salt);
    }

    private static Digest hash(MechanismType type) {
        return type.digest().orElse(Digest.SHA_256);
    }

    static List<ApprovalCase> salt(MechanismType type) {
        int length = hash(type).length();
        return List.of(salt(type, length, true), salt(type, length + 1, false));
    }

    private static ApprovalCase salt(MechanismType type, int length, boolean met) {
        Mechanism mechanism = Mechanism.of(type, pss(hash(type), hash(type), length));
        return new ApprovalCase(
                "verifies with a salt of " + length,
                met,
                AuditEvent.VERIFY,
                keys ->
                        keys.session()
                                .verify(
                                        mechanism,
                                        keys.rsaPublic(2048, F4),
                                        new byte[hash(type).length()],
                                        new byte[256]));
    }

    static List<ApprovalCase> mask(MechanismType type) {
        return List.of(mask(type, hash(type), true), mask(type, Digest.SHA_1, false));
    }

    private static ApprovalCase mask(MechanismType type, Digest mask, boolean met) {
        Mechanism mechanism = Mechanism.of(type, pss(hash(type), mask, 20));
        return new ApprovalCase(
                "mask with " + mask,
                met,
                AuditEvent.SIGN,
                keys ->
                        keys.session()
                                .sign(
                                        mechanism,
                                        keys.rsaPrivate(2048, F4),
                                        new byte[hash(type).length()]));
    }

    static List<ApprovalCase> digestInfo() {
        byte[] info = Arrays.copyOf(SHA256_INFO, SHA256_INFO.length + 32);
        return List.of(
                at("DigestInfo", AuditEvent.VERIFY, keys -> verify(keys, info)),
                beside(
                        "cut by a byte",
                        AuditEvent.VERIFY,
                        keys -> verify(keys, Arrays.copyOf(info, info.length - 1))),
                beside(
                        "a byte more",
                        AuditEvent.VERIFY,
                        keys -> verify(keys, Arrays.copyOf(info, info.length + 1))),
                beside("digest alone", AuditEvent.VERIFY, keys -> verify(keys, new byte[32])),
                beside("200 bytes", AuditEvent.VERIFY, keys -> verify(keys, new byte[200])));
    }

    private static void verify(ApprovalKeys keys, byte[] data) {
        keys.session()
                .verify(
                        Mechanism.of(MechanismType.CKM_RSA_PKCS),
                        keys.rsaPublic(2048, F4),
                        data,
                        new byte[256]);
    }

    /** What a signature of a message that is no digest recovers. */
    static byte[] recover(ApprovalKeys keys, byte[] signature) {
        var functions = keys.session().functions();
        functions.verifyRecoverInit(
                Mechanism.of(MechanismType.CKM_RSA_PKCS), keys.rsaPublic(2048, F4));
        ByteBuffer out = ByteBuffer.allocate(256);
        functions.verifyRecover(signature, out);
        return out.array();
    }

    static byte[] sign(ApprovalKeys keys, boolean digestInfo) {
        byte[] data = digestInfo ? Arrays.copyOf(SHA256_INFO, 19 + 32) : new byte[32];
        return keys.session()
                .sign(Mechanism.of(MechanismType.CKM_RSA_PKCS), keys.rsaPrivate(2048, F4), data);
    }
}
