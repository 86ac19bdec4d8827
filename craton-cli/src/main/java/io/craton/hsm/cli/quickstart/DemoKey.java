package io.craton.hsm.cli.quickstart;

import io.craton.hsm.Curve;
import io.craton.hsm.KeyType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.cli.key.KeyKind;
import io.craton.hsm.cli.signature.SignatureAlgorithm;
import java.util.List;

/**
 * A key pair of the tour.
 *
 * @param label its label
 * @param kind its kind
 * @param keyAlgorithm the JCA name of the key's algorithm
 * @param deterministic whether the same data gives the same signature each time
 */
record DemoKey(String label, KeyKind kind, String keyAlgorithm, boolean deterministic) {
    static final DemoKey RSA =
            new DemoKey("demo-rsa", KeyKind.ofSize(KeyType.CKK_RSA, 3072), "RSA", true);
    static final DemoKey EC = new DemoKey("demo-ec", KeyKind.of(Curve.P256), "EC", false);
    static final DemoKey ED25519 =
            new DemoKey("demo-ed25519", KeyKind.of(Curve.ED25519), Curve.ED25519.javaName(), true);
    static final DemoKey ML_DSA =
            new DemoKey("demo-ml-dsa", KeyKind.of(ParameterSet.CKP_ML_DSA_65), "ML-DSA", false);

    /** All of them. */
    static final List<DemoKey> ALL = List.of(RSA, EC, ED25519, ML_DSA);

    /** The JCA name of the signature algorithm that suits it. */
    String signature() {
        return SignatureAlgorithm.usual(kind.name()).name();
    }
}
