package io.craton.hsm.provider.key;

import io.craton.hsm.Curve;
import io.craton.hsm.Curve.Form;
import io.craton.hsm.KeyType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.spi.der.KeyOid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row of the one table of asymmetric key algorithms.
 *
 * @param name the name of the algorithm with its parameters, such as {@code RSA}, {@code Ed25519},
 *     {@code ML-DSA-65}
 * @param family what {@link java.security.Key#getAlgorithm()} answers, as the JDK's own keys and
 *     certificates do
 * @param keyType the key type of PKCS#11
 * @param curve the curve of an Edwards or Montgomery key, which is its algorithm; null for others
 * @param parameterSet the parameter set of an ML-DSA, ML-KEM or SLH-DSA key; null for others
 * @param oid the object identifier in SubjectPublicKeyInfo and PKCS#8
 * @param jdkProvider the JDK's provider that understands its public keys in every JDK from 17 on;
 *     or null
 */
public record KeyAlgorithm(
        String name,
        String family,
        KeyType keyType,
        @Nullable Curve curve,
        @Nullable ParameterSet parameterSet,
        String oid,
        @Nullable String jdkProvider) {

    /** RSA. */
    public static final KeyAlgorithm RSA =
            new KeyAlgorithm(
                    "RSA", "RSA", KeyType.CKK_RSA, null, null, KeyOid.RSA.oid(), "SunRsaSign");

    /** RSA keys that are for PSS only, by their object identifier. */
    public static final KeyAlgorithm RSASSA_PSS =
            new KeyAlgorithm(
                    "RSASSA-PSS",
                    "RSASSA-PSS",
                    KeyType.CKK_RSA,
                    null,
                    null,
                    KeyOid.RSASSA_PSS.oid(),
                    "SunRsaSign");

    /** Elliptic curves over prime fields. */
    public static final KeyAlgorithm EC =
            new KeyAlgorithm("EC", "EC", KeyType.CKK_EC, null, null, KeyOid.EC.oid(), "SunEC");

    private static final Map<String, KeyAlgorithm> BY_OID = new LinkedHashMap<>();
    private static final Map<String, KeyAlgorithm> BY_NAME = new LinkedHashMap<>();

    static {
        List<KeyAlgorithm> all = new ArrayList<>(List.of(RSA, RSASSA_PSS, EC));
        Curve.all(Form.EDWARDS).forEach(curve -> all.add(ofCurve("EdDSA", curve)));
        Curve.all(Form.MONTGOMERY).forEach(curve -> all.add(ofCurve("XDH", curve)));
        Stream.of(ParameterSet.values()).forEach(set -> all.add(postQuantum(set)));
        for (KeyAlgorithm algorithm : all) {
            BY_OID.put(algorithm.oid, algorithm);
            BY_NAME.put(algorithm.name.toLowerCase(Locale.ROOT), algorithm);
        }
    }

    private static KeyAlgorithm ofCurve(String family, Curve curve) {
        return new KeyAlgorithm(
                curve.javaName(),
                family,
                curve.keyType(),
                curve,
                null,
                curve.oid(),
                curve.inJdk() ? "SunEC" : null);
    }

    private static KeyAlgorithm postQuantum(ParameterSet set) {
        String family = set.keyType().label().toUpperCase(Locale.ROOT);
        return new KeyAlgorithm(
                set.standardName(), family, set.keyType(), null, set, set.oid(), null);
    }

    /** The algorithm with this object identifier. */
    public static Optional<KeyAlgorithm> ofOid(String oid) {
        return Optional.ofNullable(BY_OID.get(oid));
    }

    /** The algorithm with this name, in any case. */
    public static Optional<KeyAlgorithm> ofName(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }

    /** An algorithm of this family, or with this name, in any case: enough to know the key type. */
    public static Optional<KeyAlgorithm> ofFamily(String family) {
        Optional<KeyAlgorithm> named = ofName(family);
        if (named.isPresent()) {
            return named;
        }
        return BY_NAME.values().stream()
                .filter(algorithm -> algorithm.family.equalsIgnoreCase(family))
                .findFirst();
    }

    /** All rows. */
    public static List<KeyAlgorithm> all() {
        return List.copyOf(BY_NAME.values());
    }

    /** The algorithms of a key type. */
    public static List<KeyAlgorithm> ofType(KeyType keyType) {
        return BY_NAME.values().stream().filter(algorithm -> algorithm.keyType == keyType).toList();
    }

    /** The JDK's provider of signatures with keys of a type, by its name. */
    public static String jdkProvider(KeyType keyType) {
        return ofType(keyType).stream()
                .flatMap(row -> Stream.ofNullable(row.jdkProvider))
                .findFirst()
                .orElse("SUN");
    }

    /** The algorithm of a parameter set. */
    public static KeyAlgorithm of(ParameterSet set) {
        return row(set.standardName());
    }

    /**
     * The algorithm of an Edwards or Montgomery curve.
     *
     * @throws IllegalStateException if keys on the curve have an algorithm that is not its own
     */
    public static KeyAlgorithm of(Curve curve) {
        return row(curve.javaName());
    }

    /** The algorithm of an Edwards or Montgomery curve with this name, in any case. */
    public static Optional<KeyAlgorithm> ofCurve(String name) {
        return Curve.ofName(name).flatMap(curve -> ofOid(curve.oid()));
    }

    private static KeyAlgorithm row(String name) {
        return ofName(name).orElseThrow(() -> new IllegalStateException("the table lacks " + name));
    }
}
