package io.craton.hsm.engine.rsa;

import io.craton.hsm.Approval;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import java.util.Arrays;

/** The digests with their names that PKCS #1 version 1.5 signs (RFC 8017, section 9.2). */
public final class DigestInfos {
    private DigestInfos() {}

    /** Whether the bytes are an approved digest with its name, and nothing else. */
    public static boolean contains(byte[] data) {
        return Digest.with(DigestUse.DIGEST).keySet().stream()
                .filter(hash -> hash.approval() != Approval.NOT_APPROVED)
                .filter(hash -> data.length > hash.length())
                .anyMatch(hash -> Arrays.equals(data, like(hash, data)));
    }

    private static byte[] like(Digest hash, byte[] data) {
        byte[] digest = Arrays.copyOfRange(data, data.length - hash.length(), data.length);
        return Pkcs1.digestInfo(hash, digest);
    }
}
