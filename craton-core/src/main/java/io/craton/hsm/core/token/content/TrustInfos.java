package io.craton.hsm.core.token.content;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.KeyType;
import io.craton.hsm.Template;
import io.craton.hsm.TrustInfo;
import io.craton.hsm.TrustInfo.Origin;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.TrustedForm;
import io.craton.hsm.core.policy.Use;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What is said of a key that is trusted, or is to be. */
public final class TrustInfos {
    private static final long CHACHA20_BITS = 256;

    private TrustInfos() {}

    /** What is said of a key. */
    public static TrustInfo of(HsmObject key) {
        Template attributes = key.attributes();
        return new TrustInfo(
                key.idText(),
                attributes.get(CKA_LABEL, ""),
                key.objectClass(),
                Objects.requireNonNull(key.keyType(), "a key has a type"),
                bits(key),
                origin(key),
                Arrays.stream(Use.values())
                        .filter(use -> (key.facts().uses() & use.bit()) != 0)
                        .map(use -> use.attribute().name())
                        .distinct()
                        .toList(),
                attributes.get(CKA_ALLOWED_MECHANISMS, Set.of()),
                key.facts().trusted(),
                TrustedForm.counts(key.facts()),
                TrustedForm.objections(key.facts()));
    }

    /** Why a mark does not count, in a few words after "it". */
    static String why(HsmObject key) {
        List<String> objections = TrustedForm.objections(key.facts());
        return objections.isEmpty() ? "was " + origin(key).words() : String.join(", ", objections);
    }

    private static long bits(HsmObject key) {
        byte[] modulus = key.attributes().get(CKA_MODULUS);
        if (modulus != null) {
            return new BigInteger(1, modulus).bitLength();
        }
        return key.keyType() == KeyType.CKK_CHACHA20
                ? CHACHA20_BITS
                : key.attributes().get(CKA_VALUE_LEN, 0L) * Byte.SIZE;
    }

    private static Origin origin(HsmObject key) {
        if (!key.attributes().has(CKA_CRATON_BORN_FROZEN)) {
            return Origin.UNKNOWN;
        }
        return TrustedForm.foreign(key.facts()) ? Origin.FOREIGN : Origin.GENERATED;
    }
}
