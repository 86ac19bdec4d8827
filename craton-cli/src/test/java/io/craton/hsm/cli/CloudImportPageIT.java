package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.cli.pki.Pem;
import io.craton.hsm.testkit.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs what {@code docs/cloud-import.md} does with the token, with a key of the test in the place
 * of the cloud's, and opens what is sent with nothing but the JDK.
 */
class CloudImportPageIT {
    private static final int MODULUS_BYTES = 3072 / Byte.SIZE;

    @TempDir Path directory;

    private KeyPair cloud;

    private Key oaep(byte[] wrapped, String hash) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
        cipher.init(
                Cipher.UNWRAP_MODE,
                cloud.getPrivate(),
                new OAEPParameterSpec(
                        hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT));
        return cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
    }

    private Key unwrapped(byte[] sent, String hash, String algorithm, int type) throws Exception {
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding", "SunJCE");
        kwp.init(Cipher.UNWRAP_MODE, oaep(Arrays.copyOf(sent, MODULUS_BYTES), hash));
        byte[] inner = Arrays.copyOfRange(sent, MODULUS_BYTES, sent.length);
        return kwp.unwrap(inner, algorithm, type);
    }

    @Test
    void whatIsSent_isWhatTheCloudUnwraps() throws Exception {
        Cli cli = Cli.in(directory.resolve("work"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(MODULUS_BYTES * Byte.SIZE);
        cloud = generator.generateKeyPair();
        byte[] info = cloud.getPublic().getEncoded();
        Files.write(cli.path("cloud.der"), info);
        Files.writeString(cli.path("cloud.pem"), Pem.encode("PUBLIC KEY", info));
        PageExamples examples = new PageExamples(cli, directory.resolve("installed"));
        List<String> blocks = PageExamples.blocks(Page.of("docs/cloud-import.md").text());
        assertThat(blocks).hasSize(4);

        for (String block : blocks) {
            examples.run(block, "so-pin-48151623", "user-pin-42108");
        }

        Key toAws = unwrapped(read(cli, "for-aws"), "SHA-256", "RSA", Cipher.PRIVATE_KEY);
        assertThat(unwrapped(read(cli, "for-google"), "SHA-256", "RSA", Cipher.PRIVATE_KEY))
                .isEqualTo(toAws);
        JsonNode byok = new ObjectMapper().readTree(read(cli, "signing.byok"));
        byte[] toAzure = Base64.getUrlDecoder().decode(byok.get("ciphertext").asText());
        assertThat(unwrapped(toAzure, "SHA-1", "RSA", Cipher.PRIVATE_KEY)).isEqualTo(toAws);
        Key data = oaep(read(cli, "data-for-aws"), "SHA-256");
        assertThat(unwrapped(read(cli, "data-for-google"), "SHA-256", "AES", Cipher.SECRET_KEY))
                .isEqualTo(data);
    }

    private static byte[] read(Cli cli, String file) throws IOException {
        return Files.readAllBytes(cli.path(file));
    }
}
