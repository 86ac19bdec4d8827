package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table "How much a request writes" of docs/audit.md: each row is done, counted and weighed.
 */
class AuditFiguresTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "audit.md");

    /** The row that {@link DroppedKeysTest} is about: when it is written is not the request's. */
    private static final String SHARED = "drops a session key";

    private interface Request {
        void run() throws Exception;
    }

    private final Map<String, Request> requests = new LinkedHashMap<>();
    private AuditedToken audited;
    private TestToken token;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        audited = new AuditedToken(directory, "all");
        token = audited.token();
        KeyStore keyStore = token.keyStore();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(CratonKeySpec.builder().token(false).deriving().build());
        KeyPair agreeing = generator.generateKeyPair();
        generator.initialize(new CratonKeySpec("server", null));
        KeyPair pair = generator.generateKeyPair();
        keyStore.setKeyEntry(
                "server",
                pair.getPrivate(),
                null,
                new java.security.cert.Certificate[] {
                    TestCertificates.selfSigned(
                            "server",
                            pair.getPublic(),
                            pair.getPrivate(),
                            "SHA256withECDSA",
                            token.provider())
                });
        SecretKey aes = KeyGenerator.getInstance("AES", token.provider()).generateKey();
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA", token.provider());
        rsa.initialize(CratonKeySpec.builder().token(false).keySize(2048).build());
        KeyPair content = rsa.generateKeyPair();
        signatures(pair);
        ciphers(aes, content);
        agreements(agreeing);
        requests.put(
                "takes random bytes from `SecureRandom` `CratonHSM`",
                () ->
                        SecureRandom.getInstance("CratonHSM", token.provider())
                                .nextBytes(new byte[20]));
        requests.put(
                "takes a key or a chain from the key store", () -> keyStore.getKey("server", null));
        keyStore.getKey("server", null);
    }

    @AfterEach
    void close() {
        audited.close();
    }

    private void signatures(KeyPair pair) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA", token.provider());
        signature.initSign(pair.getPrivate());
        byte[] made = signature.sign();
        requests.put(
                "signs, with a key of the token",
                () -> {
                    signature.initSign(pair.getPrivate());
                    signature.sign();
                });
        requests.put(
                "verifies with this provider by name",
                () -> {
                    Signature verifier = Signature.getInstance("SHA256withECDSA", token.provider());
                    verifier.initVerify(pair.getPublic());
                    assertThat(verifier.verify(made)).isTrue();
                });
        requests.put(
                "makes a session key pair",
                () -> KeyPairGenerator.getInstance("EC", token.provider()).generateKeyPair());
    }

    private void ciphers(SecretKey aes, KeyPair content) throws Exception {
        requests.put(
                "encrypts, decrypts or makes a MAC",
                () -> {
                    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", token.provider());
                    cipher.init(Cipher.ENCRYPT_MODE, aes);
                    cipher.doFinal(new byte[100]);
                });
        requests.put(
                "makes a session key",
                () -> KeyGenerator.getInstance("AES", token.provider()).generateKey());
        String oaep = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding";
        Cipher theirs = Cipher.getInstance(oaep, "SunJCE");
        theirs.init(Cipher.WRAP_MODE, content.getPublic());
        byte[] wrapped = theirs.wrap(new SecretKeySpec(new byte[16], "AES"));
        requests.put(
                "unwraps a content key",
                () -> {
                    Cipher cipher = Cipher.getInstance(oaep, token.provider());
                    cipher.init(Cipher.UNWRAP_MODE, content.getPrivate());
                    cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
                });
        SecretKey doomed = KeyGenerator.getInstance("AES", token.provider()).generateKey();
        requests.put("destroys a session key itself (`destroy()`)", doomed::destroy);
    }

    private void agreements(KeyPair pair) {
        requests.put("agrees on a key that stays in the token", () -> agree(pair, "AES"));
        requests.put("agrees on a secret that it reads", () -> agree(pair, "Generic"));
    }

    private void agree(KeyPair pair, String algorithm) throws Exception {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", token.provider());
        agreement.init(pair.getPrivate());
        agreement.doPhase(pair.getPublic(), true);
        if (algorithm.equals("AES")) {
            agreement.generateSecret(algorithm);
        } else {
            agreement.generateSecret();
        }
    }

    @TestFactory
    Stream<DynamicTest> request_writesWhatTheDocumentSays() throws Exception {
        Map<String, List<String>> rows = rows();
        assertThat(rows.keySet()).contains(SHARED);
        rows.remove(SHARED);
        assertThat(rows.keySet()).isEqualTo(requests.keySet());
        return rows.entrySet().stream()
                .map(
                        row ->
                                DynamicTest.dynamicTest(
                                        row.getKey(),
                                        () -> check(requests.get(row.getKey()), row.getValue())));
    }

    private static Map<String, List<String>> rows() throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.startsWith("| A request that "))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> List.of(line.substring(2).split(" \\| | \\|$")))
                .forEach(row -> rows.put(row.get(0), row));
        return rows;
    }

    @Test
    void sizeOfADisk_isReckonedFromTheTable() throws Exception {
        Map<String, List<String>> rows = rows();
        int sign = number(rows.get("signs, with a key of the token").get(2));
        int cipher = number(rows.get("encrypts, decrypts or makes a MAC").get(2));
        int request = sign + number(rows.get("makes a session key").get(2)) + 2 * cipher;

        assertThat(request).isEqualTo(1750);
        assertThat(request * 1000L * 86_400 / 1_000_000_000).isEqualTo(151);
        assertThat(sign * 100L * 86_400 / 100_000_000).isEqualTo(38);
        assertThat(Files.readString(DOCUMENT))
                .contains("4 records and 1.75 KB", "150 GB a day", "3.8 GB");
    }

    private void check(Request request, List<String> row) throws Exception {
        audited.lines();
        request.run();
        List<String> lines = new ArrayList<>(audited.lines());
        // Keys of earlier requests end when the garbage collector has found them.
        lines.removeIf(line -> line.matches(".*\"[0-9]+ session keys? ended\".*"));
        int bytes = lines.stream().mapToInt(line -> line.length() + 1).sum();
        assertThat(lines).hasSize(number(row.get(1)));
        assertThat(bytes).isCloseTo(number(row.get(2)), within(Math.max(1, bytes / 20)));
    }

    private static int number(String cell) {
        if (cell.startsWith("none")) {
            return 0;
        }
        return Integer.parseInt(cell.replaceFirst("^([0-9,]+).*", "$1").replace(",", ""));
    }
}
