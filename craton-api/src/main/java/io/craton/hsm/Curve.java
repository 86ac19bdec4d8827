package io.craton.hsm;

import static io.craton.hsm.Curve.Form.EDWARDS;
import static io.craton.hsm.Curve.Form.MONTGOMERY;
import static io.craton.hsm.Curve.Form.WEIERSTRASS;
import static io.craton.hsm.Curve.Standing.JDK;
import static io.craton.hsm.Curve.Standing.NIST;
import static io.craton.hsm.Curve.Standing.OTHER;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The table of the elliptic curves: those over prime fields in the form of Weierstrass (SEC 2, RFC
 * 5639), and those of Edwards and Montgomery (RFC 7748, 8032, 8410). The numbers of a curve come
 * from the library that computes it, by the object identifier.
 */
public enum Curve {
    /** P-256. */
    P256(WEIERSTRASS, 256, NIST, "1.2.840.10045.3.1.7", "secp256r1", "P-256", "prime256v1"),
    /** P-384. */
    P384(WEIERSTRASS, 384, NIST, "1.3.132.0.34", "secp384r1", "P-384", "ansip384r1"),
    /** P-521. */
    P521(WEIERSTRASS, 521, NIST, "1.3.132.0.35", "secp521r1", "P-521", "ansip521r1"),
    /** The curve of Bitcoin. */
    SECP256K1(WEIERSTRASS, 256, OTHER, "1.3.132.0.10", "secp256k1", "ansip256k1"),
    /** brainpoolP256r1. */
    BRAINPOOL_P256R1(WEIERSTRASS, 256, OTHER, "1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"),
    /** brainpoolP320r1. */
    BRAINPOOL_P320R1(WEIERSTRASS, 320, OTHER, "1.3.36.3.3.2.8.1.1.9", "brainpoolP320r1"),
    /** brainpoolP384r1. */
    BRAINPOOL_P384R1(WEIERSTRASS, 384, OTHER, "1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1"),
    /** brainpoolP512r1. */
    BRAINPOOL_P512R1(WEIERSTRASS, 512, OTHER, "1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1"),
    /** edwards25519. */
    ED25519(EDWARDS, 255, NIST, "1.3.101.112", "Ed25519", "edwards25519", "1.3.6.1.4.1.11591.15.1"),
    /** edwards448. */
    ED448(EDWARDS, 448, NIST, "1.3.101.113", "Ed448", "edwards448"),
    /** curve25519. */
    X25519(MONTGOMERY, 255, JDK, "1.3.101.110", "X25519", "curve25519", "1.3.6.1.4.1.3029.1.5.1"),
    /** curve448. */
    X448(MONTGOMERY, 448, JDK, "1.3.101.111", "X448", "curve448");

    /** The form of a curve, which is the type of its keys. */
    public enum Form {
        /** For ECDSA and ECDH. */
        WEIERSTRASS(KeyType.CKK_EC),
        /** For EdDSA. */
        EDWARDS(KeyType.CKK_EC_EDWARDS),
        /** For X25519 and X448. */
        MONTGOMERY(KeyType.CKK_EC_MONTGOMERY);

        private final KeyType keyType;

        Form(KeyType keyType) {
            this.keyType = keyType;
        }
    }

    /** Who knows it. */
    enum Standing {
        /** NIST approves it (SP 800-186), and the JDK computes it. */
        NIST(Approval.APPROVED, true),
        /** The JDK computes it. */
        JDK(Approval.NOT_APPROVED, true),
        /** Neither. */
        OTHER(Approval.NOT_APPROVED, false);

        private final Approval approval;
        private final boolean inJdk;

        Standing(Approval approval, boolean inJdk) {
            this.approval = approval;
            this.inJdk = inJdk;
        }
    }

    private final Form form;
    private final int fieldBits;
    private final Standing standing;
    private final String oid;
    private final String javaName;
    private final List<String> otherNames;

    /**
     * @param otherNames what {@code CKA_EC_PARAMS} may name it: curve names, and an object
     *     identifier of the time before the standard had one
     */
    Curve(
            Form form,
            int fieldBits,
            Standing standing,
            String oid,
            String javaName,
            String... otherNames) {
        this.form = form;
        this.fieldBits = fieldBits;
        this.standing = standing;
        this.oid = oid;
        this.javaName = javaName;
        this.otherNames = List.of(otherNames);
    }

    /** Its form. */
    public Form form() {
        return form;
    }

    /** The type of its keys. */
    public KeyType keyType() {
        return form.keyType;
    }

    /** The size of the field in bits. */
    public int fieldBits() {
        return fieldBits;
    }

    /**
     * The length of a private key in bytes. For a curve of Weierstrass it is that of the order: a
     * signature of ECDSA has twice as many. For the others a public key is as long.
     */
    public int privateLength() {
        // The encoding of RFC 8032 has one bit more, for a sign.
        return form == Form.EDWARDS ? fieldBits / 8 + 1 : (fieldBits + 7) / 8;
    }

    /** Its standing in FIPS terms (SP 800-186). */
    public Approval approval() {
        return standing.approval;
    }

    /** Whether every JDK from 17 on computes it. */
    public boolean inJdk() {
        return standing.inJdk;
    }

    /** The name in Java, such as {@code secp256r1} and {@code Ed25519}. */
    public String javaName() {
        return javaName;
    }

    /** The name on the command line, in lower case, without the prefix {@code ec:}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace("_", "");
    }

    /** The object identifier in dotted form. */
    public String oid() {
        return oid;
    }

    /** The curves of a form. */
    public static List<Curve> all(Form form) {
        return Stream.of(values()).filter(curve -> curve.form == form).toList();
    }

    /** The curves of a type of key; empty if keys of this type have no curve. */
    public static List<Curve> all(KeyType keyType) {
        return Stream.of(values()).filter(curve -> curve.keyType() == keyType).toList();
    }

    /** The curve with this object identifier in dotted form, today's or an older one. */
    public static Optional<Curve> ofOid(String oid) {
        return find(curve -> curve.oid.equals(oid) || curve.otherNames.contains(oid));
    }

    /**
     * The curve with this curve name.
     *
     * @param name in any case, as the standard has it; of a curve of Weierstrass also as Java has
     *     it
     */
    public static Optional<Curve> ofName(String name) {
        boolean isName = !name.isEmpty() && Character.isLetter(name.charAt(0));
        return find(curve -> isName && curve.isNamed(name));
    }

    private boolean isNamed(String name) {
        return otherNames.stream().anyMatch(name::equalsIgnoreCase)
                || (form == Form.WEIERSTRASS && javaName.equalsIgnoreCase(name));
    }

    private static Optional<Curve> find(Predicate<Curve> wanted) {
        return Arrays.stream(values()).filter(wanted).findFirst();
    }
}
