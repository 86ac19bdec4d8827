package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.Digest;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.cli.pki.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that other programs have written, imported as they are. */
class KeyImportTest {
    private static final Path FILES =
            Path.of("src/test/resources/io/craton/hsm/cli/keyfiles").toAbsolutePath();
    private static final String PASSPHRASE = "open-sesame-73";

    @TempDir Path directory;

    private Cli cli;

    @BeforeEach
    void token() throws Exception {
        cli = Cli.withToken(directory);
    }

    private JsonNode imported(String file) {
        String path = FILES.resolve(file).toString();
        String[] command = {"key", "import", "--json", "--input", path, "--passphrase", PASSPHRASE};
        return cli.asUser(command).done().json().get("imported");
    }

    private String publicKey(String uniqueId) throws Exception {
        Path file = cli.path("public.pem");
        cli.asUser("key", "export-public", "--unique-id", uniqueId, "--output", file.toString())
                .done();
        byte[] spki = Pem.decode(Files.readAllBytes(file), "public.pem").get(0).der().copy();
        byte[] digest = MessageDigest.getInstance(Digest.SHA_256.standardName()).digest(spki);
        return HexFormat.of().formatHex(digest).substring(0, 16);
    }

    /**
     * The public keys are those that OpenSSL says, by the beginning of their SHA-256. Those of
     * gpgsm were exported by it; step.jwe has the form of {@code step crypto jwk create}, and
     * openssl-traditional.pem that of its other keys.
     */
    @ParameterizedTest
    @CsvSource({
        "openssl-pkcs8.pem, rsa:2048, 54d35383753c30ff, 0",
        "openssl-encrypted.pem, ec:p256, 979d0ea4b7500393, 0",
        "openssl-ecparam.pem, ec:p384, 2ff2780dfc0da5f6, 0",
        "openssl-pkcs1.der, rsa:2048, b0e0c5942d52dcef, 0",
        "openssl-traditional.pem, ec:p256, e3c6c1ec946dc126, 0",
        "openssl-des3.der, ec:brainpoolp256r1, d61194f5a7993b2d, 0",
        "openssl-pbes1.pem, ec:p521, df802b68eda4427a, 0",
        "openssl-ed25519.pem, ed25519, 9f20eda5114aee05, 0",
        "openssl-modern.p12, ec:p256, 2f2df501c5986676, 1",
        "openssl-legacy.p12, rsa:2048, f29964fef85cb65e, 1",
        "with-certificate.pem, rsa:2048, f29964fef85cb65e, 1",
        "gpgsm.p12, rsa:2048, 59b1bd2b358f3a41, 1",
        "gpgsm-pkcs8.pem, rsa:2048, 59b1bd2b358f3a41, 0"
    })
    void fileOfAnotherProgram_isImported(
            String file, String type, String publicKey, int certificates) throws Exception {
        JsonNode keys = imported(file);

        assertThat(keys).hasSize(1);
        JsonNode key = keys.get(0);
        assertThat(key.get("key_type").asText()).isEqualTo(type);
        assertThat(key.get("label").asText()).isEqualTo(file.substring(0, file.indexOf('.')));
        assertThat(key.get("certificates").asInt()).isEqualTo(certificates);
        assertThat(publicKey(key.get("unique_id").asText())).isEqualTo(publicKey);
    }

    @Test
    void keysThatShareAFile_haveTheNamesThatItGivesThem() throws Exception {
        JsonNode keytool = imported("keytool.p12");
        assertThat(keytool.findValuesAsText("label")).containsExactlyInAnyOrder("signer", "disk");
        assertThat(keytool.findValuesAsText("key_type"))
                .containsExactlyInAnyOrder("ec:p256", "aes:256");
        assertThat(imported("jwk-set.json").findValuesAsText("key_type"))
                .containsExactly("ec:p256", "rsa:2048", "ed25519", "sha256-hmac:256", "aes:256");
        assertThat(imported("step.jwe").findValuesAsText("label")).containsExactly("step");
        // What was imported can be used, with what came with it.
        Path data = Files.writeString(cli.path("data"), "data");
        Path signature = cli.path("signature");
        for (String label : new String[] {"signer", "jwk-ec", "jwk-rsa", "jwk-ed", "jwk-mac"}) {
            String[] sign = {"sign", "--key", label, "--input", data.toString()};
            cli.asUser(with(sign, "--output", signature.toString())).done();
            String[] verify = {"verify", "--key", label, "--input", data.toString()};
            cli.asUser(with(verify, "--signature", signature.toString())).done();
        }
    }

    private static String[] with(String[] command, String... more) {
        String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return all;
    }

    /** Where each has a right sentence, and none has anything of what is inside. */
    @ParameterizedTest
    @CsvSource({
        "openssl-encrypted.pem",
        "openssl-traditional.pem",
        "openssl-des3.der",
        "openssl-pbes1.pem",
        "openssl-modern.p12",
        "openssl-legacy.p12",
        "keytool.p12",
        "gpgsm.p12",
        "step.jwe"
    })
    void wrongPassphrase_isSaid(String file) {
        String path = FILES.resolve(file).toString();
        String[] command = {"key", "import", "--input", path, "--passphrase", "open-sesame-74"};
        Cli.Result result = cli.asUser(command).exits(ExitCode.FAILED);
        assertThat(result.err())
                .contains(
                        "no key could be read from " + path + ": the passphrase does not open it");
    }

    /** Java derives keys of characters. */
    @Test
    void passphraseThatIsNoText_isSaid() throws Exception {
        String path = FILES.resolve("openssl-encrypted.pem").toString();
        Path passphrase = Files.write(cli.path("passphrase"), new byte[] {'a', (byte) 0xff});
        Cli.Result result =
                cli.asUser(
                                "key",
                                "import",
                                "--input",
                                path,
                                "--passphrase-file",
                                passphrase.toString())
                        .exits(ExitCode.FAILED);
        assertThat(result.err()).contains("the passphrase is not UTF-8");
    }

    @Test
    void privateKeyWithTheCertificateOfAnother_isImportedAndTheCertificateIsNot() throws Exception {
        String key = Files.readString(FILES.resolve("openssl-ed25519.pem"));
        String both = Files.readString(FILES.resolve("with-certificate.pem"));
        String certificate = both.substring(both.indexOf("-----BEGIN CERTIFICATE"));
        Path file = Files.writeString(cli.path("mixed.pem"), key + certificate);

        Cli.Result result = cli.asUser("key", "import", "--input", file.toString());

        assertThat(result.err()).contains("certificates that are not those of the key");
        assertThat(cli.asUser("cert", "list").done().text()).contains("Total: 0");
        assertThat(cli.asUser("key", "list").done().text()).contains("mixed", "private key");
    }

    @Test
    void bareValueWithADigitTooMany_isRefused() throws Exception {
        Path file = Files.writeString(cli.path("disk.hex"), "0".repeat(33) + "\n");
        String[] command = {"key", "import", "--input", file.toString(), "--type", "aes:128"};

        assertThat(cli.asUser(command).exits(ExitCode.FAILED).err())
                .contains("is neither 16 bytes nor 32 hexadecimal digits");
        Files.writeString(file, "0011 2233 4455 6677\n8899 aabb ccdd eeff\n");
        cli.asUser(command).done();
    }

    @Test
    void directoryWithALinkToNothing_isNotImportedAsIfItWereComplete() throws Exception {
        Path keys = Files.createDirectory(cli.path("keys"));
        Files.copy(FILES.resolve("openssl-pkcs8.pem"), keys.resolve("here.pem"));
        Files.createSymbolicLink(keys.resolve("away.pem"), keys.resolve("nowhere"));
        String[] command = {"key", "import", "--input", keys.toString(), "--on-error"};

        assertThat(cli.asUser(with(command, "stop")).exits(ExitCode.FAILED).err())
                .contains("away.pem is no file, and no link to one that is there");
        assertThat(cli.asUser("key", "list").done().text()).contains("Total: 0");
        assertThat(cli.asUser(with(command, "go-on")).exits(ExitCode.FAILED).text())
                .contains("Key imported: here", "Imported: 1, failed: 1");
    }

    /** Each of them was once looked through to the end of the file. */
    @Test
    @Timeout(60)
    void fileOfManyBlocks_isReadOnce() throws Exception {
        String block = "-----BEGIN A-----\n-----END A-----\n";
        Path file = Files.writeString(cli.path("many.pem"), block.repeat(100_000));

        assertThat(cli.asUser("key", "import", "--input", file.toString()).err())
                .contains("there is no key to import in");
    }

    @Test
    void dayThatIsNone_isRefusedWithoutNamesOfClasses() {
        String[] command = {"key", "generate", "--type", "aes:128", "--label", "a", "--end-date"};
        assertThat(cli.asUser(with(command, "2027-02-30")).exits(ExitCode.USAGE).err())
                .contains("'2027-02-30' is no day of the calendar, such as 2027-01-31")
                .doesNotContain("java");
    }
}
