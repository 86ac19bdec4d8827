package io.craton.hsm.core.token.object;

import static io.craton.hsm.AttributeType.CKA_ALLOWED_MECHANISMS;
import static io.craton.hsm.AttributeType.CKA_PUBLIC_EXPONENT;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.TrustedForm;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts of a wrapping key that is to be trusted: one secret key, or a public key and every
 * private key of its pair, the public one first.
 */
final class TrustedPair {
    private TrustedPair() {}

    /**
     * Refuses a key that cannot be trusted, with all that is against it.
     *
     * @throws HsmException {@code CKR_ACTION_PROHIBITED}
     */
    static void check(List<HsmObject> parts, boolean acceptForeign) {
        boolean secret =
                parts.size() == 1 && parts.get(0).objectClass() == ObjectClass.CKO_SECRET_KEY;
        if (!secret) {
            bothHalves(parts);
        }
        String against =
                parts.stream()
                        .flatMap(TrustedPair::objections)
                        .distinct()
                        .collect(Collectors.joining("; "));
        if (!against.isEmpty()) {
            throw refused(
                    against
                            + ". Make a wrapping key with 'key generate --wrapping kwp' and trust that one");
        }
        if (!secret && differentExponents(parts)) {
            throw refused("the halves of the pair do not have the same CKA_PUBLIC_EXPONENT");
        }
        if (!secret && differentMechanisms(parts)) {
            throw refused(
                    "the halves of the pair do not have the same mechanism in CKA_ALLOWED_MECHANISMS");
        }
        if (!acceptForeign && foreign(parts)) {
            throw refused(
                    "somebody may know its value: it was created, unwrapped, derived or agreed, or could be read or"
                            + " wrapped once. If nobody can, accept it with 'key trust --imported' (acceptForeign)");
        }
    }

    private static Stream<String> objections(HsmObject part) {
        return TrustedForm.objections(part.facts()).stream()
                .map(objection -> name(part) + objection);
    }

    private static void bothHalves(List<HsmObject> parts) {
        boolean wraps =
                !parts.isEmpty() && parts.get(0).objectClass() == ObjectClass.CKO_PUBLIC_KEY;
        boolean unwraps =
                parts.stream().anyMatch(part -> part.objectClass() == ObjectClass.CKO_PRIVATE_KEY);
        if (!wraps || !unwraps) {
            throw refused(
                    "only a secret key or an RSA pair that is here with both halves wraps keys and can be trusted");
        }
    }

    /**
     * With another exponent, a public key of the same modulus is not the pair's: with 1 it is none.
     */
    private static boolean differentExponents(List<HsmObject> parts) {
        byte[] exponent = parts.get(0).attributes().get(CKA_PUBLIC_EXPONENT);
        return !parts.stream()
                .allMatch(
                        part ->
                                Arrays.equals(
                                        exponent, part.attributes().get(CKA_PUBLIC_EXPONENT)));
    }

    private static boolean differentMechanisms(List<HsmObject> parts) {
        return parts.stream()
                        .map(part -> part.attributes().get(CKA_ALLOWED_MECHANISMS))
                        .distinct()
                        .count()
                > 1;
    }

    /** Whether somebody may know the value of a part. */
    static boolean foreign(List<HsmObject> parts) {
        return parts.stream().anyMatch(part -> TrustedForm.foreign(part.facts()));
    }

    private static String name(HsmObject part) {
        return switch (part.objectClass()) {
            case CKO_PUBLIC_KEY -> "its public key ";
            case CKO_PRIVATE_KEY -> "its private key ";
            default -> "it ";
        };
    }

    private static HsmException refused(String why) {
        return new HsmException(
                ReturnCode.CKR_ACTION_PROHIBITED, "the key cannot be trusted: " + why);
    }
}
