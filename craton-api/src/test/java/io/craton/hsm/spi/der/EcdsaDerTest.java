package io.craton.hsm.spi.der;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcdsaDerTest {
    @ParameterizedTest
    @CsvSource({"secp256r1,32", "secp384r1,48", "secp521r1,66"})
    void encode_ofAPlainSignature_isWhatTheJdkVerifies(String curve, int size)
            throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        KeyPair pair = generator.generateKeyPair();
        for (int i = 0; i < 50; i++) {
            byte[] data = {(byte) i};
            Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
            signer.initSign(pair.getPrivate());
            signer.update(data);
            byte[] plain = signer.sign();

            byte[] der = EcdsaDer.encode(plain);

            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(pair.getPublic());
            verifier.update(data);
            assertThat(verifier.verify(der)).isTrue();
            assertThat(EcdsaDer.decode(der, size)).contains(plain);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "3000",
                "30060201010201",
                "3006020101020101ff", // bytes behind the sequence
                "30070201010202007f", // a number with a zero too many
                "3006020101020180", // a negative number
                "30810602010102010101", // a length in the long form that fits the short one
                "3006020101030101", // another type
                "30060201010202ffff", // a number that goes beyond the end
                "3008020101020301ffff01"
            })
    void decode_ofWhatIsNotDer_isEmpty(String hex) {
        byte[] der = HexFormat.of().parseHex(hex);

        assertThat(EcdsaDer.decode(der, 32)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32})
    void decode_ofSmallNumbers_fillsWithZeros(int length) {
        byte[] plain = new byte[64];
        Arrays.fill(plain, 32 - length, 32, (byte) 0x80);
        Arrays.fill(plain, 64 - length, 64, (byte) 0x7f);

        assertThat(EcdsaDer.decode(EcdsaDer.encode(plain), 32)).contains(plain);
    }
}
