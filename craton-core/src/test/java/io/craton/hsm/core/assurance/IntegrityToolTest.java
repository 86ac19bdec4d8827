package io.craton.hsm.core.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.HsmException;
import io.craton.hsm.core.assurance.IntegrityResult.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("S2-2")
@Tag("S2-37")
class IntegrityToolTest {
    @TempDir Path directory;

    private Path one;
    private Path two;

    @BeforeEach
    void twoJars() throws IOException {
        one = Files.write(directory.resolve("craton-core-1.jar"), new byte[100_000]);
        two = Files.write(directory.resolve("bcprov.jar"), new byte[] {1, 2, 3});
        Files.writeString(directory.resolve("notes.txt"), "not a jar");
    }

    @Test
    void writeThenVerify_untouched_isOk() throws IOException {
        Path file = IntegrityTool.write(directory);

        assertThat(file).hasFileName("craton-hsm.hmac");
        assertThat(Files.readAllLines(file)).hasSize(3);
        assertThat(IntegrityTool.verify(directory).status()).isEqualTo(Status.OK);
        assertThat(IntegrityTool.write(directory)).hasSameBinaryContentAs(file);
    }

    /** Root installs, and the account of the service reads. */
    @Test
    void write_letsTheServiceRead() throws IOException {
        assumeTrue(
                directory.getFileSystem().supportedFileAttributeViews().contains("posix"),
                "files have no POSIX permissions here");

        assertThat(Files.getPosixFilePermissions(IntegrityTool.write(directory)))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    }

    @Test
    void write_knownBytes_givesTheDocumentedHmac() throws IOException {
        // printf '\001\002\003' | openssl dgst -sha256 -hmac 'Craton HSM module integrity v1'
        Path file = IntegrityTool.write(directory, List.of(two));

        assertThat(Files.readAllLines(file).get(1))
                .isEqualTo(
                        "b45e7355e589c4fec1b150d22d7f054694d6ff526dd27fb8d66da4c66b861424  bcprov.jar");
    }

    /** Java starts from it before anybody could look: a start does not read it. */
    @Test
    void archiveOfClasses_isNamed_andLookedAtByWhoVerifies_butNotAtAStart() throws IOException {
        Path archive = Files.write(directory.resolve("craton-core-1.jsa"), new byte[10]);
        Path file = IntegrityTool.write(directory);

        assertThat(Files.readString(file)).contains("  craton-core-1.jsa");
        assertThat(IntegrityTool.verify(directory).status()).isEqualTo(Status.OK);
        Files.write(archive, new byte[11]);
        assertThat(IntegrityTool.verify(directory).message()).contains("craton-core-1.jsa is not");
        assertThat(IntegrityTool.verify(directory, List.of(one)).status()).isEqualTo(Status.OK);
        assertThat(IntegrityTool.covered(directory)).containsExactlyInAnyOrder(one, two);
    }

    /** The service that checks it is another user than who installed. */
    @Test
    void write_makesAFileThatEverybodyCanRead() throws IOException {
        assertThat(Files.getPosixFilePermissions(IntegrityTool.write(directory)))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    }

    @Test
    @Tag("S3-4")
    void verify_anyFlippedBit_isFound() throws IOException {
        IntegrityTool.write(directory);
        byte[] bytes = Files.readAllBytes(one);
        for (int at : new int[] {0, 50_000, 99_999}) {
            bytes[at] ^= 1;
            Files.write(one, bytes);

            IntegrityResult result = IntegrityTool.verify(directory);

            assertThat(result.status()).isEqualTo(Status.FAILED);
            assertThat(result.message()).contains("craton-core-1.jar is not the file");
            bytes[at] ^= 1;
        }
        Files.write(one, bytes);
        assertThat(IntegrityTool.verify(directory).status()).isEqualTo(Status.OK);
    }

    @Test
    void verify_flippedBitInTheIntegrityFile_isFound() throws IOException {
        Path file = IntegrityTool.write(directory);
        String text = Files.readString(file);
        int at = text.indexOf('\n') + 10;
        char other = text.charAt(at) == '0' ? '1' : '0';
        Files.writeString(file, text.substring(0, at) + other + text.substring(at + 1));

        assertThat(IntegrityTool.verify(directory).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void verify_missingJarOrUnreadableFile_fails() throws IOException {
        Path file = IntegrityTool.write(directory);
        Files.delete(two);
        assertThat(IntegrityTool.verify(directory).message()).contains("bcprov.jar is missing");

        Files.writeString(file, "nonsense\n");
        assertThat(IntegrityTool.verify(directory).status()).isEqualTo(Status.FAILED);
        Files.writeString(file, "");
        assertThat(IntegrityTool.verify(directory).message()).contains("names no jar");
        Files.writeString(file, "0".repeat(64) + "  ../elsewhere.jar\n");
        assertThat(IntegrityTool.verify(directory).status()).isEqualTo(Status.FAILED);
    }

    @Test
    void verify_jarInUseThatIsNotCovered_fails() throws IOException {
        IntegrityTool.write(directory, List.of(two));

        assertThat(IntegrityTool.verify(directory, List.of(two)).status()).isEqualTo(Status.OK);
        assertThat(IntegrityTool.verify(directory, List.of(one)).message())
                .contains("does not cover it");
    }

    @Test
    void verify_noFile_isNotConfigured() {
        IntegrityResult result = IntegrityTool.verify(directory);

        assertThat(result.status()).isEqualTo(Status.NOT_CONFIGURED).hasToString("not configured");
        assertThat(result.acceptable(false)).isTrue();
        assertThat(result.acceptable(true)).isFalse();
    }

    @Test
    void write_noJarsOrForeignJars_isRefused(@TempDir Path empty) {
        assertThatThrownBy(() -> IntegrityTool.write(empty)).isInstanceOf(HsmException.class);
        assertThatThrownBy(() -> IntegrityTool.write(empty, List.of(one)))
                .isInstanceOf(HsmException.class);
    }

    @Test
    void signature_ed25519_coversTheIntegrityFile() throws Exception {
        signature_coversTheIntegrityFile("Ed25519", "SunEC");
    }

    @Test
    void signature_mlDsa_coversTheIntegrityFile() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "the JDK has ML-DSA from 24 on");
        signature_coversTheIntegrityFile("ML-DSA", "SUN");
    }

    private void signature_coversTheIntegrityFile(String algorithm, String provider)
            throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm, provider).generateKeyPair();
        Path pem =
                Files.writeString(
                        directory.resolve("key.pem"),
                        "-----BEGIN PUBLIC KEY-----\n"
                                + Base64.getMimeEncoder()
                                        .encodeToString(pair.getPublic().getEncoded())
                                + "\n-----END PUBLIC KEY-----\n",
                        StandardCharsets.US_ASCII);
        Path file = IntegrityTool.write(directory);
        assertThat(IntegritySignature.verify(directory, pair.getPublic()).message())
                .contains("is missing");

        Path signature = IntegritySignature.sign(directory, pair.getPrivate());

        assertThat(IntegritySignature.verify(directory, IntegritySignature.readKey(pem)).status())
                .isEqualTo(Status.OK);
        // Somebody who changes a jar can write the file anew, for its key is public; the signature
        // shows it.
        Files.write(two, new byte[] {9});
        IntegrityTool.write(directory);
        assertThat(IntegrityTool.verify(directory).status()).isEqualTo(Status.OK);
        assertThat(IntegritySignature.verify(directory, pair.getPublic()).status())
                .isEqualTo(Status.FAILED);
        assertThat(signature).exists();
        assertThat(file).exists();
        assertThatThrownBy(() -> IntegritySignature.readKey(two)).isInstanceOf(HsmException.class);
    }
}
