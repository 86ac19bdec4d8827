package io.craton.hsm.cli.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.cli.error.CliException;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import javax.crypto.Mac;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureAlgorithmTest {
    @Test
    void names_areThoseOfJca() throws NoSuchAlgorithmException {
        BouncyCastleProvider other = new BouncyCastleProvider();
        for (SignatureAlgorithm algorithm : SignatureTable.all()) {
            String name = algorithm.name();
            if (name.matches("Ed\\d+ph|Hash.*")) {
                // JCA has no names for the pre-hash forms: those of RFC 8032, FIPS 204 and 205.
                continue;
            }
            if (name.startsWith("Hmac")) {
                if (other.getService("Mac", name) == null) {
                    assertThat(Mac.getInstance(name)).as(name).isNotNull();
                }
            } else if (other.getService("Signature", name) == null) {
                assertThat(Signature.getInstance(name)).as(name).isNotNull();
            }
        }
    }

    @Test
    void of_anyCase_isFound() {
        assertThat(SignatureAlgorithm.of("sha256WITHrsa").mechanism().type())
                .isEqualTo(MechanismType.CKM_SHA256_RSA_PKCS);
    }

    @Test
    void of_unknown_namesTheKnown() {
        assertThatThrownBy(() -> SignatureAlgorithm.of("MD5withRSA"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("SHA256withRSA");
    }

    @ParameterizedTest
    @CsvSource({
        "rsa:3072,SHA256withRSA", "ec:p256,SHA256withECDSA", "ec:p384,SHA384withECDSA",
                "ec:p521,SHA512withECDSA",
        "ed25519,Ed25519", "ed448,Ed448", "ml-dsa-65,ML-DSA-65",
                "slh-dsa-sha2-128s,SLH-DSA-SHA2-128s",
        "generic:256,HmacSHA256"
    })
    void usual_suitsTheKey(String kind, String name) {
        assertThat(SignatureAlgorithm.usual(kind).name()).isEqualTo(name);
    }

    @Test
    void usual_ofAKeyThatDoesNotSign_isRefused() {
        assertThatThrownBy(() -> SignatureAlgorithm.usual("aes:256"))
                .hasMessageContaining("do not sign");
    }

    @Test
    void check_anotherParameterSet_isRefused() {
        SignatureAlgorithm algorithm = SignatureAlgorithm.of("ML-DSA-65");

        algorithm.check(KeyType.CKK_ML_DSA, "ml-dsa-65", "k");
        assertThatThrownBy(() -> algorithm.check(KeyType.CKK_ML_DSA, "ml-dsa-44", "k"))
                .hasMessageContaining("ml-dsa-44");
        SignatureAlgorithm.of("ML-DSA").check(KeyType.CKK_ML_DSA, "ml-dsa-44", "k");
    }

    @Test
    void check_anotherKeyType_isRefused() {
        assertThatThrownBy(
                        () ->
                                SignatureAlgorithm.of("SHA256withRSA")
                                        .check(KeyType.CKK_EC, "ec:p256", "k"))
                .hasMessageContaining("does not work with the key 'k'");
    }
}
