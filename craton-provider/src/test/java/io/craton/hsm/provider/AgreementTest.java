package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.List;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an agreement makes on its way: nothing that can be read, unless the caller wants to read.
 */
class AgreementTest {
    private static KeyPair pair(TestToken token, String curve) throws Exception {
        KeyPairGenerator generator =
                KeyPairGenerator.getInstance(
                        curve.startsWith("X") ? curve : "EC", token.provider());
        if (!curve.startsWith("X")) {
            generator.initialize(new ECGenParameterSpec(curve));
        }
        return generator.generateKeyPair();
    }

    @ParameterizedTest
    @CsvSource({
        "secp256r1,ECDH",
        "secp521r1,ECDH",
        "secp256k1,ECDH",
        "brainpoolP384r1,ECDH",
        "X25519,XDH",
        "X448,XDH"
    })
    void phase_derivesNothing_andASecretForAUseIsNeverReadable(
            String curve, String name, @TempDir Path directory) throws Exception {
        try (AuditedToken audited = new AuditedToken(directory, "all")) {
            TestToken token = audited.token();
            token.keyStore();
            KeyPair mine = pair(token, curve);
            KeyPair theirs = pair(token, curve);
            KeyAgreement agreement = KeyAgreement.getInstance(name, token.provider());
            agreement.init(mine.getPrivate());
            audited.events();
            agreement.doPhase(theirs.getPublic(), true);
            assertThat(audited.events()).isSubsetOf("GetAttributeValue");
            SecretKey aes = agreement.generateSecret("AES");
            assertThat(aes.getEncoded()).isNull();
            assertThat(audited.events()).containsOnlyOnce("DeriveKey");
            agreement.doPhase(theirs.getPublic(), true);
            assertThat(agreement.generateSecret()).isNotEmpty();
            assertThat(audited.events()).contains("DeriveKey", "DestroyObject");
        }
    }

    @Test
    void secretOfAnUnknownUse_isNotGivenOut() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPair pair = pair(token, "secp256r1");
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH", token.provider());
            agreement.init(pair.getPrivate());
            agreement.doPhase(pair.getPublic(), true);
            assertThatThrownBy(() -> agreement.generateSecret("Blowfish"))
                    .isInstanceOf(NoSuchAlgorithmException.class)
                    .hasMessageContaining("Generic");
            for (String raw : List.of("Generic", "TlsPremasterSecret")) {
                agreement.doPhase(pair.getPublic(), true);
                assertThat(agreement.generateSecret(raw).getEncoded()).hasSize(32);
            }
        }
    }

    @Test
    void keyThatMayNotDerive_isAnInvalidKey() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
            generator.initialize(
                    CratonKeySpec.builder()
                            .token(false)
                            .attribute(io.craton.hsm.AttributeType.CKA_DERIVE, false)
                            .build());
            KeyPair pair = generator.generateKeyPair();
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH", token.provider());
            assertThatThrownBy(() -> agreement.init(pair.getPrivate()))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("CKA_DERIVE");
        }
    }

    /** The points of RFC 7748 whose secret is zero for every private key. */
    @ParameterizedTest
    @CsvSource({
        "X25519,0",
        "X25519,1",
        "X25519,325606250916557431795983626356110631294008115727848805560023387167927233504",
        "X25519,39382357235489614581723060781553021112529911719440698176882885853963445705823",
        "X448,0",
        "X448,1"
    })
    void pointOfSmallOrder_isAnInvalidKey(String curve, java.math.BigInteger u) throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            PublicKey point =
                    java.security.KeyFactory.getInstance(curve, "SunEC")
                            .generatePublic(new XECPublicKeySpec(new NamedParameterSpec(curve), u));
            KeyAgreement agreement = KeyAgreement.getInstance("XDH", token.provider());
            agreement.init(pair(token, curve).getPrivate());
            assertThatThrownBy(() -> agreement.doPhase(point, true))
                    .isInstanceOf(InvalidKeyException.class);
        }
    }
}
