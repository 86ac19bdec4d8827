package io.craton.hsm.core.engine.rsa;

import io.craton.hsm.core.engine.common.Hash;
import java.util.Arrays;

/** The digests with their names that PKCS #1 version 1.5 signs (RFC 8017, section 9.2). */
public final class DigestInfos {
    private DigestInfos() {}

    /** Whether the bytes are a digest of this module's with its name, and nothing else. */
    public static boolean contains(byte[] data) {
        return Arrays.stream(Hash.values())
                .filter(hash -> hash.digest().isPresent() && data.length > hash.length())
                .anyMatch(hash -> Arrays.equals(data, like(hash, data)));
    }

    private static byte[] like(Hash hash, byte[] data) {
        byte[] digest = Arrays.copyOfRange(data, data.length - hash.length(), data.length);
        return Pkcs1.digestInfo(hash, digest);
    }
}
