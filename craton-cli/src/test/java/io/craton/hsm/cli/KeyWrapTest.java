package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.pki.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves under the public key of a receiver, opened with nothing but the JDK. */
class KeyWrapTest {
    private static final int RSA_BITS = 2048;

    @TempDir Path directory;

    private Cli cli;
    private KeyPair receiver;

    @BeforeEach
    void token() throws Exception {
        cli = Cli.withToken(directory);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(RSA_BITS);
        receiver = generator.generateKeyPair();
        String pem = Pem.encode("PUBLIC KEY", receiver.getPublic().getEncoded());
        Files.writeString(cli.path("receiver.pem"), pem);
    }

    private byte[] wrapped(String label, String... how) throws Exception {
        String[] command = {
            "key",
            "wrap",
            "--key",
            label,
            "--with-public",
            cli.path("receiver.pem").toString(),
            "--output",
            cli.path("wrapped").toString()
        };
        String[] all = Arrays.copyOf(command, command.length + how.length);
        System.arraycopy(how, 0, all, command.length, how.length);
        cli.asUser(all).done();
        return Files.readAllBytes(cli.path("wrapped"));
    }

    private Key unwrap(byte[] wrapped, String hash, String algorithm, int type) throws Exception {
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
        oaep.init(
                Cipher.UNWRAP_MODE,
                receiver.getPrivate(),
                new OAEPParameterSpec(
                        hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT));
        return oaep.unwrap(wrapped, algorithm, type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-1", "SHA-256"})
    void privateKey_comesOutOfRsaAesWithTheJdk(String hash) throws Exception {
        cli.asUser(
                        "key",
                        "generate",
                        "--type",
                        "ec:p256",
                        "--label",
                        "k",
                        "--extractable",
                        "--wrap-with",
                        "any")
                .done();
        byte[] wrapped = wrapped("k", "--hash", hash);
        int modulus = RSA_BITS / Byte.SIZE;
        Key passing = unwrap(Arrays.copyOf(wrapped, modulus), hash, "AES", Cipher.SECRET_KEY);
        assertThat(passing.getEncoded()).hasSize(32);
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding", "SunJCE");
        kwp.init(Cipher.UNWRAP_MODE, passing);
        byte[] inner = Arrays.copyOfRange(wrapped, modulus, wrapped.length);
        PrivateKey key = (PrivateKey) kwp.unwrap(inner, "EC", Cipher.PRIVATE_KEY);

        // The same key: what the JDK signs with it, the token verifies.
        byte[] data = Files.readAllBytes(cli.path("receiver.pem"));
        Signature signature = Signature.getInstance("SHA256withECDSA", "SunEC");
        signature.initSign(key);
        signature.update(data);
        Files.write(cli.path("signature"), signature.sign());
        cli.asUser(
                        "verify",
                        "--key",
                        "k",
                        "--input",
                        cli.path("receiver.pem").toString(),
                        "--signature",
                        cli.path("signature").toString())
                .done();
    }

    @Test
    void secretKey_comesOutOfOaepWithTheJdk() throws Exception {
        Files.writeString(cli.path("known"), "00112233445566778899aabbccddeeff");
        cli.asUser(
                        "key",
                        "import",
                        "--input",
                        cli.path("known").toString(),
                        "--type",
                        "aes:128",
                        "--extractable",
                        "--wrap-with",
                        "any")
                .done();
        byte[] wrapped = wrapped("known", "--mechanism", "oaep");
        assertThat(unwrap(wrapped, "SHA-256", "AES", Cipher.SECRET_KEY).getEncoded())
                .asHexString()
                .isEqualToIgnoringCase("00112233445566778899aabbccddeeff");
    }
}
