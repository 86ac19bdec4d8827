package io.craton.hsm.cli.quickstart;

/**
 * A key pair of the tour.
 *
 * @param label its label
 * @param kind its kind, as {@code key generate --type} names it
 * @param keyAlgorithm the JCA name of the key's algorithm
 * @param signature the JCA name of the signature algorithm
 * @param deterministic whether the same data gives the same signature each time
 */
record DemoKey(
        String label, String kind, String keyAlgorithm, String signature, boolean deterministic) {
    static final DemoKey RSA = new DemoKey("demo-rsa", "rsa:3072", "RSA", "SHA256withRSA", true);
    static final DemoKey EC = new DemoKey("demo-ec", "ec:p256", "EC", "SHA256withECDSA", false);
    static final DemoKey ED25519 =
            new DemoKey("demo-ed25519", "ed25519", "Ed25519", "Ed25519", true);
    static final DemoKey ML_DSA =
            new DemoKey("demo-ml-dsa", "ml-dsa-65", "ML-DSA", "ML-DSA-65", false);

    /** All of them. */
    static final java.util.List<DemoKey> ALL = java.util.List.of(RSA, EC, ED25519, ML_DSA);
}
