package io.craton.hsm.core.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.core.engine.common.Backend;
import io.craton.hsm.core.engine.common.Primitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Writes {@code docs/mechanisms.md} from the table, with {@code -Dcraton.docs.write=true}, or
 * checks it.
 */
class MechanismDocumentTest {
    private static final Path FILE = Path.of("..", "docs", "mechanisms.md");
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

    @Test
    void document_isThatOfTheTable() throws IOException {
        String document = document();
        if (Boolean.getBoolean("craton.docs.write")) {
            Files.writeString(FILE, document);
        }
        assertThat(Files.readString(FILE))
                .as(
                        "docs/mechanisms.md; write it with"
                                + " mvn -pl craton-core -am test -Dtest=MechanismDocumentTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dcraton.docs.write=true")
                .isEqualTo(document);
    }

    private static String document() {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # Mechanisms

                This page is written from the table in `io.craton.hsm.core.mechanism`, which the module itself reads, by
                `MechanismDocumentTest`. The numbers are those of PKCS#11 v3.2.

                - **Sizes** are in bits for RSA, curves, generated generic secrets and SP 800-108, in bytes of the public key for
                  post-quantum keys, and in bytes for other secret keys; a dash means that the size plays no part.
                - **Parts**: whether the data may come in several calls. Authenticating decryptions give nothing before
                  their tag is checked.
                - **FIPS**: whether the mechanism is an approved service; *if* means under the conditions
                  [below](#when-a-mechanism-is-an-approved-service), *old data* only to verify, decrypt and unwrap, under
                  the same. The module itself is not validated.
                - **Offered if** names the configuration key that has to be true.

                """);
        text.append(
                "| Mechanism | Number | Parameter | Keys | Sizes | Operations | Parts | FIPS | Offered if |\n");
        text.append("|---|---|---|---|---|---|---|---|---|\n");
        for (MechanismSpec spec : MechanismTable.all()) {
            text.append("| ").append(String.join(" | ", cells(spec))).append(" |\n");
        }
        text.append(
                """

                ## When a mechanism is an approved service

                What the module looks at, and the standard that says so. It decides what `fips_approved` in the audit log says,
                and with `algorithms.fips_approved_only` what is refused, with the code named here. Of the standards the
                editions are FIPS 186-5, 204 and 205, SP 800-38A to F, 56A r3, 56B r2, 56C r2, 63B, 107 r1, 131A r2, 132,
                135 r1, 186 and 208.

                """);
        conditions(text, Condition.When.ALWAYS);
        text.append(
                "\nThese only where something new is protected, not for what was protected before:\n\n");
        conditions(text, Condition.When.PROTECTING);
        text.append("\nAnd these it does not look at:\n\n");
        conditions(text, Condition.When.NEVER);
        text.append(
                """

                ## What comes out of keys

                Each mechanism that derives says what its result is to the key that it comes from, and the module holds it to
                that. Every key that takes part, as base, second key or salt, passes the same checks: class, type, `CKA_DERIVE`,
                `CKA_ALLOWED_MECHANISMS`, dates, size, and its `CKA_DERIVE_TEMPLATE`. A result *can leave* if it is not
                sensitive, or extractable without `CKA_WRAP_WITH_TRUSTED`.

                """);
        for (Derivation kind : Derivation.values()) {
            text.append(derivation(kind));
        }
        text.append(
                """

                - A derived or agreed key that may not be read has at least 14 bytes (`CKR_KEY_SIZE_RANGE`).
                - What lies between two cuts of a key that may not be read is found by trying if it is short: the shorter piece
                  with a guess appended makes the MACs of the longer one. Hence the blocks of an extraction; and hence the
                  length of what is derived is a multiple of 8 bytes, with 8 left at least, or all that there is, if the key
                  withholds it or its `CKA_DERIVE_TEMPLATE` (for decapsulation `CKA_DECAPSULATE_TEMPLATE`) says SENSITIVE or
                  not EXTRACTABLE (`CKR_KEY_SIZE_RANGE`). Such a template may say `CKA_VALUE_LEN`, which may then be any.
                - A key that may not be read is digested (`C_DigestKey`) only if it may derive, its allowed mechanisms have the
                  digest or are not said, it has no `CKA_DERIVE_TEMPLATE`, and it has at least 14 bytes; a key longer than a
                  block only if it can do nothing but derive, an HMAC key that verifies and does not sign never
                  (`CKR_KEY_INDIGESTIBLE`).
                - Derivation and unwrapping have no place for the login that `CKA_ALWAYS_AUTHENTICATE` asks for before each use:
                  such a key neither derives nor decapsulates nor unwraps (`CKR_USER_NOT_LOGGED_IN`).
                - `CKM_XOR_BASE_AND_DATA` takes no triple DES key that may not be read (`CKR_KEY_TYPE_INCONSISTENT`): related keys
                  give one away.
                - What contradicts these rules in a template is `CKR_TEMPLATE_INCONSISTENT`; what a template does not say follows
                  from the key.

                ## What the standard leaves open

                - `CKM_AES_CTS` is CBC-CS1, with the order of the blocks of plain CBC.
                - `CKM_AES_KEY_WRAP_PAD` is deprecated, because some tokens took it for KWP and others for PKCS#7 padding.
                  It wraps as KWP and unwraps both.
                - `CKA_EC_POINT` is a DER OCTET STRING for `CKK_EC`, and the bare public key for Edwards and Montgomery
                  curves, as the standard says. On input either form is accepted for all of them, compressed points too.
                - Curves are named by object identifier or by name (`secp256r1`, `P-256`, `edwards25519`); explicit
                  parameters are refused.
                - EdDSA is verified without the cofactor, by the JDK's code (AWS-LC's with the backend `accp`) whatever library
                  signs: R = S B - k A, canonical encodings, S below the order. So do the JDK, Go and OpenSSL. A public key of small
                  order, or in an encoding that is not canonical, is `CKR_PUBLIC_KEY_INVALID`.
                - An EdDSA parameter without pre-hash and with an empty context means pure Ed25519, not Ed25519ctx.
                - ML-KEM and ML-DSA private keys are wrapped with seed and expanded key, if the seed is known; unwrapped
                  are the seed, the expanded key, and both, also a bare seed or key without the tag of the choice, as drafts had it
                  and OpenSSL reads it.
                - Private keys in PKCS#8 are read by one reader at every door (unwrapping, key factories, key stores), DER only. What
                  such a file says twice has to be the same: a public key in it, the curve inside an EC key, parameters of the
                  algorithm that the key cannot have are refused. So are a `CKA_EC_POINT` and a `CKA_PUBLIC_KEY_INFO` of another key
                  when a private key is created (`CKR_ATTRIBUTE_VALUE_INVALID`).
                - An expanded key that comes without its seed, created or unwrapped, is taken if its parts belong together: of
                  ML-DSA the digest of the public key, the size of s1 and s2, and t = A s1 + s2 are computed anew and a signature is
                  verified; of ML-KEM the hash and the coefficients are checked and a secret is agreed on. Of SLH-DSA that would
                  cost as much as a new key: the first signature after a key is loaded is verified before it leaves
                  (`CKR_FUNCTION_FAILED`). What is random in a key and has no other trace (K of ML-DSA, z of ML-KEM, SK.prf) cannot
                  be checked.
                - `CKM_HKDF_DATA` takes the length of its data object as `CKA_VALUE_LEN`, which the object itself does not have.
                - Mechanisms that add zeros to a key (`CKM_AES_KEY_WRAP`; ECB, CBC and raw RSA, where the policy lets them wrap) wrap
                  and unwrap secret keys whose length is a multiple of 8 bytes (`CKR_KEY_SIZE_RANGE`, `CKR_WRAPPED_KEY_LEN_RANGE`),
                  `CKM_AES_KEY_WRAP` whole; of the others, what `CKA_VALUE_LEN` leaves out has to be zeros
                  (`CKR_WRAPPED_KEY_INVALID`).
                - AES-GCM, AES-CCM and ChaCha20-Poly1305 wrap with a vector of the module's, 12 bytes, and a tag of 16 bytes. Only
                  the parameters of a message tell them (`wrapKeyAuthenticated`); everywhere else they are
                  `CKR_MECHANISM_PARAM_INVALID`, and so is a tag that is cut, also when unwrapping.
                - The AES key wraps take no check value (IV) of the caller.
                - What does not authenticate (ECB, CBC, CTS, CTR, XTS, triple DES, raw RSA) neither wraps nor unwraps unless
                  `algorithms.allow_unauthenticated_wrap` is true, and then never keys with `CKA_WRAP_WITH_TRUSTED`. One exception,
                  for keys that NSS, EJBCA or pkcs11-tool bring: `CKM_AES_CBC_PAD` unwraps with a key that has neither `CKA_WRAP`
                  nor `CKA_TRUSTED` nor `CKA_UNWRAP_TEMPLATE`.
                - An unwrapped key that may not be read has at least 14 bytes (`CKR_WRAPPED_KEY_LEN_RANGE`), and a key with
                  fewer has no `CKA_CHECK_VALUE`.
                - `CKM_RSA_PKCS` decrypts a wrong padding to a pseudo-random message, and unwraps it to a key of the length that the
                  template or the key type asks for, unless `algorithms.pkcs1_implicit_rejection` is false.
                - Tags of less than 8 bytes, 12 for AES-GCM and GMAC, are made, but not verified, decrypted or unwrapped with
                  (`CKR_MECHANISM_PARAM_INVALID`). `algorithms.allow_short_tags` permits the first two with keys that may make them.
                - What is unwrapped and is not what the template asks for is `CKR_WRAPPED_KEY_INVALID`, whatever is wrong with it;
                  `CKR_WRAPPED_KEY_LEN_RANGE` is about the length of the wrapped form alone, or a length that the type cannot have.
                - HSS, XMSS and XMSS^MT signatures are verified only: signing needs a state that must never go back, and a
                  software token is restored from backups.

                ## Limits

                - Data that a mechanism has to hold in memory (pure EdDSA, ML-DSA and SLH-DSA messages, ciphertexts before
                  their tag is checked, CTS) has at most 256 MiB for each operation; more is
                  `CKR_TOKEN_RESOURCE_EXCEEDED`. An XTS data unit has at most 16 MiB, wrapped data 64 KiB.
                - Secrets without a fixed length have 1 to 4096 bytes. PBKDF2 takes at most 100,000,000 iterations.

                ## Which library computes

                `algorithms.crypto_backend` chooses. Where a library lacks an algorithm (Brainpool curves in the JDK, contexts
                of ML-DSA, ML-DSA before JDK 24), Bouncy Castle computes it. This project has not examined
                the constant-time behaviour of any library.

                | Primitive | `auto` | `jdk` | `bc` | `accp` |
                |---|---|---|---|---|
                """);
        for (Primitive primitive : Primitive.values()) {
            text.append("| ").append(primitive);
            for (Backend backend : Backend.values()) {
                text.append(" | ").append(primitive.library(backend));
            }
            text.append(" |\n");
        }
        return text.toString();
    }

    private static void conditions(StringBuilder text, Condition.When when) {
        Arrays.stream(Condition.values())
                .filter(condition -> condition.when() == when)
                .forEach(condition -> text.append(condition(condition)));
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
                condition(spec));
    }

    private static String condition(MechanismSpec spec) {
        String offered =
                switch (spec.policy()) {
                    case ALWAYS -> "";
                    case PQC -> "`enable_pqc`";
                    case DES3 -> "`allow_des3`";
                    case SHA1_SIGNING -> "to sign: `allow_sha1_signing`";
                };
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
