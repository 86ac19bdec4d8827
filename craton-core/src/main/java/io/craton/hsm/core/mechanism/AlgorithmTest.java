package io.craton.hsm.core.mechanism;

/**
 * The table of the self-tests of algorithms, by the names that reports and drills have. Which
 * mechanism needs which stands in the rows of {@link MechanismTable}; hash functions have one each,
 * from their own table. The tests with {@link When#POWER_ON} are run when a module opens, in this
 * order: heaviest first, so that two threads finish together.
 */
public enum AlgorithmTest {
    /** Signatures with a key from its seed. */
    ML_DSA("ML-DSA-65", When.POWER_ON),
    /** Decapsulation with a key from its seed. */
    ML_KEM("ML-KEM-768", When.POWER_ON),
    /** Verification of a published signature, and of one made here. */
    ECDSA("ECDSA P-256", When.POWER_ON),
    /** The shared secret. */
    ECDH("ECDH P-256", When.POWER_ON),
    /** A signature of PKCS #1 v1.5, whose arithmetic all of RSA has. */
    RSA("RSA-2048", When.POWER_ON),
    /** Both ways. */
    AES_GCM("AES-256-GCM", When.POWER_ON),
    /** Both ways; the block cipher of ECB and CTS. */
    AES_CBC("AES-256-CBC", When.POWER_ON),
    /** Both ways. */
    AES_CTR("AES-256-CTR", When.POWER_ON),
    /** A key from a password. */
    PBKDF2("PBKDF2-HMAC-SHA-256", When.POWER_ON),
    /** The generator behind every random byte and every generated secret key. */
    DRBG("HMAC_DRBG SHA-256", When.POWER_ON),
    /** HMAC over a function with blocks of 64 bytes. */
    HMAC("HMAC-SHA-256", When.POWER_ON),
    /** HMAC over a function with blocks of 128 bytes. */
    HMAC_WIDE("HMAC-SHA-512", When.POWER_ON),
    /** A signature. */
    ED25519("Ed25519", When.FIRST_USE),
    /** The shared secret. */
    X25519("X25519", When.FIRST_USE),
    /** Wrapping and unwrapping. */
    AES_KW("AES-KW", When.FIRST_USE),
    /** Wrapping and unwrapping. */
    AES_KWP("AES-KWP", When.FIRST_USE),
    /** A code. */
    AES_CMAC("AES-CMAC", When.FIRST_USE),
    /** Extraction and expansion. */
    HKDF("HKDF-SHA-256", When.FIRST_USE),
    /** Both ways. */
    CHACHA20_POLY1305("ChaCha20-Poly1305", When.FIRST_USE),
    /** Both ways. */
    AES_CCM("AES-CCM", When.FIRST_USE),
    /** Both ways. */
    AES_XTS("AES-XTS", When.FIRST_USE),
    /** Both ways. */
    DES3("triple DES", When.FIRST_USE);

    /** When a test is run. */
    public enum When {
        /** When the module opens. */
        POWER_ON,
        /** When a mechanism that needs it is first used. */
        FIRST_USE
    }

    private final String title;
    private final When when;

    AlgorithmTest(String title, When when) {
        this.title = title;
        this.when = when;
    }

    /** The name in reports. */
    public String title() {
        return title;
    }

    /** When it is run. */
    public When when() {
        return when;
    }
}
