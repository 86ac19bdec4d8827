package io.craton.hsm.system.walk;

import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.*;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.core.mechanism.MechanismSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that the attacker tries: a few of each kind, chosen so that attacks which need two
 * calls to agree (one vector for two calls, a counter block that another mode uses inside) find
 * them agreeing. All data is known to everybody.
 */
final class Samples {
    static final byte[] IV12 = new byte[12];

    /** The first counter block with which AES-GCM encrypts under {@link #IV12}. */
    static final byte[] GCM_COUNTER = block(15, 2);

    /** The first counter block with which AES-CCM encrypts under {@link #IV12}. */
    static final byte[] CCM_COUNTER = ccmCounter();

    /** The generator of P-256. */
    private static final byte[] P256_POINT =
            HexFormat.of()
                    .parseHex(
                            "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                                    + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

    private static final RsaOaep OAEP =
            new RsaOaep(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, new byte[0]);

    private Samples() {}

    /**
     * A parameter.
     *
     * @param name what tells it from the others
     * @param second whether a second key takes part
     * @param make the parameter, given the second key and the length of the data
     */
    record Sample(String name, boolean second, Maker make) {
        MechanismParameters of(@Nullable ObjectHandle other, int length) {
            return make.make(other, length);
        }
    }

    /** Makes a parameter. */
    interface Maker {
        MechanismParameters make(@Nullable ObjectHandle other, int length);
    }

    private static byte[] block(int at, int value) {
        byte[] block = new byte[16];
        block[at] = (byte) value;
        return block;
    }

    private static byte[] ccmCounter() {
        byte[] block = block(15, 1);
        block[0] = 2;
        return block;
    }

    /** The parameters for a mechanism with a key of this type. */
    static List<Sample> of(MechanismSpec spec, @Nullable KeyType keyType) {
        List<Sample> all = new ArrayList<>();
        spec.parameters().stream()
                .sorted((a, b) -> a.getSimpleName().compareTo(b.getSimpleName()))
                .forEach(kind -> of(kind, spec.type(), keyType).forEach(all::add));
        return all;
    }

    private static Sample plain(String name, MechanismParameters parameters) {
        return new Sample(name, false, (other, length) -> parameters);
    }

    private static Stream<Sample> of(
            Class<? extends MechanismParameters> kind, MechanismType type, @Nullable KeyType key) {
        return switch (kind.getSimpleName()) {
            case "None" -> Stream.of(plain("", MechanismParameters.NONE));
            case "Iv" -> vectors(type).map(iv -> plain("iv " + hex(iv), new Iv(iv)));
            case "Ctr" ->
                    Stream.of(new byte[16], GCM_COUNTER, CCM_COUNTER)
                            .map(block -> plain("from " + hex(block), new Ctr(128, block)));
            case "Gcm" ->
                    Stream.of(
                            plain("iv 0, tag 128", new Gcm(IV12, new byte[0], 128)),
                            plain("iv 0, tag 32", new Gcm(IV12, new byte[0], 32)),
                            plain("iv of the module", new Gcm(null, new byte[0], 128)));
            case "Ccm" -> Stream.of(ccm(16), ccm(4));
            case "ChaCha20Poly1305" ->
                    Stream.of(plain("nonce 0", new ChaCha20Poly1305(IV12, new byte[0])));
            case "RsaPss" -> Stream.of(plain("", pss(type)));
            case "RsaOaep" -> Stream.of(plain("", OAEP));
            case "RsaAesKeyWrap" -> Stream.of(plain("", new RsaAesKeyWrap(256, OAEP)));
            case "EdDsa" -> Stream.of(plain("context", new EdDsa(false, new byte[1])));
            case "SignContext" ->
                    Stream.of(
                            plain(
                                    "deterministic",
                                    new SignContext(
                                            Hedge.CKH_DETERMINISTIC_REQUIRED, new byte[1])));
            case "HashSignContext" ->
                    Stream.of(
                            plain(
                                    "",
                                    new HashSignContext(
                                            Hedge.CKH_HEDGE_PREFERRED,
                                            new byte[0],
                                            MechanismType.CKM_SHA256)));
            case "MacLength" ->
                    IntStream.of(1, 4, 8, 16).mapToObj(n -> plain(n + " bytes", new MacLength(n)));
            default -> derivations(kind, type, key);
        };
    }

    private static Stream<byte[]> vectors(MechanismType type) {
        return switch (type) {
            // The second is how KWP begins: what KW wraps with it, KWP may unwrap.
            case CKM_AES_KEY_WRAP, CKM_AES_KEY_WRAP_PKCS7 ->
                    Stream.of(new byte[8], HexFormat.of().parseHex("a65959a60000000f"));
            case CKM_AES_KEY_WRAP_KWP, CKM_AES_KEY_WRAP_PAD -> Stream.of(new byte[4]);
            case CKM_DES3_CBC, CKM_DES3_CBC_PAD -> Stream.of(new byte[8]);
            default -> Stream.of(new byte[16]);
        };
    }

    private static Sample ccm(int mac) {
        return new Sample(
                "nonce 0, MAC " + mac,
                false,
                (other, length) -> new Ccm(length, IV12, new byte[0], mac));
    }

    private static RsaPss pss(MechanismType type) {
        return Arrays.stream(Mgf.values())
                .filter(mgf -> type.name().equals(pssName(mgf.hash())))
                .findFirst()
                .map(mgf -> new RsaPss(mgf.hash(), mgf, 20))
                .orElse(new RsaPss(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, 32));
    }

    private static String pssName(MechanismType hash) {
        String digest = hash == MechanismType.CKM_SHA_1 ? "SHA1" : hash.name().substring(4);
        return "CKM_" + digest + "_RSA_PKCS_PSS";
    }

    private static Stream<Sample> derivations(
            Class<? extends MechanismParameters> kind, MechanismType type, @Nullable KeyType key) {
        return switch (kind.getSimpleName()) {
            case "Hkdf" -> hkdf();
            case "Pbkdf2" ->
                    Stream.of(
                            plain(
                                    "password of the attacker",
                                    new Pbkdf2(
                                            new byte[16],
                                            1000,
                                            MechanismType.CKM_SHA256_HMAC,
                                            new byte[16])));
            case "Sp800108" -> sp800(type == MechanismType.CKM_SP800_108_FEEDBACK_KDF, key);
            case "DerivationData" -> data(type);
            case "CbcEncryptData" -> {
                int block = type == MechanismType.CKM_DES3_CBC_ENCRYPT_DATA ? 8 : 16;
                yield Stream.of(
                        plain("zeros", new CbcEncryptData(new byte[block], new byte[2 * block])));
            }
            case "OtherKey" ->
                    Stream.of(new Sample("", true, (other, length) -> new OtherKey(key(other))));
            case "ExtractFrom" ->
                    IntStream.of(0, 4, 8, 104, 120)
                            .mapToObj(bit -> plain("bit " + bit, new ExtractFrom(bit)));
            case "Ecdh1Derive" -> {
                byte[] point = key == KeyType.CKK_EC_MONTGOMERY ? x25519() : P256_POINT;
                yield Stream.of(
                        plain("raw", new Ecdh1Derive(Kdf.CKD_NULL, new byte[0], point)),
                        plain("SHA-256", new Ecdh1Derive(Kdf.CKD_SHA256_KDF, new byte[0], point)));
            }
            default -> throw new AssertionError("no sample of the parameter " + kind);
        };
    }

    private static ObjectHandle key(@Nullable ObjectHandle other) {
        return java.util.Objects.requireNonNull(other);
    }

    private static byte[] x25519() {
        byte[] nine = new byte[32];
        nine[0] = 9;
        return nine;
    }

    private static Stream<Sample> hkdf() {
        List<Sample> all = new ArrayList<>();
        for (boolean expand : new boolean[] {false, true}) {
            all.add(hkdf(true, expand, SaltType.CKF_HKDF_SALT_NULL));
            all.add(hkdf(true, expand, SaltType.CKF_HKDF_SALT_DATA));
            all.add(hkdf(true, expand, SaltType.CKF_HKDF_SALT_KEY));
        }
        all.add(hkdf(false, true, SaltType.CKF_HKDF_SALT_NULL));
        return all.stream();
    }

    private static Sample hkdf(boolean extract, boolean expand, SaltType salt) {
        boolean second = salt == SaltType.CKF_HKDF_SALT_KEY;
        return new Sample(
                (extract ? "extract " : "") + (expand ? "expand " : "") + salt.name().substring(9),
                second,
                (other, length) ->
                        new Hkdf(
                                extract,
                                expand,
                                MechanismType.CKM_SHA256,
                                salt,
                                salt == SaltType.CKF_HKDF_SALT_DATA ? new byte[32] : null,
                                second ? other : null,
                                new byte[4]));
    }

    private static Stream<Sample> sp800(boolean feedback, @Nullable KeyType key) {
        Stream<MechanismType> functions =
                key == KeyType.CKK_AES
                        ? Stream.of(MechanismType.CKM_AES_CMAC, MechanismType.CKM_SHA256_HMAC)
                        : Stream.of(MechanismType.CKM_SHA256_HMAC);
        List<PrfData> data =
                feedback
                        ? List.of(
                                new PrfData.IterationVariable(false, 0),
                                new PrfData.Bytes(new byte[4]))
                        : List.of(
                                new PrfData.IterationVariable(false, 32),
                                new PrfData.Bytes(new byte[4]));
        return functions.map(
                prf ->
                        plain(
                                prf.name().substring(4),
                                new Sp800108(prf, data, feedback ? new byte[0] : null)));
    }

    private static Stream<Sample> data(MechanismType type) {
        Stream<byte[]> data =
                switch (type) {
                    case CKM_AES_ECB_ENCRYPT_DATA ->
                            Stream.of(new byte[16], GCM_COUNTER, CCM_COUNTER, new byte[32]);
                    case CKM_DES3_ECB_ENCRYPT_DATA -> Stream.of(new byte[8], new byte[24]);
                    case CKM_XOR_BASE_AND_DATA ->
                            Stream.of(new byte[1], new byte[15], new byte[512], ones(512));
                    default -> Stream.of(new byte[1], new byte[13], new byte[15], new byte[32]);
                };
        return data.map(
                bytes ->
                        plain(
                                bytes.length + " bytes " + hex(Arrays.copyOf(bytes, 1)),
                                new DerivationData(bytes)));
    }

    private static byte[] ones(int length) {
        byte[] ones = new byte[length];
        Arrays.fill(ones, (byte) 0xFF);
        return ones;
    }

    static String hex(byte[] bytes) {
        String all = HexFormat.of().formatHex(bytes);
        return all.matches("0*") ? "0" : all;
    }
}
