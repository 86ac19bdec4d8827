package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Encrypted files of any length ({@code docs/formats.md}, "Encrypted file"). What is expected of
 * them is computed with the JDK's own AES-GCM.
 */
class EncryptedFileTest {
    private static final Path VECTORS = Path.of("../vectors/encrypted-file");
    private static final int HEAD = 48;
    private static final int CHUNK = 1 << 20;
    private static final int SEALED = 12 + CHUNK + 16;

    @TempDir Path directory;

    private Cli cli;

    @BeforeEach
    void token() throws IOException {
        cli = Cli.withToken(directory);
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private void aes(String label, String use) {
        cli.asUser("key", "generate", "--type", "aes:256", "--label", label, "--use", use).done();
    }

    private Result encrypt(String input, String output, String... more) {
        return run("encrypt", "k", input, output, more);
    }

    private Result decrypt(String input, String output, String... more) {
        return run("decrypt", "k", input, output, more);
    }

    private Result run(String command, String key, String input, String output, String... more) {
        List<String> words =
                new ArrayList<>(
                        List.of(command, "--key", key, "--input", input, "--output", output));
        words.addAll(List.of(more));
        return cli.asUser(words.toArray(String[]::new));
    }

    private static byte[] pattern(int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (i % 251);
        }
        return data;
    }

    private static Map<String, String> vector(Path file) throws IOException {
        Map<String, String> vector = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("#")) {
                String[] parts = line.split(": ?", 2);
                vector.put(parts[0], parts[1]);
            }
        }
        return vector;
    }

    /** A chunk as the document says, with nothing of ours. */
    private static byte[] seal(
            byte[] key, byte[] head, long index, boolean last, byte[] iv, byte[] data)
            throws Exception {
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
        gcm.updateAAD(MessageDigest.getInstance("SHA-256").digest(head));
        gcm.updateAAD(ByteBuffer.allocate(9).putLong(index).put((byte) (last ? 1 : 0)).array());
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes(iv);
        chunk.writeBytes(gcm.doFinal(data));
        return chunk.toByteArray();
    }

    private static byte[] fileOf(Map<String, String> vector) throws Exception {
        HexFormat hex = HexFormat.of();
        if (vector.containsKey("file")) {
            return hex.parseHex(vector.get("file"));
        }
        byte[] data = pattern(Integer.parseInt(vector.get("plaintext-pattern")));
        byte[] head = hex.parseHex(vector.get("head"));
        String[] ivs = vector.get("vectors").split(" ");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(head);
        for (int i = 0; i < ivs.length; i++) {
            byte[] part =
                    Arrays.copyOfRange(data, i * CHUNK, Math.min(data.length, (i + 1) * CHUNK));
            file.writeBytes(
                    seal(
                            hex.parseHex(vector.get("key")),
                            head,
                            i,
                            i == ivs.length - 1,
                            hex.parseHex(ivs[i]),
                            part));
        }
        byte[] bytes = file.toByteArray();
        assertThat(hex.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                .as("the vector and the document agree")
                .isEqualTo(vector.get("sha256"));
        return bytes;
    }

    private void importKey(String label, byte[] value) {
        HsmConfig config = HsmConfig.builder().baseDirectory(directory).build();
        try (Hsm hsm = Hsm.open(config);
                Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_USER, Cli.USER_PIN.toCharArray());
            session.createObject(
                    Template.builder()
                            .objectClass(ObjectClass.CKO_SECRET_KEY)
                            .keyType(KeyType.CKK_AES)
                            .token(true)
                            .label(label)
                            .set(AttributeType.CKA_VALUE, value)
                            .set(AttributeType.CKA_ENCRYPT, true)
                            .set(AttributeType.CKA_DECRYPT, true)
                            .build());
        }
    }

    /** What one version has written every later one decrypts, and what is none stays refused. */
    @Test
    void vectors_ofFormat1_haveTheirVerdicts() throws Exception {
        List<Path> files;
        try (Stream<Path> list = Files.list(VECTORS)) {
            files = list.sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(12);
        importKey("k", HexFormat.of().parseHex(vector(files.get(0)).get("key")));
        for (Path file : files) {
            Map<String, String> vector = vector(file);
            Files.write(cli.path("in"), fileOf(vector));
            Result result = decrypt(path("in"), path("out"));
            if (vector.get("expect").equals("decrypts")) {
                result.done();
                byte[] expected =
                        vector.containsKey("plaintext")
                                ? HexFormat.of().parseHex(vector.get("plaintext"))
                                : pattern(Integer.parseInt(vector.get("plaintext-pattern")));
                assertThat(cli.path("out")).as(file.toString()).hasBinaryContent(expected);
                Files.delete(cli.path("out"));
            } else {
                assertThat(result.code()).as(file + result.err()).isEqualTo(1);
                assertThat(cli.path("out")).as(file.toString()).doesNotExist();
            }
        }
    }

    @Test
    void data_longerThanAChunk_comeBackAndAreWhatTheDocumentSays() throws Exception {
        byte[] value = new byte[32];
        Arrays.fill(value, (byte) 9);
        importKey("k", value);
        for (int length : new int[] {CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 77}) {
            byte[] data = pattern(length);
            Files.write(cli.path("data"), data);
            assertThat(
                            encrypt(path("data"), path("sealed"), "--json")
                                    .done()
                                    .json()
                                    .get("format")
                                    .asText())
                    .isEqualTo("chunks");
            decrypt(path("sealed"), path("opened")).done();
            assertThat(cli.path("opened")).hasBinaryContent(data);

            byte[] sealed = Files.readAllBytes(cli.path("sealed"));
            byte[] head = Arrays.copyOf(sealed, HEAD);
            int chunks = (length + CHUNK - 1) / CHUNK;
            assertThat(sealed).hasSize(HEAD + length + chunks * 28);
            for (int i = 0; i < chunks; i++) {
                int at = HEAD + i * SEALED;
                byte[] chunk = Arrays.copyOfRange(sealed, at, Math.min(sealed.length, at + SEALED));
                byte[] part = Arrays.copyOfRange(data, i * CHUNK, i * CHUNK + chunk.length - 28);
                assertThat(chunk)
                        .isEqualTo(
                                seal(
                                        value,
                                        head,
                                        i,
                                        i == chunks - 1,
                                        Arrays.copyOf(chunk, 12),
                                        part));
            }
        }
    }

    @Test
    void littleData_staysInThePlainForm() throws Exception {
        aes("k", "ENCRYPT,DECRYPT");
        byte[] data = pattern(CHUNK);
        Files.write(cli.path("data"), data);

        encrypt(path("data"), path("sealed")).done();
        decrypt(path("sealed"), path("opened")).done();

        assertThat(Files.size(cli.path("sealed"))).isEqualTo(12 + CHUNK + 16);
        assertThat(cli.path("opened")).hasBinaryContent(data);
    }

    @Test
    void fileThatWasCutOrMixed_isRefused_andNothingIsWritten() throws Exception {
        aes("k", "ENCRYPT,DECRYPT");
        Files.write(cli.path("data"), pattern(3 * CHUNK));
        encrypt(path("data"), path("sealed")).done();
        encrypt(path("data"), path("other")).done();
        byte[] good = Files.readAllBytes(cli.path("sealed"));
        byte[] other = Files.readAllBytes(cli.path("other"));
        byte[] head = Arrays.copyOf(good, HEAD);
        byte[][] chunks = new byte[3][];
        for (int i = 0; i < 3; i++) {
            chunks[i] = Arrays.copyOfRange(good, HEAD + i * SEALED, HEAD + (i + 1) * SEALED);
        }
        byte[] foreign = Arrays.copyOfRange(other, HEAD + SEALED, HEAD + 2 * SEALED);

        Map<String, byte[]> bad = new TreeMap<>();
        bad.put("last chunk missing", join(head, chunks[0], chunks[1]));
        bad.put("two chunks missing", join(head, chunks[0]));
        bad.put("all chunks missing", head);
        bad.put("cut in a chunk", Arrays.copyOf(good, good.length - 5));
        bad.put("cut behind a vector", Arrays.copyOf(good, HEAD + SEALED + 12));
        bad.put("first chunk missing", join(head, chunks[1], chunks[2]));
        bad.put("middle chunk missing", join(head, chunks[0], chunks[2]));
        bad.put("chunks in another order", join(head, chunks[1], chunks[0], chunks[2]));
        bad.put("chunk twice", join(head, chunks[0], chunks[0], chunks[1], chunks[2]));
        bad.put("last chunk twice", join(head, chunks[0], chunks[1], chunks[2], chunks[2]));
        bad.put("chunk of another file", join(head, chunks[0], foreign, chunks[2]));
        bad.put("head of another file", join(Arrays.copyOf(other, HEAD), chunks[0], chunks[1]));
        bad.put("something behind the end", join(good, new byte[] {0}));
        for (int at : new int[] {20, 33, 47, HEAD, HEAD + 100, HEAD + SEALED - 1}) {
            byte[] changed = good.clone();
            changed[at] ^= 1;
            bad.put("byte " + at + " changed", changed);
        }
        for (Map.Entry<String, byte[]> entry : bad.entrySet()) {
            Files.write(cli.path("bad"), entry.getValue());
            Result result = decrypt(path("bad"), path("opened"));
            assertThat(result.code()).as(entry.getKey() + result.err()).isEqualTo(1);
            assertThat(result.err())
                    .as(entry.getKey())
                    .contains("CKR_AEAD_DECRYPT_FAILED", "is not whole");
            assertThat(cli.path("opened")).as(entry.getKey()).doesNotExist();
        }
    }

    @Test
    void pipe_getsWhatIsAuthenticated_andTheExitCodeTellsThatSomethingIsMissing() throws Exception {
        aes("k", "ENCRYPT,DECRYPT");
        byte[] data = pattern(2 * CHUNK + 5);
        Files.write(cli.path("data"), data);
        encrypt(path("data"), path("sealed")).done();
        byte[] good = Files.readAllBytes(cli.path("sealed"));
        assertThat(decrypt(path("sealed"), "-").done().out()).isEqualTo(data);

        Files.write(cli.path("cut"), Arrays.copyOf(good, HEAD + 2 * SEALED));
        Result cut = decrypt(path("cut"), "-").exits(ExitCode.FAILED);

        assertThat(cut.out()).isEqualTo(Arrays.copyOf(data, CHUNK));
    }

    @Test
    void chunk_thatIsEmptyBehindOthers_isRefused() throws Exception {
        byte[] value = new byte[32];
        importKey("k", value);
        byte[] head =
                HexFormat.of().parseHex(vector(VECTORS.resolve("pattern-1048576.txt")).get("head"));
        Files.write(
                cli.path("sealed"),
                join(
                        head,
                        seal(value, head, 0, false, new byte[12], pattern(CHUNK)),
                        seal(
                                value,
                                head,
                                1,
                                true,
                                new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                                new byte[0])));

        assertThat(decrypt(path("sealed"), path("opened")).exits(ExitCode.FAILED).err())
                .contains("empty chunk");
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void otherKey_isNamed_andACopyOfTheKeyDecrypts() throws Exception {
        byte[] value = new byte[32];
        Arrays.fill(value, (byte) 3);
        importKey("k", value);
        importKey("copy", value);
        aes("stranger", "ENCRYPT,DECRYPT");
        Files.write(cli.path("data"), pattern(CHUNK + 1));
        encrypt(path("data"), path("sealed")).done();
        String id =
                cli.asUser("key", "info", "--label", "k", "--json")
                        .json()
                        .get(0)
                        .get("unique_id")
                        .asText();

        assertThat(
                        run("decrypt", "stranger", path("sealed"), path("opened"))
                                .exits(ExitCode.FAILED)
                                .err())
                .contains("another key", id);
        run("decrypt", "copy", path("sealed"), path("opened")).done();
    }

    @Test
    void audit_hasOneRecordAFile_andOneOfAChunkThatFails() throws Exception {
        aes("k", "ENCRYPT,DECRYPT");
        Files.write(cli.path("data"), pattern(3 * CHUNK));
        encrypt(path("data"), path("sealed")).done();
        decrypt(path("sealed"), path("opened")).done();
        byte[] sealed = Files.readAllBytes(cli.path("sealed"));
        sealed[HEAD + SEALED + 50] ^= 1;
        Files.write(cli.path("bad"), sealed);
        decrypt(path("bad"), path("opened")).exits(ExitCode.FAILED);

        List<String> uses =
                cli.run("audit", "export-ndjson", "--event", "Encrypt,Decrypt")
                        .done()
                        .text()
                        .lines()
                        .map(
                                line ->
                                        line.replaceFirst(
                                                ".*\"event\":\"(\\w+)\",\"result\":\"(\\w+)\".*\"detail\":\"([^\"]*)\".*",
                                                "$1 $2 $3"))
                        .toList();
        assertThat(uses)
                .containsExactly(
                        "Encrypt CKR_OK in messages",
                        "Decrypt CKR_OK in messages",
                        "Decrypt CKR_OK in messages",
                        "Decrypt CKR_AEAD_DECRYPT_FAILED message 2");
    }

    @Test
    void keyThatMayEncryptAlone_isEnough() throws Exception {
        aes("k", "ENCRYPT");
        Files.write(cli.path("data"), pattern(CHUNK + 1));

        encrypt(path("data"), path("sealed")).done();
        assertThat(decrypt(path("sealed"), path("opened")).exits(ExitCode.FAILED).err())
                .contains("CKR_KEY_FUNCTION_NOT_PERMITTED");
    }

    /** The plain forms that the token decrypts only as a whole. */
    @Test
    void plainForm_ofWhatCouldNotBeDecrypted_isRefusedBeforeItIsRead() throws Exception {
        aes("k", "ENCRYPT,DECRYPT");
        cli.asUser("key", "generate", "--type", "chacha20", "--label", "cha").done();
        try (RandomAccessFile sparse = new RandomAccessFile(path("huge"), "rw")) {
            sparse.setLength(300L << 20);
        }

        for (List<String> how :
                List.of(
                        List.of("k", "--mechanism", "AES/GCM/NoPadding"),
                        List.of("k", "--aad", "00"),
                        List.of("k", "--iv", "000102030405060708090a0b"),
                        List.of("cha"))) {
            Result refused =
                    run(
                                    "encrypt",
                                    how.get(0),
                                    path("huge"),
                                    path("sealed"),
                                    how.subList(1, how.size()).toArray(String[]::new))
                            .exits(ExitCode.FAILED);
            assertThat(refused.err()).as("%s", how).contains("268435440 bytes", "in chunks");
            assertThat(cli.path("sealed")).doesNotExist();
        }
        assertThat(
                        decrypt(path("huge"), path("opened"), "--mechanism", "AES/GCM/NoPadding")
                                .exits(ExitCode.FAILED)
                                .err())
                .contains("docs/cli.md");
        assertThat(cli.run("audit", "export-ndjson", "--event", "Encrypt,Decrypt").done().text())
                .isEmpty();
    }

    /** What {@code docs/cli.md} says of files that 0.10.0 wrote and nothing decrypts. */
    @Test
    void plainForm_canBeReadWithoutItsTag() throws Exception {
        aes("k", "ENCRYPT,DECRYPT");
        byte[] data = pattern(5000);
        Files.write(cli.path("data"), data);
        encrypt(path("data"), path("sealed"), "--mechanism", "AES/GCM/NoPadding").done();
        byte[] sealed = Files.readAllBytes(cli.path("sealed"));
        Files.write(cli.path("middle"), Arrays.copyOfRange(sealed, 12, sealed.length - 16));
        String iv = HexFormat.of().formatHex(Arrays.copyOf(sealed, 12)) + "00000002";

        decrypt(path("middle"), path("opened"), "--mechanism", "AES/CTR/NoPadding", "--iv", iv)
                .done();

        assertThat(cli.path("opened")).hasBinaryContent(data);
    }

    @Test
    void optionsOfAnotherForm_areRefused() throws Exception {
        aes("k", "ENCRYPT,DECRYPT");
        cli.asUser("key", "generate", "--type", "chacha20", "--label", "cha").done();
        Files.write(cli.path("data"), pattern(CHUNK + 1));
        encrypt(path("data"), path("sealed")).done();

        assertThat(
                        decrypt(path("sealed"), path("opened"), "--aad", "00")
                                .exits(ExitCode.USAGE)
                                .err())
                .contains("leave --aad out");
        assertThat(
                        run("decrypt", "cha", path("sealed"), path("opened"))
                                .exits(ExitCode.FAILED)
                                .err())
                .contains("in chunks under an AES key");
    }

    @Test
    void signature_ofWhatTheTokenReadsTwice_namesThePreHashFormAtOnce() throws Exception {
        try (RandomAccessFile sparse = new RandomAccessFile(path("huge"), "rw")) {
            sparse.setLength(257L << 20);
        }
        Map<String, String> forms = new TreeMap<>();
        forms.put("ed25519", "Ed25519ph");
        forms.put("ed448", "Ed448ph");
        forms.put("ml-dsa-44", "HashML-DSA-44-with-SHA512");
        forms.put("ml-dsa-87", "HashML-DSA-87-with-SHA512");
        forms.put("slh-dsa-sha2-128f", "HashSLH-DSA-SHA2-128f-with-SHA256");
        forms.put("slh-dsa-shake-192f", "HashSLH-DSA-SHAKE-192f-with-SHAKE256");
        for (Map.Entry<String, String> form : forms.entrySet()) {
            String type = form.getKey();
            cli.asUser("key", "generate", "--type", type, "--label", type).done();
            Files.deleteIfExists(cli.path("sig"));
            Result refused = run("sign", type, path("huge"), path("sig")).exits(ExitCode.FAILED);
            assertThat(refused.err())
                    .contains("268435456 bytes", "--mechanism " + form.getValue() + " ");
            assertThat(cli.path("sig")).doesNotExist();

            Files.writeString(cli.path("data"), "data");
            String[] named = {"--mechanism", form.getValue()};
            run("sign", type, path("data"), path("sig"), named).done();
            cli.asUser(
                            "verify",
                            "--key",
                            type,
                            "--input",
                            path("data"),
                            "--signature",
                            path("sig"),
                            "--mechanism",
                            form.getValue())
                    .done();
        }
        // Of any length indeed, for one of them.
        run("sign", "ed25519", path("huge"), path("sig"), "--mechanism", "Ed25519ph").done();
    }
}
