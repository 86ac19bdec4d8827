package io.craton.hsm.engine.common;

import static io.craton.hsm.engine.common.Library.ACCP;
import static io.craton.hsm.engine.common.Library.BC;
import static io.craton.hsm.engine.common.Library.JDK;

/**
 * The routing table: which library computes what, for each value of {@code
 * algorithms.crypto_backend}. The automatic choice is the fastest library on the JVM without native
 * code: Bouncy Castle has no AES or SHA instructions, but the fastest curves. Where the chosen
 * library lacks an algorithm, another one of the row's computes it ({@link Libraries}).
 */
public enum Primitive {
    /** SHA-1, SHA-2, SHA-3. */
    DIGEST(JDK, JDK, BC, ACCP),
    /** HMAC. */
    HMAC(JDK, JDK, BC, ACCP),
    /** AES-GCM. */
    AES_GCM(JDK, JDK, BC, ACCP),
    /** AES in the other modes; the modes themselves are this module's where the JDK has none. */
    AES(JDK, JDK, BC, JDK),
    /** AES key wrap. */
    AES_WRAP(JDK, JDK, JDK, JDK),
    /** Triple DES. */
    DES3(JDK, JDK, BC, JDK),
    /** ChaCha20-Poly1305. */
    CHACHA20(JDK, JDK, BC, JDK),
    /** PBKDF2. */
    PBKDF2(JDK, JDK, JDK, JDK),
    /** RSA without padding; the paddings are this module's. */
    RSA(JDK, JDK, BC, ACCP),
    /** RSA key pairs; not ACCP's, which would draw them from a generator of its own. */
    RSA_KEY_PAIR(JDK, JDK, BC, JDK),
    /** ECDSA and ECDH over P-256, P-384 and P-521. */
    EC_NIST(BC, JDK, BC, ACCP),
    /** ECDSA and ECDH over the other curves. */
    EC_OTHER(BC, BC, BC, BC),
    /** Ed25519, pure. */
    ED25519(BC, JDK, BC, ACCP),
    /** Ed448, pure. */
    ED448(BC, JDK, BC, BC),
    /** X25519 and X448. */
    XDH(BC, JDK, BC, BC),
    /** ML-DSA, pure with an empty context, randomised. */
    ML_DSA(JDK, JDK, BC, ACCP),
    /** ML-KEM: the JDK computes it only behind an interface that JDK 17 lacks. */
    ML_KEM(BC, BC, BC, BC),
    /** SLH-DSA, HSS and XMSS. */
    HASH_SIGNATURES(BC, BC, BC, BC);

    private final Library auto;
    private final Library jdk;
    private final Library bc;
    private final Library accp;

    Primitive(Library auto, Library jdk, Library bc, Library accp) {
        this.auto = auto;
        this.jdk = jdk;
        this.bc = bc;
        this.accp = accp;
    }

    /** The library for a backend. */
    public Library library(Backend backend) {
        return switch (backend) {
            case AUTO -> auto;
            case JDK -> jdk;
            case BC -> bc;
            case ACCP -> accp;
        };
    }
}
