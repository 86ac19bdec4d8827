package io.craton.hsm.provider.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.Curve;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Public keys on curves whose numbers a JDK does not have are their encodings. */
class CurveOutsideTheJdkTest {
    private static final Provider BC = new BouncyCastleProvider();

    static List<Curve> curves() {
        return Curve.all(Curve.Form.WEIERSTRASS);
    }

    @ParameterizedTest
    @MethodSource("curves")
    void keyOnACurveThatTheJdkLacks_isItsEncoding(Curve curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BC);
        generator.initialize(new ECGenParameterSpec(curve.javaName()));
        byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();

        PublicKey key = X509PublicKeys.parse(encoded, other -> other != curve);
        assertThat(key).isInstanceOf(EncodedPublicKey.class);
        assertThat(key.getAlgorithm()).isEqualTo("EC");
        assertThat(key.getEncoded()).isEqualTo(encoded);
        NamedParameterSpec parameters = (NamedParameterSpec) ((EncodedPublicKey) key).getParams();
        assertThat(parameters.getName()).isEqualTo(curve.javaName());

        if (Curves.inThisJdk(curve)) {
            PublicKey known = X509PublicKeys.parse(encoded, other -> other == curve);
            assertThat(known).isInstanceOf(ECPublicKey.class);
            assertThat(key).isEqualTo(known);
        }
    }
}
