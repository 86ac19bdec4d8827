package io.craton.hsm.cli.signature;

import io.craton.hsm.Approval;
import io.craton.hsm.Curve;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.KeyNames;
import io.craton.hsm.cli.signature.SignatureAlgorithm.Format;
import io.craton.hsm.cli.signature.SignatureAlgorithm.Keys;
import io.craton.hsm.cli.signature.SignatureAlgorithm.Reading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The signature and MAC algorithms by their names, made from the tables of mechanisms, hash
 * functions, curves and parameter sets.
 */
public final class SignatureTable {
    /** What keys that leave the choice sign with; a curve takes the next as long as itself. */
    private static final List<Digest> USUAL =
            List.of(Digest.SHA_256, Digest.SHA_384, Digest.SHA_512);

    private static final Map<String, SignatureAlgorithm> BY_NAME =
            new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** By the kind of the keys, or by the part of its name before the length. */
    private static final Map<String, SignatureAlgorithm> BY_KEY = new HashMap<>();

    /** The pre-hash forms by the kind of the keys. */
    private static final Map<String, SignatureAlgorithm> PRE_HASH = new HashMap<>();

    static {
        rsa();
        ecdsa();
        hmac();
        edDsa();
        parameterSets(
                "ML-DSA", KeyType.CKK_ML_DSA, MechanismType.CKM_ML_DSA, DigestUse.HASH_ML_DSA);
        parameterSets(
                "SLH-DSA", KeyType.CKK_SLH_DSA, MechanismType.CKM_SLH_DSA, DigestUse.HASH_SLH_DSA);
    }

    private SignatureTable() {}

    private static void rsa() {
        Keys keys = all(KeyType.CKK_RSA);
        Digest.with(DigestUse.RSA_PKCS)
                .forEach(
                        (digest, type) ->
                                add(digest.nameInside() + "withRSA", keys, type, oid(type)));
        Digest.with(DigestUse.RSA_PSS)
                .forEach(
                        (digest, type) ->
                                add(digest.nameInside() + "withRSAandMGF1", keys, pss(digest)));
        add("NONEwithRSA", keys, Mechanism.of(MechanismType.CKM_RSA_PKCS));
        add("RSASSA-PSS", keys, pss(USUAL.get(0)));
        BY_KEY.put(KeyType.CKK_RSA.label(), of(USUAL.get(0).nameInside() + "withRSA"));
    }

    private static Mechanism pss(Digest digest) {
        MechanismType hash = digest.mechanism(DigestUse.DIGEST).orElseThrow();
        Mgf mgf = Mgf.of(digest).orElseThrow();
        MechanismType type = digest.mechanism(DigestUse.RSA_PSS).orElseThrow();
        return Mechanism.of(type, new RsaPss(hash, mgf, digest.length()));
    }

    private static void ecdsa() {
        Digest.with(DigestUse.ECDSA)
                .forEach((digest, type) -> ecdsa(digest.nameInside(), type, oid(type)));
        ecdsa("NONE", MechanismType.CKM_ECDSA, null);
        for (Curve curve : Curve.all(Curve.Form.WEIERSTRASS)) {
            Digest digest =
                    USUAL.stream()
                            .filter(each -> each.length() >= curve.fieldBits() / 8)
                            .findFirst()
                            .orElse(USUAL.get(USUAL.size() - 1));
            BY_KEY.put(KeyNames.of(curve), of(digest.nameInside() + "withECDSA"));
        }
    }

    private static void ecdsa(String hash, MechanismType type, @Nullable String oid) {
        Keys keys = all(KeyType.CKK_EC);
        String name = hash + "withECDSA";
        Mechanism mechanism = Mechanism.of(type);
        add(new SignatureAlgorithm(name, keys, mechanism, Format.ECDSA_DER, Reading.ONCE, oid));
        add(name + "inP1363Format", keys, mechanism);
    }

    private static void hmac() {
        Digest.with(DigestUse.HMAC).forEach(SignatureTable::hmac);
        BY_KEY.put(KeyType.CKK_GENERIC_SECRET.label(), of(USUAL.get(0).hmacName()));
    }

    private static void hmac(Digest digest, MechanismType type) {
        KeyType own = digest.hmacKeys();
        Keys keys =
                own == null
                        ? all(KeyType.CKK_GENERIC_SECRET)
                        : all(KeyType.CKK_GENERIC_SECRET, own);
        add(digest.hmacName(), keys, Mechanism.of(type));
        if (own != null) {
            BY_KEY.put(own.label(), of(digest.hmacName()));
        }
    }

    private static void edDsa() {
        Mechanism pure = Mechanism.of(MechanismType.CKM_EDDSA);
        Mechanism preHash =
                Mechanism.of(
                        MechanismType.CKM_EDDSA, new MechanismParameters.EdDsa(true, new byte[0]));
        add(twice("EdDSA", all(KeyType.CKK_EC_EDWARDS), pure, null));
        for (Curve curve : Curve.all(Curve.Form.EDWARDS)) {
            String kind = KeyNames.of(curve);
            Keys keys = new Keys(Set.of(curve.keyType()), kind);
            BY_KEY.put(kind, add(twice(curve.javaName(), keys, pure, curve.oid())));
            PRE_HASH.put(kind, add(curve.javaName() + "ph", keys, preHash));
        }
    }

    private static void parameterSets(
            String family, KeyType keyType, MechanismType pureType, DigestUse preHashUse) {
        Mechanism pure = Mechanism.of(pureType);
        add(twice(family, all(keyType), pure, null));
        for (ParameterSet set : ParameterSet.values()) {
            Digest digest = set.preHash();
            if (set.keyType() != keyType || digest == null) {
                continue;
            }
            String kind = KeyNames.of(set);
            Keys keys = new Keys(Set.of(keyType), kind);
            BY_KEY.put(kind, add(twice(set.standardName(), keys, pure, set.oid())));
            String name = "Hash" + set.standardName() + "-with-" + digest.nameInside();
            MechanismType preHash = digest.mechanism(preHashUse).orElseThrow();
            PRE_HASH.put(kind, add(name, keys, Mechanism.of(preHash)));
        }
    }

    private static Keys all(KeyType... types) {
        return new Keys(Set.of(types), null);
    }

    /** In new certificates, which no legacy hash function signs. */
    private static @Nullable String oid(MechanismType type) {
        return type.oid()
                .filter(any -> type.digest().map(Digest::approval).orElseThrow() != Approval.LEGACY)
                .orElse(null);
    }

    private static SignatureAlgorithm add(String name, Keys keys, Mechanism mechanism) {
        return add(new SignatureAlgorithm(name, keys, mechanism, Format.PLAIN, Reading.ONCE, null));
    }

    private static void add(String name, Keys keys, MechanismType type, @Nullable String oid) {
        Mechanism mechanism = Mechanism.of(type);
        add(new SignatureAlgorithm(name, keys, mechanism, Format.PLAIN, Reading.ONCE, oid));
    }

    private static SignatureAlgorithm twice(
            String name, Keys keys, Mechanism mechanism, @Nullable String oid) {
        return new SignatureAlgorithm(name, keys, mechanism, Format.PLAIN, Reading.TWICE, oid);
    }

    private static SignatureAlgorithm add(SignatureAlgorithm algorithm) {
        if (BY_NAME.put(algorithm.name(), algorithm) != null) {
            throw new IllegalStateException("two algorithms are called " + algorithm.name());
        }
        return algorithm;
    }

    /** All of them, by name. */
    public static List<SignatureAlgorithm> all() {
        return List.copyOf(BY_NAME.values());
    }

    /**
     * The algorithm with this name.
     *
     * @param name in any case
     * @throws CliException if there is none
     */
    public static SignatureAlgorithm of(String name) {
        SignatureAlgorithm found = BY_NAME.get(name);
        if (found == null) {
            String known = String.join(", ", names());
            throw CliException.usage(
                    "there is no signature algorithm '" + name + "'; --mechanism takes " + known);
        }
        return found;
    }

    private static List<String> names() {
        return BY_NAME.values().stream().map(SignatureAlgorithm::name).sorted().toList();
    }

    /**
     * What a kind of key signs with unless --mechanism says otherwise.
     *
     * @param kind such as {@code ec:p256} and {@code rsa:3072}
     * @throws CliException if such keys do not sign
     */
    public static SignatureAlgorithm usual(String kind) {
        String family = kind.replaceFirst(":.*", "");
        return Stream.of(kind, family)
                .filter(BY_KEY::containsKey)
                .map(BY_KEY::get)
                .findFirst()
                .orElseThrow(() -> CliException.failed("keys of type " + kind + " do not sign"));
    }

    /** The name of the pre-hash form for a kind of key; null if it has none. */
    static @Nullable String preHash(String kind) {
        SignatureAlgorithm found = PRE_HASH.get(kind);
        return found == null ? null : found.name();
    }
}
