package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and their uses; one token for all tests, each with labels of its own. */
class KeyTest {
    private static final String TEXT = "to be or not to be\n";

    @TempDir static Path directory;

    private static Cli cli;
    private static String document;

    @BeforeAll
    static void token() throws IOException {
        cli = Cli.withToken(directory);
        document = file("document", TEXT.getBytes(StandardCharsets.UTF_8));
    }

    private static String file(String name, byte[] content) throws IOException {
        return Files.write(cli.path(name), content).toString();
    }

    private static String path(String name) {
        return cli.path(name).toString();
    }

    private static void generate(String type, String label) {
        cli.asUser("key", "generate", "--type", type, "--label", label).done();
    }

    private static byte[] changed(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsa:2048",
                "ec:p256",
                "ec:p384",
                "ec:p521",
                "ed25519",
                "ml-dsa-44",
                "ml-dsa-65",
                "ml-dsa-87",
                "slh-dsa-sha2-128f",
                "generic:256"
            })
    void sign_withTheUsualMechanismOfAKey_isVerifiedAndAChangeIsFound(String type)
            throws IOException {
        String label = "usual-" + type.replace(':', '-');
        generate(type, label);
        String signature = path(label + ".sig");

        cli.asUser("sign", "--key", label, "--input", document, "--output", signature).done();

        String[] verify = {"verify", "--key", label, "--input", document, "--signature"};
        assertThat(cli.asUser(with(verify, signature)).done().text()).contains("Signature valid.");
        String wrong = file(label + ".bad", changed(Path.of(signature)));
        Result refused = cli.asUser(with(verify, wrong)).exits(ExitCode.FAILED);
        assertThat(refused.err()).startsWith("Error: CKR_SIGNATURE_").doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource({
        "rsa:2048,SHA256withRSA,RSA,SunRsaSign",
        "rsa:2048,SHA512withRSA,RSA,SunRsaSign",
        "ec:p256,SHA256withECDSA,EC,SunEC",
        "ec:p384,SHA384withECDSAinP1363Format,EC,SunEC",
        "ed25519,Ed25519,Ed25519,SunEC"
    })
    @Tag("S1-8")
    void sign_isWhatTheJdkVerifiesWithTheExportedKey(
            String type, String mechanism, String algorithm, String provider) throws Exception {
        String label = "jdk-" + mechanism;
        generate(type, label);
        String[] sign = {"sign", "--label", label, "--mechanism", mechanism, "--input", "-"};
        // Standard input is the PIN's first line and then the document.
        byte[] signature =
                cli.runWith(Cli.USER_PIN + "\n" + TEXT, with(sign, "--output", "-", "--pin-stdin"))
                        .done()
                        .out();

        String pem = cli.asUser("key", "export-public", "--label", label).done().text();

        byte[] spki =
                Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
        PublicKey key =
                KeyFactory.getInstance(algorithm, provider)
                        .generatePublic(new X509EncodedKeySpec(spki));
        Signature verifier = Signature.getInstance(mechanism, provider);
        verifier.initVerify(key);
        verifier.update(TEXT.getBytes(StandardCharsets.UTF_8));
        assertThat(verifier.verify(signature)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "aes:256,", "aes:128,AES/GCM/NoPadding", "aes:256,AES/CBC/PKCS5Padding",
        "aes:192,AES/CTR/NoPadding", "chacha20,", "rsa:2048,"
    })
    void encrypt_isUndoneByDecryptWhoseFileOthersCannotRead(String type, String mechanism)
            throws IOException {
        String label = "cipher-" + type + mechanism;
        generate(type, label);
        String[] how = mechanism == null ? new String[0] : new String[] {"--mechanism", mechanism};
        String sealed = path("sealed");
        Path opened = cli.path("opened");

        cli.asUser(
                        with(
                                with(how, "encrypt", "--key", label),
                                "--input",
                                document,
                                "--output",
                                sealed))
                .done();
        cli.asUser(
                        with(
                                with(how, "decrypt", "--key", label),
                                "--input",
                                sealed,
                                "--output",
                                opened.toString()))
                .done();

        assertThat(opened).hasContent(TEXT);
        assertThat(Files.getPosixFilePermissions(opened))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void decrypt_ofWhatWasChanged_writesNothing() throws IOException {
        generate("aes:256", "gcm");
        Path sealed = cli.path("gcm.sealed");
        cli.asUser(
                        "encrypt",
                        "--key",
                        "gcm",
                        "--aad",
                        "0a0b",
                        "--input",
                        document,
                        "--output",
                        sealed.toString())
                .done();
        Path opened = cli.path("gcm.opened");
        String bad = file("gcm.bad", changed(sealed));

        for (String[] arguments :
                new String[][] {
                    {"--aad", "0a0b", "--input", bad},
                    {"--aad", "0a0c", "--input", sealed.toString()},
                    {"--input", sealed.toString()}
                }) {
            Result refused =
                    cli.asUser(
                                    with(
                                            with(arguments, "decrypt", "--key", "gcm"),
                                            "--output",
                                            opened.toString()))
                            .exits(ExitCode.FAILED);
            assertThat(refused.err()).startsWith("Error: CKR_").doesNotContain("Exception");
        }

        assertThat(opened).doesNotExist();
    }

    @Test
    void generate_withIdAndDates_isWhatInfoShows() {
        cli.asUser(
                        "key",
                        "generate",
                        "--type",
                        "ec:p256",
                        "--label",
                        "dated",
                        "--id",
                        "0A0b",
                        "--start-date",
                        "2026-01-01",
                        "--end-date",
                        "2036-12-31",
                        "--extractable")
                .done();

        JsonNode parts = cli.asUser("key", "info", "--id", "0a0b", "--json").done().json();

        assertThat(parts).hasSize(2);
        assertThat(parts.toString())
                .contains("\"id\":\"0a0b\"", "2036-12-31", "\"extractable\":true");
    }

    private static String uniqueId(Cli.Result generated) {
        return generated.done().json().get("unique_id").asText();
    }

    @Test
    void extractableKey_leavesUnderTrustedKeysOnly_unlessItIsForAny() {
        cli.asUser("key", "generate", "--type", "aes:256", "--label", "ex-1", "--extractable")
                .done();
        cli.asUser(
                        "key",
                        "generate",
                        "--type",
                        "ec:p256",
                        "--label",
                        "ex-2",
                        "--extractable",
                        "--wrap-with",
                        "any")
                .done();

        JsonNode trusted = cli.asUser("key", "info", "--label", "ex-1", "--json").done().json();
        JsonNode any = cli.asUser("key", "info", "--label", "ex-2", "--json").done().json();

        assertThat(trusted.get(0).get("extractable").asBoolean()).isTrue();
        assertThat(trusted.get(0).get("wrap_with_trusted").asBoolean()).isTrue();
        assertThat(any.toString()).contains("\"wrap_with_trusted\":false");
        for (String[] wrong :
                List.of(
                        new String[] {"--wrap-with", "any"},
                        new String[] {"--extractable", "--wrap-with", "some"})) {
            String[] command = {"key", "generate", "--type", "aes:256", "--label", "ex-3"};
            String[] all = Arrays.copyOf(command, command.length + wrong.length);
            System.arraycopy(wrong, 0, all, command.length, wrong.length);
            cli.asUser(all).exits(ExitCode.USAGE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "aes:256, kwp",
        "aes:128, KW",
        "aes:256, kw-pkcs7",
        "aes:256, gcm",
        "aes:256, ccm",
        "chacha20, chacha20-poly1305",
        "rsa:2048, oaep",
        "rsa:2048, rsa-aes"
    })
    void wrappingKey_isTrustedByTheSo(String type, String mechanism) {
        String label = "wrapping-" + mechanism;
        Cli.Result made =
                cli.asUser(
                        "key",
                        "generate",
                        "--json",
                        "--type",
                        type,
                        "--label",
                        label,
                        "--wrapping",
                        mechanism);
        String id = uniqueId(made);

        Cli.Result trusted =
                cli.run("key", "trust", "--unique-id", id, "--pin", Cli.SO_PIN, "--yes", "--json");

        assertThat(trusted.done().json().get("origin").asText()).isEqualTo("generated");
        JsonNode parts = cli.asUser("key", "info", "--label", label, "--json").done().json();
        assertThat(parts.toString()).contains("\"trusted\":true");
    }

    @Test
    void trust_showsTheKeyBeforeItAsks_andTakesNoOther() {
        String id =
                uniqueId(
                        cli.asUser(
                                "key",
                                "generate",
                                "--json",
                                "--type",
                                "aes:256",
                                "--label",
                                "asked",
                                "--wrapping",
                                "kwp"));
        Cli.Result asked =
                cli.runWith("n\n", "key", "trust", "--unique-id", id, "--pin", Cli.SO_PIN);
        assertThat(asked.exits(ExitCode.FAILED).text() + asked.err())
                .contains("secret key 'asked' (aes, 256 bits)", "made here at random")
                .contains("wrap, unwrap", "CKM_AES_KEY_WRAP_KWP", "not confirmed");
        assertThat(cli.asUser("key", "info", "--label", "asked", "--json").done().text())
                .contains("\"trusted\" : false");

        String usual =
                uniqueId(
                        cli.asUser(
                                "key",
                                "generate",
                                "--json",
                                "--type",
                                "aes:256",
                                "--label",
                                "usual"));
        assertThat(
                        cli.run("key", "trust", "--unique-id", usual, "--pin", Cli.SO_PIN, "--yes")
                                .exits(ExitCode.FAILED)
                                .err())
                .contains("cannot be trusted", "key generate --wrapping kwp");
        cli.run("key", "trust", "--unique-id", "nothing", "--pin", Cli.SO_PIN, "--yes")
                .exits(ExitCode.FAILED);
    }

    @Test
    void wrappingKey_doesNothingElse() {
        for (String[] wrong :
                List.of(
                        new String[] {"aes:256", "--wrapping", "oaep"},
                        new String[] {"aes:256", "--wrapping", "ctr"},
                        new String[] {"ec:p256", "--wrapping", "kwp"},
                        new String[] {"aes:256", "--wrapping", "kwp", "--extractable"},
                        new String[] {"aes:256", "--wrapping", "kwp", "--use", "WRAP,DECRYPT"})) {
            String[] command = {"key", "generate", "--label", "never", "--type"};
            String[] all = Arrays.copyOf(command, command.length + wrong.length);
            System.arraycopy(wrong, 0, all, command.length, wrong.length);
            cli.asUser(all).exits(ExitCode.USAGE);
        }
    }

    @Test
    @Tag("S4-32")
    void delete_asksAndTakesThatKeyOnly() {
        generate("ec:p256", "gone");
        generate("ec:p256", "stays");

        assertThat(
                        cli.runWith(
                                        Cli.USER_PIN + "\nn\n",
                                        "key",
                                        "delete",
                                        "--label",
                                        "gone",
                                        "--pin-stdin")
                                .exits(ExitCode.FAILED)
                                .err())
                .contains("nothing was changed");
        cli.asUser("key", "info", "--label", "gone").done();
        cli.runWith(Cli.USER_PIN + "\ny\n", "key", "delete", "--label", "gone", "--pin-stdin")
                .done();

        assertThat(cli.asUser("key", "info", "--label", "gone").exits(ExitCode.FAILED).err())
                .contains("the token has nothing with");
        cli.asUser("key", "info", "--label", "stays").done();
    }

    @Test
    void label_thatWouldCommandATerminal_isShownHarmless() {
        cli.asUser("key", "generate", "--type", "aes:256", "--label", "red\u001b[31m\nnext").done();

        Result list = cli.asUser("key", "list").done();

        assertThat(list.text()).doesNotContain("\u001b").contains("red\\u001b[31m\\u000anext");
        assertThat(cli.asUser("key", "list", "--json").done().json().toString())
                .contains("red\\u001B[31m\\nnext");
    }

    @Test
    void wrongNames_areUsageErrorsThatListTheRightOnes() {
        generate("aes:256", "names");

        assertThat(
                        cli.asUser("key", "generate", "--type", "aes:255", "--label", "x")
                                .exits(ExitCode.USAGE)
                                .err())
                .contains("there is no key type 'aes:255'", "aes:256");
        assertThat(
                        cli.asUser(
                                        "sign",
                                        "--key",
                                        "names",
                                        "--mechanism",
                                        "MD2withRSA",
                                        "--input",
                                        document,
                                        "--output",
                                        path("x"))
                                .exits(ExitCode.USAGE)
                                .err())
                .contains("MD2withRSA");
        assertThat(
                        cli.asUser(
                                        "sign",
                                        "--key",
                                        "nobody",
                                        "--input",
                                        document,
                                        "--output",
                                        path("x"))
                                .exits(ExitCode.FAILED)
                                .err())
                .contains("nobody", "key list");
        assertThat(cli.path("x")).doesNotExist();
    }

    @Test
    void everyResult_isAlsoJson() throws IOException {
        generate("ec:p256", "json");
        String signature = path("json.sig");
        cli.asUser("sign", "--key", "json", "--input", document, "--output", signature).done();

        for (String[] command :
                List.of(
                        new String[] {"token", "list"},
                        new String[] {"token", "info"},
                        new String[] {"status"},
                        new String[] {"doctor"},
                        new String[] {"random"},
                        new String[] {"audit", "verify-chain"})) {
            assertThat(cli.run(with(command, "--json")).done().json().isContainerNode())
                    .as(Arrays.toString(command))
                    .isTrue();
        }
        for (String[] command :
                List.of(
                        new String[] {"key", "list"},
                        new String[] {"key", "info", "--label", "json"},
                        new String[] {"key", "generate", "--type", "aes:256", "--label", "j2"},
                        new String[] {"key", "delete", "--label", "j2", "--yes"},
                        new String[] {
                            "verify", "--key", "json", "--input", document, "--signature", signature
                        })) {
            assertThat(cli.asUser(with(command, "--json")).done().json().isContainerNode())
                    .as(Arrays.toString(command))
                    .isTrue();
        }
    }

    @Test
    void data_andJsonOnStandardOutput_areNeverMixed() throws IOException {
        generate("aes:256", "mixed");
        String sealed = path("mixed.sealed");
        String[] encrypt = {"encrypt", "--key", "mixed", "--input", document, "--json"};

        assertThat(cli.asUser(with(encrypt, "--output", "-")).exits(ExitCode.USAGE).err())
                .contains("--output name a file");
        JsonNode done = cli.asUser(with(encrypt, "--output", sealed)).done().json();

        assertThat(done.get("mechanism").asText()).isEqualTo("AES/GCM/NoPadding");
        assertThat(done.get("output").asText()).isEqualTo(sealed);
        assertThat(
                        cli.run("random", "--length", "4", "--json")
                                .done()
                                .json()
                                .get("random")
                                .asText())
                .matches("[0-9a-f]{8}");
        generate("ec:p256", "pem");
        assertThat(
                        cli.asUser("key", "export-public", "--label", "pem", "--json")
                                .done()
                                .json()
                                .get("public_key")
                                .asText())
                .startsWith("-----BEGIN PUBLIC KEY-----");
    }

    private static String[] with(String[] behind, String... more) {
        boolean first = more.length > 0 && !more[0].startsWith("-") && !more[0].startsWith("/");
        return first ? join(more, behind) : join(behind, more);
    }

    private static String[] join(String[] a, String[] b) {
        String[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    /** A variable of a shell that is not set. */
    @Test
    void emptyLabel_isRefused() throws IOException {
        Cli.Result refused =
                cli.asUser("key", "generate", "--type", "aes:256", "--label", "")
                        .exits(ExitCode.USAGE);

        assertThat(refused.err()).contains("the label is empty");
    }
}
