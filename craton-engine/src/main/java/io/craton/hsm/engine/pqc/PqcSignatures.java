package io.craton.hsm.engine.pqc;

import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Signing;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * ML-DSA and SLH-DSA with their pre-hash forms (FIPS 204 and 205; PKCS#11 v3.2, sections 6.67 and
 * 6.69).
 */
public final class PqcSignatures implements MechanismFamily {
    /** What the standards call differently in both. */
    private enum Row {
        ML_DSA(
                KeyType.CKK_ML_DSA,
                MlDsa::new,
                MechanismType.CKM_ML_DSA_KEY_PAIR_GEN,
                MechanismType.CKM_ML_DSA,
                MechanismType.CKM_HASH_ML_DSA,
                DigestUse.HASH_ML_DSA),
        SLH_DSA(
                KeyType.CKK_SLH_DSA,
                SlhDsa::new,
                MechanismType.CKM_SLH_DSA_KEY_PAIR_GEN,
                MechanismType.CKM_SLH_DSA,
                MechanismType.CKM_HASH_SLH_DSA,
                DigestUse.HASH_SLH_DSA);

        private final KeyType keyType;
        private final Function<Libraries, PqcScheme> scheme;
        private final MechanismType generation;
        private final MechanismType pure;
        private final MechanismType ofDigest;
        private final DigestUse digestUse;

        Row(
                KeyType keyType,
                Function<Libraries, PqcScheme> scheme,
                MechanismType generation,
                MechanismType pure,
                MechanismType ofDigest,
                DigestUse digestUse) {
            this.keyType = keyType;
            this.scheme = scheme;
            this.generation = generation;
            this.pure = pure;
            this.ofDigest = ofDigest;
            this.digestUse = digestUse;
        }
    }

    private final Row row;
    private final Libraries libraries;
    private final PqcScheme scheme;
    private final PqcKeyCodec codec;

    private PqcSignatures(Row row, Libraries libraries) {
        this.row = row;
        this.libraries = libraries;
        this.scheme = row.scheme.apply(libraries);
        this.codec = new PqcKeyCodec(row.keyType, scheme);
    }

    /** All of them, computing with these libraries. */
    public static List<PqcSignatures> all(Libraries libraries) {
        return Stream.of(Row.values()).map(row -> new PqcSignatures(row, libraries)).toList();
    }

    /** The type of its keys. */
    public KeyType keyType() {
        return row.keyType;
    }

    /** How its keys are read and written. */
    public KeyCodec codec() {
        return codec;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Digests.mechanisms(Set.of(row.digestUse), row.generation, row.pure, row.ofDigest);
    }

    @Override
    public KeyPairMaterial generateKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        return codec.generate(mechanism, publicTemplate, libraries);
    }

    @Override
    public SignContext sign(Mechanism mechanism, KeyMaterial key) {
        PqcSet set = PqcSet.of(key);
        Messages form = Messages.of(mechanism, row.ofDigest);
        return Signing.sign(
                form.input(libraries),
                set.outputLength(),
                message -> scheme.sign(set, key, form, message));
    }

    @Override
    public VerifyContext verify(Mechanism mechanism, KeyMaterial key) {
        PqcSet set = PqcSet.of(key);
        Messages form = Messages.of(mechanism, row.ofDigest);
        return Signing.verify(
                form.input(libraries),
                set.outputLength(),
                (message, signature) -> scheme.verify(set, key, form, message, signature));
    }
}
