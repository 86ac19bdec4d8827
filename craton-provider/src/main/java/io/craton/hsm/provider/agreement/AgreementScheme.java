package io.craton.hsm.provider.agreement;

import io.craton.hsm.Digest;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismType;
import io.craton.hsm.provider.key.KeyAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of agreements.
 *
 * @param name the JDK's name, or that of Bouncy Castle
 * @param aliases further names and object identifiers
 * @param keyType the type of the keys
 * @param only the one curve that is meant, or null for all of the type
 * @param mechanism what agrees
 * @param kdf what the mechanism makes of the raw secret
 * @param hkdf the hash function of an HKDF behind it; null for none
 */
public record AgreementScheme(
        String name,
        List<String> aliases,
        KeyType keyType,
        @Nullable KeyAlgorithm only,
        MechanismType mechanism,
        Kdf kdf,
        @Nullable Digest hkdf) {

    // SECG's identifiers of the schemes with X9.63, by the hash function inside (SEC 1, C.5).
    private static final Map<Digest, String> SECG =
            Map.of(
                    Digest.SHA_224,
                    "0",
                    Digest.SHA_256,
                    "1",
                    Digest.SHA_384,
                    "2",
                    Digest.SHA_512,
                    "3");
    private static final String SECG_PLAIN = "1.3.132.1.11.";
    private static final String SECG_COFACTOR = "1.3.132.1.14.";
    private static final String X963_PLAIN = "1.3.133.16.840.63.0.2";
    private static final String X963_COFACTOR = "1.3.133.16.840.63.0.3";

    // The three of RFC 8418, section 2.2, in the order of the hash functions.
    private static final String CMS = "1.2.840.113549.1.9.16.3.";
    private static final int FIRST_OF_CMS = 19;

    /** The table. */
    public static final List<AgreementScheme> ALL = List.copyOf(table());

    private static List<AgreementScheme> table() {
        List<AgreementScheme> rows = new ArrayList<>();
        rows.add(ec("ECDH", List.of(), MechanismType.CKM_ECDH1_DERIVE, Kdf.CKD_NULL));
        rows.add(
                ec(
                        "ECDHC",
                        List.of("ECCDH"),
                        MechanismType.CKM_ECDH1_COFACTOR_DERIVE,
                        Kdf.CKD_NULL));
        Stream.of(Kdf.values()).forEach(kdf -> derived(rows, kdf));
        rows.add(montgomery("XDH", List.of(), null, Kdf.CKD_NULL, null));
        int number = FIRST_OF_CMS;
        for (Digest digest : Digest.values()) {
            if (digest.hkdfOid().isPresent()) {
                String name = "XDHwith" + digest.nameInside() + "HKDF";
                List<String> oid = List.of(CMS + number++);
                rows.add(montgomery(name, oid, null, Kdf.CKD_NULL, digest));
            }
        }
        KeyAlgorithm.ofType(KeyType.CKK_EC_MONTGOMERY).forEach(curve -> onCurve(rows, curve));
        return rows;
    }

    private static void onCurve(List<AgreementScheme> rows, KeyAlgorithm curve) {
        rows.add(montgomery(curve.name(), List.of(curve.oid()), curve, Kdf.CKD_NULL, null));
        for (Kdf kdf : Kdf.values()) {
            Digest digest = kdf.digest();
            if (digest != null) {
                String end = digest.nameInside() + (kdf.sp800() ? "CKDF" : "KDF");
                rows.add(montgomery(curve.name() + "with" + end, List.of(), curve, kdf, null));
            }
        }
        for (Digest digest : Digest.values()) {
            if (digest.hkdfOid().isPresent()) {
                String name = curve.name() + "with" + digest.nameInside() + "HKDF";
                rows.add(montgomery(name, List.of(), curve, Kdf.CKD_NULL, digest));
            }
        }
    }

    private static void derived(List<AgreementScheme> rows, Kdf kdf) {
        Digest digest = kdf.digest();
        if (digest == null) {
            return;
        }
        String hash = digest.nameInside();
        if (kdf.sp800()) {
            String name = "ECCDHwith" + hash + "CKDF";
            rows.add(ec(name, List.of(), MechanismType.CKM_ECDH1_COFACTOR_DERIVE, kdf));
            return;
        }
        String arc = SECG.get(digest);
        boolean oldest = digest == Digest.SHA_1;
        List<String> plain = arc == null ? List.of() : List.of(SECG_PLAIN + arc);
        List<String> cofactor = arc == null ? List.of() : List.of(SECG_COFACTOR + arc);
        rows.add(
                ec(
                        "ECDHwith" + hash + "KDF",
                        oldest ? List.of(X963_PLAIN) : plain,
                        MechanismType.CKM_ECDH1_DERIVE,
                        kdf));
        rows.add(
                ec(
                        "ECCDHwith" + hash + "KDF",
                        oldest ? List.of(X963_COFACTOR) : cofactor,
                        MechanismType.CKM_ECDH1_COFACTOR_DERIVE,
                        kdf));
    }

    private static AgreementScheme ec(
            String name, List<String> aliases, MechanismType mechanism, Kdf kdf) {
        return new AgreementScheme(name, aliases, KeyType.CKK_EC, null, mechanism, kdf, null);
    }

    private static AgreementScheme montgomery(
            String name,
            List<String> aliases,
            @Nullable KeyAlgorithm only,
            Kdf kdf,
            @Nullable Digest hkdf) {
        return new AgreementScheme(
                name,
                aliases,
                KeyType.CKK_EC_MONTGOMERY,
                only,
                MechanismType.CKM_ECDH1_DERIVE,
                kdf,
                hkdf);
    }

    /** Whether a key is derived from the raw secret, and with what both parties know. */
    boolean derives() {
        return kdf != Kdf.CKD_NULL || hkdf != null;
    }

    /** Whether keys of this algorithm are for it. */
    public boolean takes(KeyAlgorithm key) {
        return key.keyType() == keyType && (only == null || only.equals(key));
    }

    /** The mechanism without which it cannot work. */
    public MechanismType needs() {
        // One mechanism agrees on all curves; whether those of Montgomery are offered, their
        // generation tells.
        return keyType == KeyType.CKK_EC ? mechanism : keyType.generator().orElse(mechanism);
    }
}
