package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.error.CliException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a key is wrapped or unwrapped. */
final class WrapOptions {
    @Option(
            names = "--mechanism",
            paramLabel = "MECHANISM",
            completionCandidates = WrappingMechanism.Plain.class,
            description =
                    "${COMPLETION-CANDIDATES}. By default the one that the wrapping key is bound to; else kwp with an AES key and"
                            + " rsa-aes with an RSA key.")
    private @Nullable String mechanism;

    @Option(
            names = "--hash",
            paramLabel = "NAME",
            defaultValue = "SHA-256",
            description =
                    "The hash function inside OAEP, and of its mask: ${DEFAULT-VALUE} by default; some receivers ask for SHA-1.")
    private String hash = "";

    /** Refuses a hash function that there is not. */
    void refuseEarly() {
        digest();
        if (mechanism != null) {
            WrappingMechanism.plain(mechanism);
        }
    }

    private Digest digest() {
        return Digest.ofName(hash)
                .orElseThrow(
                        () ->
                                CliException.usage(
                                        "--hash takes the name of a hash function such as SHA-256, not '"
                                                + hash
                                                + "'"));
    }

    /** The mechanism with its parameter, for this wrapping key. */
    Mechanism mechanism(Session session, ObjectHandle wrappingKey) {
        Template key =
                session.getAttributes(
                        wrappingKey,
                        AttributeType.CKA_KEY_TYPE,
                        AttributeType.CKA_ALLOWED_MECHANISMS);
        KeyType type = key.get(AttributeType.CKA_KEY_TYPE, KeyType.CKK_GENERIC_SECRET);
        WrappingMechanism chosen =
                mechanism == null
                        ? usual(type, key.get(AttributeType.CKA_ALLOWED_MECHANISMS, Set.of()))
                        : WrappingMechanism.plain(mechanism);
        return chosen.withParameter(digest());
    }

    private static WrappingMechanism usual(KeyType type, Set<MechanismType> allowed) {
        if (allowed.size() == 1) {
            return WrappingMechanism.of(allowed.iterator().next());
        }
        List<WrappingMechanism> possible =
                List.of(WrappingMechanism.KWP, WrappingMechanism.RSA_AES);
        return possible.stream()
                .filter(each -> each.keyType() == type)
                .findFirst()
                .orElseThrow(
                        () ->
                                CliException.failed(
                                        "keys of type " + type.label() + " wrap nothing"));
    }
}
