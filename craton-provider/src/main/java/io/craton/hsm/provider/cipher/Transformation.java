package io.craton.hsm.provider.cipher;

import io.craton.hsm.Digest;
import io.craton.hsm.MechanismType;
import io.craton.hsm.provider.signature.RsaDigests;
import io.craton.hsm.spi.der.KeyOid;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of ciphers.
 *
 * @param name the transformation
 * @param aliases further names and object identifiers
 * @param mechanism what encrypts
 * @param kind what its parameters are and how it is driven
 * @param keyBits the one key size that is meant, or 0 for any
 * @param oaep the digest of OAEP's label, or null
 */
public record Transformation(
        String name,
        List<String> aliases,
        MechanismType mechanism,
        Kind kind,
        int keyBits,
        @Nullable Digest oaep) {

    /** Kinds of ciphers. */
    public enum Kind {
        /** Blocks without an initialisation vector. */
        ECB,
        /** The same, padded here. */
        ECB_PADDED,
        /** A block as initialisation vector. */
        CBC,
        /** A block as tweak, and a key of two halves. */
        XTS,
        /** A first counter block. */
        CTR,
        /** Galois/counter mode. */
        GCM,
        /** Counter with CBC-MAC: lengths first. */
        CCM,
        /** ChaCha20-Poly1305. */
        CHACHA,
        /** AES key wrap. */
        WRAP,
        /** RSA. */
        RSA;

        /** Whether it authenticates, and data beside the plaintext too. */
        boolean aead() {
            return this == GCM || this == CCM || this == CHACHA;
        }
    }

    /**
     * Whether one of its names has this mode and this padding. JCA asks so when nobody has named
     * the provider and the transformation is known by an alias.
     *
     * @param mode null if it was not said
     */
    boolean isNamed(@Nullable String mode, String padding) {
        return parts().anyMatch(
                        name ->
                                (mode == null || name[1].equalsIgnoreCase(mode))
                                        && name[2].equalsIgnoreCase(padding));
    }

    /** Whether one of its names has this mode. */
    boolean hasMode(String mode) {
        return parts().anyMatch(name -> name[1].equalsIgnoreCase(mode));
    }

    // The names that say all three: algorithm, mode and padding.
    private Stream<String[]> parts() {
        return Stream.concat(Stream.of(name), aliases.stream())
                .map(each -> each.split("/", 3))
                .filter(each -> each.length == 3);
    }

    /** Whether the module pads. */
    boolean padded() {
        return mechanism == MechanismType.CKM_AES_CBC_PAD;
    }

    /** AES, by NIST's arc of its modes: who gives it means the key, or the usual mode. */
    public static final String AES_OID = "2.16.840.1.101.3.4.1";

    /** ChaCha20-Poly1305 (RFC 8103). */
    public static final String CHACHA_OID = "1.2.840.113549.1.9.16.3.18";

    /** id-RSAES-OAEP (RFC 8017). */
    public static final String OAEP_OID = "1.2.840.113549.1.1.7";

    /** The digest of OAEP whose name is not said, and which stands for all of them. */
    static final Digest OAEP_DEFAULT = Digest.SHA_1;

    /** The table. */
    public static final List<Transformation> ALL = List.copyOf(table());

    private static List<Transformation> table() {
        List<Transformation> rows = new ArrayList<>();
        aes(rows, "ECB/NoPadding", MechanismType.CKM_AES_ECB, Kind.ECB, 1);
        aes(
                rows,
                "ECB/PKCS5Padding",
                MechanismType.CKM_AES_ECB,
                Kind.ECB_PADDED,
                0,
                "AES",
                AES_OID,
                "AES/ECB/PKCS7Padding");
        aes(rows, "CBC/NoPadding", MechanismType.CKM_AES_CBC, Kind.CBC, 2);
        aes(
                rows,
                "CBC/PKCS5Padding",
                MechanismType.CKM_AES_CBC_PAD,
                Kind.CBC,
                0,
                "AES/CBC/PKCS7Padding");
        aes(rows, "CTR/NoPadding", MechanismType.CKM_AES_CTR, Kind.CTR, 0);
        rows.add(
                new Transformation(
                        "AES/XTS/NoPadding",
                        List.of(),
                        MechanismType.CKM_AES_XTS,
                        Kind.XTS,
                        0,
                        null));
        aes(rows, "GCM/NoPadding", MechanismType.CKM_AES_GCM, Kind.GCM, 6);
        aes(rows, "CCM/NoPadding", MechanismType.CKM_AES_CCM, Kind.CCM, 7);
        aes(rows, "KW/NoPadding", MechanismType.CKM_AES_KEY_WRAP, Kind.WRAP, 5, "AESWrap");
        aes(rows, "KWP/NoPadding", MechanismType.CKM_AES_KEY_WRAP_KWP, Kind.WRAP, 8, "AESWrapPad");
        rows.add(
                new Transformation(
                        "ChaCha20-Poly1305",
                        List.of("ChaCha20-Poly1305/None/NoPadding", CHACHA_OID),
                        MechanismType.CKM_CHACHA20_POLY1305,
                        Kind.CHACHA,
                        256,
                        null));
        rsa(
                rows,
                "RSA/ECB/PKCS1Padding",
                MechanismType.CKM_RSA_PKCS,
                null,
                "RSA",
                "RSA/NONE/PKCS1Padding",
                KeyOid.RSA.oid());
        rsa(rows, "RSA/ECB/NoPadding", MechanismType.CKM_RSA_X_509, null, "RSA/NONE/NoPadding");
        for (Digest digest : RsaDigests.ALL) {
            oaep(rows, digest);
        }
        return rows;
    }

    private static void oaep(List<Transformation> rows, Digest digest) {
        String name = "RSA/ECB/OAEPWith" + digest.standardName() + "AndMGF1Padding";
        Set<String> aliases = new LinkedHashSet<>();
        for (String hash : List.of(digest.standardName(), digest.nameInside())) {
            aliases.add("RSA/ECB/OAEPWith" + hash + "AndMGF1Padding");
            aliases.add("RSA/NONE/OAEPWith" + hash + "AndMGF1Padding");
        }
        aliases.remove(name);
        if (digest == OAEP_DEFAULT) {
            aliases.addAll(List.of("RSA/ECB/OAEPPadding", "RSA/NONE/OAEPPadding", OAEP_OID));
        }
        rsa(rows, name, MechanismType.CKM_RSA_PKCS_OAEP, digest, aliases.toArray(String[]::new));
    }

    private static void rsa(
            List<Transformation> rows,
            String name,
            MechanismType mechanism,
            @Nullable Digest oaep,
            String... aliases) {
        rows.add(new Transformation(name, List.of(aliases), mechanism, Kind.RSA, 0, oaep));
    }

    /**
     * One row for all key sizes and one for each size.
     *
     * @param oid the last arc of the identifier for 128 bits; the others follow at 20 and 40 more;
     *     0 for none
     */
    private static void aes(
            List<Transformation> rows,
            String mode,
            MechanismType mechanism,
            Kind kind,
            int oid,
            String... aliases) {
        rows.add(new Transformation("AES/" + mode, List.of(aliases), mechanism, kind, 0, null));
        for (int bits = 128; bits <= 256; bits += 64) {
            List<String> own = new ArrayList<>();
            if (oid != 0) {
                own.add(AES_OID + "." + (oid + 20 * (bits / 64 - 2)));
            }
            for (String alias : aliases) {
                if (alias.toUpperCase(Locale.ROOT).startsWith("AESWRAP")) {
                    own.add(alias + "_" + bits);
                }
            }
            rows.add(
                    new Transformation(
                            "AES_" + bits + "/" + mode, own, mechanism, kind, bits, null));
        }
    }
}
