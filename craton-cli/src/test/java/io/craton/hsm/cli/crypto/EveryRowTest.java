package io.craton.hsm.cli.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.key.KeyKind;
import io.craton.hsm.cli.object.KeyNames;
import io.craton.hsm.cli.signature.SignatureTable;
import io.craton.hsm.spi.der.EcParams;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever the tables have, the command line has a name for, or here stands why not. */
class EveryRowTest {
    /** What mechanisms do with a hash function that no command does. */
    private static final Map<DigestUse, String> NO_COMMAND =
            Map.of(
                    DigestUse.DIGEST, "a digest needs no token",
                    DigestUse.HMAC_GENERAL, "MACs that are cut short belong to protocols",
                    DigestUse.KEY_DERIVATION, "no command derives keys");

    private static final Set<DigestUse> PRE_HASH =
            EnumSet.of(DigestUse.HASH_ML_DSA, DigestUse.HASH_SLH_DSA);

    @Test
    void everyTypeOfKeys_hasAName() {
        assertThat(nameless(Stream.of(KeyType.values()).filter(EveryRowTest::isMade).toList()))
                .isEmpty();
    }

    private static boolean isMade(KeyType type) {
        return type.kind() == KeyType.Kind.KEY_PAIR || type.kind().isSecret();
    }

    @Test
    void everyCurveAndParameterSet_hasAName() {
        assertThat(nameless(List.of(Curve.values()))).isEmpty();
        assertThat(nameless(List.of(ParameterSet.values()))).isEmpty();
    }

    @Test
    void everyMechanismWithAHashFunctionOrForNewKeys_hasAName() {
        assertThat(
                        nameless(
                                Stream.of(MechanismType.values())
                                        .filter(EveryRowTest::needsAName)
                                        .toList()))
                .isEmpty();
    }

    private static boolean needsAName(MechanismType type) {
        if (type.digestUse().isEmpty()) {
            return type.generates().isPresent();
        }
        DigestUse use = type.digestUse().get();
        return PRE_HASH.contains(use)
                ? hashOfNist(use).contains(type.digest().orElseThrow())
                : !NO_COMMAND.containsKey(use);
    }

    /** The pre-hash forms that have an object identifier; programs may use others. */
    private static Set<Digest> hashOfNist(DigestUse use) {
        KeyType type = use == DigestUse.HASH_ML_DSA ? KeyType.CKK_ML_DSA : KeyType.CKK_SLH_DSA;
        return Stream.of(ParameterSet.values())
                .filter(set -> set.keyType() == type)
                .map(ParameterSet::preHash)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    @Test
    void reasonsForNoName_areThoseOfMechanismsWithoutOne() {
        NO_COMMAND.forEach(
                (use, reason) ->
                        assertThat(nameless(Digest.with(use).values()))
                                .as("%s has names, so the reason '%s' can go", use, reason)
                                .hasSameSizeAs(Digest.with(use).values()));
    }

    /** What the checks above say of a row that the command line does not know. */
    @Test
    void rowWithoutAName_isFound() {
        assertThat(
                        nameless(
                                List.of(
                                        KeyType.CKK_AES,
                                        KeyType.CKK_DSA,
                                        MechanismType.CKM_SHA256_RSA_PKCS,
                                        MechanismType.CKM_SHA256_KEY_DERIVATION)))
                .hasSize(2)
                .allMatch(sentence -> sentence.contains("has no name on the command line"))
                .anyMatch(sentence -> sentence.startsWith("CKK_DSA "))
                .anyMatch(sentence -> sentence.startsWith("CKM_SHA256_KEY_DERIVATION "));
    }

    private static List<String> nameless(Collection<? extends Enum<?>> rows) {
        return rows.stream()
                .filter(row -> !isNamed(row))
                .map(
                        row ->
                                row
                                        + " has no name on the command line: make one in KeyKind,"
                                        + " SignatureTable or CipherAlgorithm, or say here why not")
                .toList();
    }

    private static boolean isNamed(Enum<?> row) {
        if (row instanceof Curve curve) {
            return hasName(KeyNames.of(curve), kind -> isOn(kind, curve));
        }
        if (row instanceof ParameterSet set) {
            return hasName(KeyNames.of(set), kind -> isOf(kind, set));
        }
        if (row instanceof KeyType type) {
            return kindsNear(type).anyMatch(name -> hasName(name, kind -> kind.type() == type));
        }
        MechanismType mechanism = (MechanismType) row;
        return mechanism
                .generates()
                .map(EveryRowTest::isNamed)
                .orElseGet(
                        () ->
                                SignatureTable.all().stream()
                                        .anyMatch(each -> each.mechanism().type() == mechanism));
    }

    /** The names that keys of a type could have. */
    private static Stream<String> kindsNear(KeyType type) {
        return Stream.of(
                        Stream.of(type.label(), type.label() + ":2048"),
                        type.lengths().stream().map(bytes -> type.label() + ":" + 8 * bytes),
                        Curve.all(type).stream().map(KeyNames::of),
                        Stream.of(ParameterSet.values()).map(KeyNames::of))
                .flatMap(each -> each);
    }

    private static boolean hasName(String name, Predicate<KeyKind> expected) {
        try {
            return expected.test(KeyKind.of(name));
        } catch (CliException e) {
            return false;
        }
    }

    private static boolean isOn(KeyKind kind, Curve curve) {
        byte[] params = kind.parameter().get(AttributeType.CKA_EC_PARAMS);
        return kind.type() == curve.keyType() && Arrays.equals(params, EcParams.of(curve));
    }

    private static boolean isOf(KeyKind kind, ParameterSet set) {
        Long code = kind.parameter().get(AttributeType.CKA_PARAMETER_SET);
        return kind.type() == set.keyType() && code != null && code == set.code();
    }
}
