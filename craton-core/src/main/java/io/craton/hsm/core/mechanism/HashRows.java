package io.craton.hsm.core.mechanism;

import static io.craton.hsm.core.mechanism.AlgorithmTest.DRBG;
import static io.craton.hsm.core.mechanism.AlgorithmTest.HMAC;
import static io.craton.hsm.core.mechanism.AlgorithmTest.HMAC_WIDE;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.Limits;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Digests, HMAC, and generic secrets (PKCS#11 v3.2, sections 6.8 and 6.20 to 6.22). Sizes are in
 * bytes, those of the generation of generic secrets in bits.
 */
final class HashRows {
    private static final int MAX_SECRET = Limits.SECRET_BYTES;

    private HashRows() {}

    static Stream<Row> rows() {
        Row generic =
                Row.of(MechanismType.CKM_GENERIC_SECRET_KEY_GEN)
                        .tested(DRBG)
                        .keys(KeyType.CKK_GENERIC_SECRET)
                        .sizes(8, 8L * MAX_SECRET)
                        .approvedIf(Condition.NEW_KEY)
                        .can(Flag.CKF_GENERATE);
        return Stream.of(
                        Stream.of(generic),
                        Row.each(DigestUse.DIGEST, HashRows::digest),
                        Row.each(DigestUse.HMAC, HashRows::hmac),
                        Row.each(DigestUse.HMAC_GENERAL, HashRows::shortHmac),
                        Row.each(DigestUse.KEY_GEN, HashRows::keyGeneration))
                .flatMap(part -> part);
    }

    private static Row digest(MechanismType type) {
        return Row.of(type).approved().can(Flag.CKF_DIGEST).inPieces();
    }

    private static Row hmac(MechanismType type) {
        return Row.of(type)
                .tested(HMAC, HMAC_WIDE)
                .keys(keys(type))
                .sizes(1, MAX_SECRET)
                .approvedIf(Condition.SECRET_KEY)
                .signs()
                .inPieces();
    }

    private static Row shortHmac(MechanismType type) {
        return hmac(type)
                .needs(MechanismParameters.MacLength.class)
                .approvedIf(Condition.HMAC_LENGTH);
    }

    /** The keys of an HMAC: those that are for it alone, and generic ones. */
    private static Set<KeyType> keys(MechanismType type) {
        Set<KeyType> keys = EnumSet.of(KeyType.CKK_GENERIC_SECRET);
        type.digest().map(Digest::hmacKeys).ifPresent(keys::add);
        return keys;
    }

    private static Row keyGeneration(MechanismType type) {
        return Row.of(type)
                .tested(DRBG)
                .keys(type.generates().orElseThrow())
                .sizes(1, MAX_SECRET)
                .approvedIf(Condition.NEW_KEY)
                .can(Flag.CKF_GENERATE);
    }
}
