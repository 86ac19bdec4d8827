package io.craton.hsm.wire.mechanism;

import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.CbcEncryptData;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.ChaCha20Poly1305;
import io.craton.hsm.MechanismParameters.Ctr;
import io.craton.hsm.MechanismParameters.DerivationData;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.EdDsa;
import io.craton.hsm.MechanismParameters.ExtractFrom;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.HashSignContext;
import io.craton.hsm.MechanismParameters.Hedge;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.Iv;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.MacLength;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.OtherKey;
import io.craton.hsm.MechanismParameters.Pbkdf2;
import io.craton.hsm.MechanismParameters.Prf;
import io.craton.hsm.MechanismParameters.PrfData;
import io.craton.hsm.MechanismParameters.RsaAesKeyWrap;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismParameters.SignContext;
import io.craton.hsm.MechanismParameters.Sp800108;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import java.util.Arrays;
import java.util.List;

/** Parameters with every constant of every enum, and every kind of null, that they can have. */
final class Samples {
    private static final byte[] SOME = {0, 1, (byte) 0xff, 127};
    private static final byte[] NONE = {};
    private static final MechanismType HASH = MechanismType.CKM_SHA3_512;

    private Samples() {}

    static List<MechanismParameters> of(ParameterForm form) {
        return switch (form) {
            case BYTES -> List.of(new Iv(SOME), new Iv(new byte[16]));
            case CTR -> List.of(new Ctr(128, new byte[16]), new Ctr(-1, NONE));
            case GCM -> List.of(new Gcm(SOME, SOME, 96), new Gcm(null, NONE, 128));
            case CCM -> List.of(new Ccm(0xFFFF_FFFEL, SOME, SOME, 16), new Ccm(0, NONE, NONE, 4));
            case CHACHA20_POLY1305 -> List.of(new ChaCha20Poly1305(SOME, NONE));
            case RSA_PSS -> each(Mgf.values(), mgf -> new RsaPss(HASH, mgf, 32));
            case RSA_OAEP -> each(Mgf.values(), mgf -> new RsaOaep(HASH, mgf, SOME));
            case RSA_AES_KEY_WRAP ->
                    List.of(new RsaAesKeyWrap(256, new RsaOaep(HASH, Mgf.CKG_MGF1_SHA1, NONE)));
            case ECDH1_DERIVE -> each(Kdf.values(), kdf -> new Ecdh1Derive(kdf, null, SOME));
            case EDDSA -> List.of(new EdDsa(true, SOME), new EdDsa(false, NONE));
            case SIGN_CONTEXT -> each(Hedge.values(), hedge -> new SignContext(hedge, SOME));
            case HASH_SIGN_CONTEXT ->
                    each(Hedge.values(), hedge -> new HashSignContext(hedge, SOME, HASH));
            case MAC_LENGTH -> List.of(new MacLength(0), new MacLength(Integer.MAX_VALUE));
            case HKDF ->
                    List.of(
                            new Hkdf(
                                    true,
                                    false,
                                    HASH,
                                    SaltType.CKF_HKDF_SALT_DATA,
                                    SOME,
                                    null,
                                    NONE),
                            new Hkdf(
                                    false,
                                    true,
                                    HASH,
                                    SaltType.CKF_HKDF_SALT_NULL,
                                    null,
                                    null,
                                    SOME),
                            new Hkdf(
                                    true,
                                    true,
                                    HASH,
                                    SaltType.CKF_HKDF_SALT_KEY,
                                    null,
                                    new ObjectHandle(77),
                                    SOME));
            case PBKDF2 ->
                    each(Prf.values(), prf -> new Pbkdf2(SOME, 600_000, prf.mechanism(), SOME));
            case SP800_108 -> List.of(new Sp800108(MechanismType.CKM_AES_CMAC, pieces(), null));
            case SP800_108_FEEDBACK ->
                    List.of(new Sp800108(MechanismType.CKM_SHA256_HMAC, pieces(), SOME));
            case DERIVATION_DATA -> List.of(new DerivationData(SOME), new DerivationData(NONE));
            case CBC_ENCRYPT_DATA -> List.of(new CbcEncryptData(new byte[16], SOME));
            case OTHER_KEY -> List.of(new OtherKey(new ObjectHandle(1)));
            case EXTRACT -> List.of(new ExtractFrom(0), new ExtractFrom(255));
        };
    }

    private static List<PrfData> pieces() {
        return List.of(
                new PrfData.IterationVariable(true, 8),
                new PrfData.IterationVariable(false, 0),
                new PrfData.Counter(false, 24),
                new PrfData.DerivedKeyLength(true, false, 64),
                new PrfData.DerivedKeyLength(false, true, 8),
                new PrfData.Bytes(SOME));
    }

    private static <E> List<MechanismParameters> each(
            E[] constants, java.util.function.Function<E, MechanismParameters> sample) {
        return Arrays.stream(constants).map(sample).toList();
    }
}
