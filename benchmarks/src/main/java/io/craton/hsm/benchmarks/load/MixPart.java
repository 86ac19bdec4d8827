package io.craton.hsm.benchmarks.load;

import java.util.SplittableRandom;

/** What a server asks of a token, and how often in a hundred. */
enum MixPart {
    /** AES-256-GCM of 64 bytes. */
    ENCRYPT(40),
    /** The same back. */
    DECRYPT(20),
    /** SHA-256 of 1 KiB. */
    DIGEST(10),
    /** HMAC-SHA256 of 1 KiB. */
    MAC(10),
    /** 32 random bytes. */
    RANDOM(10),
    /** An ECDSA signature on P-256. */
    SIGN(6),
    /** The verification of one. */
    VERIFY(4);

    private static final int HUNDRED = 100;

    private final int percent;

    MixPart(int percent) {
        this.percent = percent;
    }

    /** One of them, as often as the table says. */
    static MixPart next(SplittableRandom random) {
        int left = random.nextInt(HUNDRED);
        for (MixPart part : values()) {
            left -= part.percent;
            if (left < 0) {
                return part;
            }
        }
        return ENCRYPT;
    }
}
