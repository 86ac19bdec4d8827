package io.craton.hsm.provider.signature;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.MechanismType;
import java.util.List;
import java.util.stream.Stream;

/**
 * A row of the table of message authentication codes: the HMACs of the table of hash functions, and
 * CMAC and GMAC.
 *
 * @param name the JDK's name
 * @param aliases further names and object identifiers
 * @param mechanism what computes it
 * @param length the length in bytes
 * @param vector whether it takes an initialisation vector, which no two messages may share
 */
public record MacAlgorithm(
        String name, List<String> aliases, MechanismType mechanism, int length, boolean vector) {
    private static final int AES_BLOCK = 16;
    private static final MacAlgorithm CMAC =
            new MacAlgorithm(
                    "AESCMAC", List.of("AES-CMAC"), MechanismType.CKM_AES_CMAC, AES_BLOCK, false);
    private static final MacAlgorithm GMAC =
            new MacAlgorithm(
                    "AES-GMAC", List.of("AESGMAC"), MechanismType.CKM_AES_GMAC, AES_BLOCK, true);

    /** The table. */
    public static final List<MacAlgorithm> ALL =
            Stream.concat(
                            Digest.with(DigestUse.HMAC).entrySet().stream()
                                    .map(row -> hmac(row.getKey(), row.getValue())),
                            Stream.of(CMAC, GMAC))
                    .toList();

    private static MacAlgorithm hmac(Digest digest, MechanismType mechanism) {
        return new MacAlgorithm(
                digest.hmacName(),
                mechanism.oid().stream().toList(),
                mechanism,
                digest.length(),
                false);
    }
}
