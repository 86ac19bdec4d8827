package io.craton.hsm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.AttributeType;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.Hsm;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.UserType;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each release left on disk is opened, used, continued and restored by this one. */
@Tag("S1-26")
class ReleasedFilesTest {
    private static final Path FILES = Path.of("src", "test", "resources", "compat");

    @TempDir Path directory;

    static List<String> releases() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(Files::isDirectory)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, byte[]> unzip(Path file) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    /** The directory of a module, as the release left it. */
    private Path unpack(String release, String state) throws IOException {
        for (Map.Entry<String, byte[]> entry :
                unzip(FILES.resolve(release).resolve(state + ".zip")).entrySet()) {
            Path file = directory.resolve(entry.getKey());
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Files.write(file, entry.getValue());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return directory;
    }

    private static Session user(Hsm hsm) {
        Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_USER, ReleaseMaker.USER_PIN.toCharArray());
        return session;
    }

    /** Every key does what only it can do with what the release made with it. */
    private static void useKeys(Session session, String release) throws IOException {
        Map<String, byte[]> uses = unzip(FILES.resolve(release).resolve("uses.zip"));
        List<KeptKey> keys = KeptKeys.all();
        assertThat(keys).extracting(KeptKey::label).containsAll(uses.keySet());
        for (KeptKey key : keys) {
            byte[] kept = uses.get(key.label());
            if (kept != null) {
                key.check(session, kept);
            }
        }
    }

    /** Every object is there, and every attribute that the release told of it is what it was. */
    private static void readObjects(Session session, String release) throws IOException {
        Map<String, Template> now = ReleaseMaker.describe(session);
        Map<String, byte[]> then = unzip(FILES.resolve(release).resolve("objects.zip"));
        assertThat(now.keySet()).isEqualTo(then.keySet());
        then.forEach((id, bytes) -> assertSame(id, ReleaseMaker.CODEC.decode(bytes), now.get(id)));
    }

    private static void assertSame(String id, Template then, Template now) {
        for (AttributeType<?> type : then.types()) {
            assertThat(then.same(type, now)).as(type + " of " + id).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void tokenThatWasClosed_isOpenedAndUsed(String release) throws Exception {
        openAndUse(release, "closed");
    }

    @ParameterizedTest
    @MethodSource("releases")
    void tokenOfAKilledProcess_isOpenedAndUsed(String release) throws Exception {
        openAndUse(release, "killed");
    }

    private void openAndUse(String release, String state) throws Exception {
        Path module = unpack(release, state);
        for (int opening = 0; opening < 2; opening++) {
            try (Hsm hsm = ReleaseMaker.open(module)) {
                Slot slot = hsm.slot(0);
                assertThat(slot.tokenInfo().flags().contains(TokenInfo.Flag.CKF_USER_PIN_COUNT_LOW))
                        .as("one login had failed")
                        .isEqualTo(opening == 0);
                try (Session session = user(hsm)) {
                    readObjects(session, release);
                    useKeys(session, release);
                    session.logout();
                    session.login(UserType.CKU_SO, ReleaseMaker.SO_PIN.toCharArray());
                }
                assertThat(slot.tokenInfo().flags())
                        .doesNotContain(TokenInfo.Flag.CKF_USER_PIN_COUNT_LOW);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void logIsContinued_andTheChainVerifiesOverTheSeam(String release) throws Exception {
        for (String state : List.of("closed", "killed")) {
            Path module = unpack(release, state);
            Path log = module.resolve("audit.jsonl");
            byte[] before = Files.readAllBytes(log);
            assertThat(ChainVerifier.create().verify(log).valid()).isTrue();
            assertThat(Files.readAllBytes(log)).isEqualTo(before);
            try (Hsm hsm = ReleaseMaker.open(module);
                    Session session = user(hsm)) {
                session.generateRandom(1);
            }
            byte[] after = Files.readAllBytes(log);
            assertThat(after).hasSizeGreaterThan(before.length).startsWith(before);
            assertThat(new String(after, StandardCharsets.UTF_8))
                    .doesNotContain("ChainContinuity", "RollbackSuspected");
            List<String> lines = Files.readAllLines(log);
            assertThat(lines.get(lines.size() - 1)).startsWith("{\"format_version\":2,");
            assertChained(lines);
            ChainVerification found =
                    ChainVerifier.create()
                            .withHead(
                                    ChainVerifier.rememberedHead(module.resolve("store"))
                                            .orElseThrow())
                            .verify(log);
            assertThat(found.valid()).as(found.summary()).isTrue();
            assertScriptAgrees(log);
        }
    }

    /** With nothing but SHA-256 of the lines. */
    private static void assertChained(List<String> lines) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256", "SUN");
        String previous = "0".repeat(64);
        for (String line : lines) {
            assertThat(line).endsWith("\"previous_hash\":\"" + previous + "\"}");
            byte[] hash = sha256.digest(line.getBytes(StandardCharsets.UTF_8));
            previous = HexFormat.of().formatHex(hash);
        }
    }

    private static void assertScriptAgrees(Path log) throws Exception {
        Path script = Path.of("..", "docs", "verify-audit-chain.py");
        try {
            Process python =
                    new ProcessBuilder("python3", script.toString(), log.toString())
                            .redirectErrorStream(true)
                            .start();
            String said =
                    new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(python.waitFor()).as(said).isZero();
        } catch (IOException e) {
            assumeTrue(false, "python3 is not installed: the documented script was not run");
        }
    }

    private static BackupSecret secret(String kind, Path release) throws IOException {
        return switch (kind) {
            case "SO PIN" ->
                    new BackupSecret.SoPin(ReleaseMaker.SO_PIN.getBytes(StandardCharsets.UTF_8));
            case "passphrase" ->
                    new BackupSecret.Passphrase(
                            ReleaseMaker.PASSPHRASE.getBytes(StandardCharsets.UTF_8));
            default ->
                    new BackupSecret.Shares(
                            Files.readAllLines(release.resolve("shares")).subList(1, 3));
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"SO PIN", "passphrase", "shares"})
    void backup_isRestoredAndUsed(String kind) throws Exception {
        for (String release : releases()) {
            Path files = FILES.resolve(release);
            byte[] archive = Files.readAllBytes(files.resolve("backup"));
            Path module = Files.createDirectories(directory.resolve(release));
            try (Hsm hsm = ReleaseMaker.open(module)) {
                try (InputStream in = new ByteArrayInputStream(archive)) {
                    hsm.slot(0).restore(secret(kind, files), in, false);
                }
                try (Session session = user(hsm)) {
                    readObjects(session, release);
                    useKeys(session, release);
                }
            }
        }
    }
}
