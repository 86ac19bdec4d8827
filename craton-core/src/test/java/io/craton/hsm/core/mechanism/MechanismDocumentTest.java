package io.craton.hsm.core.mechanism;

import static io.craton.hsm.testkit.Markdown.table;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Digest;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.engine.common.Backend;
import io.craton.hsm.engine.common.Primitive;
import io.craton.hsm.testkit.Page;
import io.craton.hsm.testkit.PageTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code docs/mechanisms.md} says of the tables. */
class MechanismDocumentTest {
    private static final Page PAGE = Page.of("docs/mechanisms.md");
    private static final Map<Flag, String> OPERATIONS =
            Map.ofEntries(
                    Map.entry(Flag.CKF_ENCRYPT, "encrypt"),
                    Map.entry(Flag.CKF_DECRYPT, "decrypt"),
                    Map.entry(Flag.CKF_DIGEST, "digest"),
                    Map.entry(Flag.CKF_SIGN, "sign"),
                    Map.entry(Flag.CKF_SIGN_RECOVER, "sign-recover"),
                    Map.entry(Flag.CKF_VERIFY, "verify"),
                    Map.entry(Flag.CKF_VERIFY_RECOVER, "verify-recover"),
                    Map.entry(Flag.CKF_GENERATE, "generate"),
                    Map.entry(Flag.CKF_GENERATE_KEY_PAIR, "generate pair"),
                    Map.entry(Flag.CKF_WRAP, "wrap"),
                    Map.entry(Flag.CKF_UNWRAP, "unwrap"),
                    Map.entry(Flag.CKF_DERIVE, "derive"),
                    Map.entry(Flag.CKF_ENCAPSULATE, "encapsulate"),
                    Map.entry(Flag.CKF_DECAPSULATE, "decapsulate"),
                    Map.entry(Flag.CKF_MESSAGE_ENCRYPT, "by message"));

    @PageTest
    void table_isThatOfThePage() {
        PAGE.has(
                "mechanisms",
                table(
                        "| Mechanism | Number | Parameter | Keys | Sizes | Operations | Parts | FIPS | Self-test | Offered if |",
                        MechanismTable.all().stream().map(MechanismDocumentTest::cells)));
    }

    @PageTest
    void conditions_areThoseOfThePage() {
        for (Condition.When when : Condition.When.values()) {
            PAGE.has("conditions " + when, conditions(when));
        }
    }

    @PageTest
    void derivations_areThoseOfThePage() {
        PAGE.has(
                "derivations",
                Arrays.stream(Derivation.values())
                        .map(MechanismDocumentTest::derivation)
                        .collect(Collectors.joining()));
    }

    @PageTest
    void libraries_areThoseOfThePage() {
        PAGE.has(
                "libraries",
                table(
                        "| Primitive | `auto` | `jdk` | `bc` | `accp` |",
                        Arrays.stream(Primitive.values()).map(MechanismDocumentTest::libraries)));
    }

    private static List<String> libraries(Primitive primitive) {
        List<String> cells = new ArrayList<>(List.of(primitive.toString()));
        for (Backend backend : Backend.values()) {
            cells.add(primitive.library(backend).toString());
        }
        return cells;
    }

    private static String conditions(Condition.When when) {
        return Arrays.stream(Condition.values())
                .filter(condition -> condition.when() == when)
                .map(MechanismDocumentTest::condition)
                .collect(Collectors.joining());
    }

    private static String condition(Condition condition) {
        String code =
                condition.when() == Condition.When.NEVER ? "" : ", `" + condition.refusal() + "`";
        return "- **"
                + condition.sentence()
                + "** ("
                + condition.source()
                + ")"
                + code
                + ".\n  "
                + mechanisms(spec -> spec.conditions().contains(condition))
                + ".\n";
    }

    private static String mechanisms(Predicate<MechanismSpec> wanted) {
        return MechanismTable.all().stream()
                .filter(wanted)
                .map(spec -> "`" + spec.type() + "`")
                .collect(Collectors.joining(", "));
    }

    private static String derivation(Derivation kind) {
        String mechanisms = mechanisms(spec -> spec.derivation() == kind);
        return switch (kind) {
                    case PUBLIC_HALF -> "- **The public key** of a private one, no secret";
                    case ONE_WAY ->
                            "- **One way**: may leave. An agreement, raw or with a derivation function";
                    case MAC_OF_DATA ->
                            "- **The key applied to data**, a MAC of it: may leave only if the key can do nothing but derive,"
                                    + " or may sign as well";
                    case ENCRYPTION_OF_DATA ->
                            "- **The key applied to data**, an encryption of it: may leave only if the key can do nothing but"
                                    + " derive, or may encrypt as well";
                    case CONTAINS_KEY ->
                            "- **Containing the key**: all of it, in its order; an extraction also takes blocks of 8 bytes, two or"
                                    + " more that follow each other, if the key consists of such blocks and `CKA_CRATON_VALUE_UNKNOWN` is true."
                                    + " Keeps SENSITIVE, EXTRACTABLE, WRAP_WITH_TRUSTED, PRIVATE, MODIFIABLE,"
                                    + " ALLOWED_MECHANISMS, dates and templates; is of the same type, or AES or HMAC of a"
                                    + " generic secret; has no use that the key lacks, unless that can do nothing but derive."
                                    + " Of a key with WRAP_WITH_TRUSTED it is not extractable. Of two keys, as strict as both";
                    case DIGEST ->
                            "- **Digests**: one way. But the digest of a key longer than a block is that key to HMAC, and is"
                                    + " treated as containing it, as is that of a key under 14 bytes; of an HMAC key that"
                                    + " verifies and does not sign it is the key applied to data";
                    case HKDF ->
                            "- **HKDF**: one way of the key that is extracted from; the key applied to data if it is expanded"
                                    + " alone, or is the salt";
                }
                + ".\n  "
                + mechanisms
                + ".\n";
    }

    private static List<String> cells(MechanismSpec spec) {
        boolean sized = spec.info().maxKeySize() > 0;
        return List.of(
                "`" + spec.type() + "`",
                String.format(Locale.ROOT, "0x%08X", spec.type().code()),
                parameters(spec),
                spec.keyTypes().size() > 7
                        ? "secret keys"
                        : spec.keyTypes().stream()
                                .sorted()
                                .map(type -> type.name().substring(4))
                                .collect(Collectors.joining(", ")),
                sized ? spec.info().minKeySize() + " to " + spec.info().maxKeySize() : "-",
                spec.info().flags().stream()
                        .filter(OPERATIONS::containsKey)
                        .sorted(Comparator.comparingLong(Flag::bit))
                        .map(OPERATIONS::get)
                        .collect(Collectors.joining(", ")),
                spec.multiPart() ? "yes" : "no",
                switch (spec.approval()) {
                    case APPROVED -> spec.conditions().isEmpty() ? "yes" : "if";
                    case LEGACY -> "old data";
                    case NOT_APPROVED -> "no";
                },
                selfTests(spec),
                condition(spec));
    }

    private static String selfTests(MechanismSpec spec) {
        String tests =
                Stream.concat(
                                spec.tests().stream().sorted().map(AlgorithmTest::title),
                                spec.type().digest().stream().map(Digest::standardName))
                        .distinct()
                        .collect(Collectors.joining(", "));
        return tests.isEmpty() ? "none: " + spec.untested() : tests;
    }

    private static String condition(MechanismSpec spec) {
        ConfigKey key = spec.policy().key();
        String name =
                key == null ? "" : "`" + key.path().substring(key.section().length() + 1) + "`";
        String offered = spec.policy().toSign() ? "to sign: " + name : name;
        if (spec.unauthenticated().isEmpty()) {
            return offered;
        }
        String wraps =
                spec.unauthenticated().stream()
                        .sorted(Comparator.comparingLong(Flag::bit))
                        .map(OPERATIONS::get)
                        .collect(
                                Collectors.joining(
                                        " and ", "to ", ": `allow_unauthenticated_wrap`"));
        return offered.isEmpty() ? wraps : offered + "; " + wraps;
    }

    private static String parameters(MechanismSpec spec) {
        String kinds =
                spec.parameters().stream()
                        .filter(kind -> kind != MechanismParameters.None.class)
                        .map(Class::getSimpleName)
                        .sorted()
                        .collect(Collectors.joining(" or "));
        if (kinds.isEmpty()) {
            return "none";
        }
        return spec.parameters().contains(MechanismParameters.None.class)
                ? kinds + ", optional"
                : kinds;
    }
}
