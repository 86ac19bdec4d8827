package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.audit.line.ChainHead;
import io.craton.hsm.audit.line.Sha256;
import io.craton.hsm.audit.verify.BreakReason;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of tampering, at a random place in a log of 100,000 lines, is found and located. */
@Tag("S0-30")
@Tag("S3-42")
class TamperingTest {
    private static final int LINES = 100_000;
    private static final int ROUNDS = 3;

    @TempDir static Path shared;

    @TempDir Path directory;

    private static List<String> good;
    private static ChainHead head;

    private final Random random = new Random();

    @BeforeAll
    static void writeLog() throws IOException {
        TestLog test = TestLog.in(shared);
        try (AuditLog log = test.open()) {
            for (int i = 0; i < LINES; i++) {
                log.record(TestLog.crypto(AuditEvent.SIGN, i % 10 == 0 ? "number " + i : null));
            }
        }
        good = List.copyOf(test.lines());
        head = ChainVerifier.rememberedHead(test.state()).orElseThrow();
        assertThat(head.sequence()).isEqualTo(LINES);
    }

    /** A place with neighbours. */
    private int place() {
        return 2 + random.nextInt(LINES - 4);
    }

    private void assertBreak(List<String> lines, long line, BreakReason reason) throws IOException {
        assertBreak(
                ChainVerifier.create(), Files.write(directory.resolve("log"), lines), line, reason);
    }

    private static void assertBreak(
            ChainVerifier verifier, Path path, long line, BreakReason reason) throws IOException {
        ChainVerification verification = verifier.verify(path);
        assertThat(verification.valid()).isFalse();
        ChainVerification.Break found = verification.firstBreak().orElseThrow();
        assertThat(found.reason()).as(verification.summary()).isEqualTo(reason);
        assertThat(found.line()).as(verification.summary()).isEqualTo(line);
        assertThat(verification.summary())
                .contains("BROKEN at line " + line)
                .contains(reason.words());
    }

    @Test
    @Tag("S1-5")
    @Tag("S2-36")
    void goodLog_verifies_plainCompressedAndInSegments() throws Exception {
        ChainVerification whole = TestLog.verify(Files.write(directory.resolve("log"), good));
        assertThat(whole.summary())
                .startsWith("VALID: 100000 lines, entries 1 to 100000, from the first entry on");
        assertThat(whole.headHash()).isEqualTo(head.hash());

        Path segments = Files.createDirectory(directory.resolve("segments"));
        Path newest = Files.write(segments.resolve("audit.jsonl"), good.subList(70_000, LINES));
        Path oldest = gzip(segments.resolve("audit.jsonl.2.gz"), good.subList(0, 30_000));
        Files.write(segments.resolve("audit.jsonl.1"), good.subList(30_000, 70_000));
        Files.writeString(segments.resolve("README"), "not a segment\n");
        assertThat(TestLog.verify(segments)).isEqualTo(whole);

        ChainVerification first = TestLog.verify(oldest);
        assertThat(first.lines()).isEqualTo(30_000);
        ChainVerification last = TestLog.verify(newest);
        assertThat(last.firstSequence()).isEqualTo(70_001);
        assertThat(last.previousHash())
                .isEqualTo(TestLog.verify(segments.resolve("audit.jsonl.1")).headHash());
        assertThat(
                        ChainVerifier.create()
                                .withPreviousHash(first.headHash())
                                .verify(segments.resolve("audit.jsonl.1"))
                                .valid())
                .isTrue();
        assertBreak(
                ChainVerifier.create().withPreviousHash(first.headHash()),
                newest,
                1,
                BreakReason.REMOVED);
        Files.delete(segments.resolve("audit.jsonl.1"));
        assertBreak(ChainVerifier.create(), segments, 1, BreakReason.REMOVED);
    }

    private static Path gzip(Path path, List<String> lines) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return path;
    }

    @Test
    void damagedCompressedSegment_isFound_whereItsLinesEnd() throws Exception {
        Path segments = Files.createDirectory(directory.resolve("damaged"));
        Path first = gzip(segments.resolve("audit.jsonl.1.gz"), good.subList(0, 5_000));
        Files.write(segments.resolve("audit.jsonl"), good.subList(5_000, 6_000));
        byte[] whole = Files.readAllBytes(first);

        Files.write(first, Arrays.copyOf(whole, whole.length / 2));
        ChainVerification cut = TestLog.verify(segments);
        assertThat(cut.summary()).contains("audit.jsonl.1.gz", "truncated");
        assertThat(cut.firstBreak().orElseThrow().line()).isBetween(2L, 5_000L);

        byte[] changed = whole.clone();
        changed[whole.length - 6] ^= 1;
        Files.write(first, changed);
        assertThat(TestLog.verify(segments).valid()).as("the checksum of the segment").isFalse();

        Files.write(first, Arrays.copyOf(whole, 11));
        assertBreak(
                ChainVerifier.create().withPreviousHash(ChainHead.GENESIS_HASH),
                segments,
                1,
                BreakReason.REMOVED);
    }

    @RepeatedTest(ROUNDS)
    void editedLine_isFound() throws Exception {
        List<String> lines = new ArrayList<>(good);
        int at = place();
        lines.set(at, lines.get(at).replace("CKM_ECDSA", "CKM_ECDSB"));
        assertBreak(lines, at + 1, BreakReason.EDITED);
    }

    @RepeatedTest(ROUNDS)
    void editedPreviousHash_isFound() throws Exception {
        List<String> lines = new ArrayList<>(good);
        int at = place();
        String line = lines.get(at);
        char digit = line.charAt(line.length() - 3);
        lines.set(at, line.substring(0, line.length() - 3) + (digit == '0' ? '1' : '0') + "\"}");
        assertBreak(lines, at + 1, BreakReason.EDITED);
    }

    @RepeatedTest(ROUNDS)
    void editedNumberOrTime_isFound() throws Exception {
        int at = place();
        List<String> lines = new ArrayList<>(good);
        lines.set(at, lines.get(at).replace("\"seq\":", "\"seq\":1"));
        assertBreak(lines, at + 1, BreakReason.EDITED);
        lines = new ArrayList<>(good);
        lines.set(at, lines.get(at).replaceFirst("\"time\":\"20", "\"time\":\"19"));
        assertBreak(lines, at + 1, BreakReason.EDITED);
    }

    @RepeatedTest(10)
    void anyChangedByte_isFoundInItsLine() throws Exception {
        List<String> lines = new ArrayList<>(good);
        int at = place();
        byte[] bytes = lines.get(at).getBytes(StandardCharsets.ISO_8859_1);
        int index = random.nextInt(bytes.length);
        bytes[index] = (byte) (bytes[index] == '!' ? '?' : '!');
        lines.set(at, new String(bytes, StandardCharsets.ISO_8859_1));
        ChainVerification verification =
                TestLog.verify(Files.write(directory.resolve("log"), lines));
        ChainVerification.Break found = verification.firstBreak().orElseThrow();
        assertThat(found.line()).isEqualTo(at + 1);
        assertThat(found.reason()).isIn(BreakReason.EDITED, BreakReason.MALFORMED);
    }

    @RepeatedTest(ROUNDS)
    void removedLines_areFound() throws Exception {
        List<String> lines = new ArrayList<>(good);
        int at = place();
        int count = 1 + random.nextInt(Math.min(50, LINES - at - 1));
        lines.subList(at, at + count).clear();
        assertBreak(lines, at + 1, BreakReason.REMOVED);
    }

    @RepeatedTest(ROUNDS)
    void reorderedLines_areFound() throws Exception {
        List<String> swapped = new ArrayList<>(good);
        int at = place();
        swapped.set(at, good.get(at + 1));
        swapped.set(at + 1, good.get(at));
        assertBreak(swapped, at + 1, BreakReason.REORDERED);

        List<String> moved = new ArrayList<>(good);
        int from = at + 2 + random.nextInt(LINES - at - 2);
        moved.add(at, moved.remove(Math.min(from, LINES - 1)));
        assertBreak(moved, at + 1, BreakReason.REORDERED);

        List<String> late = new ArrayList<>(good);
        late.add(LINES - 1, late.remove(at));
        assertBreak(late, at + 1, BreakReason.REORDERED);
    }

    @RepeatedTest(ROUNDS)
    void truncatedLog_isFound_withTheHead() throws Exception {
        int at = place();
        Path cut = Files.write(directory.resolve("log"), good.subList(0, at));
        assertThat(TestLog.verify(cut).valid()).isTrue();
        assertBreak(ChainVerifier.create().withHead(head), cut, at + 1, BreakReason.TRUNCATED);
        assertBreak(
                ChainVerifier.create().withHead(head.hash()), cut, at + 1, BreakReason.TRUNCATED);
        String middle =
                String.join("\n", good.subList(0, at)) + "\n" + good.get(at).substring(0, 50);
        Path torn = Files.writeString(directory.resolve("log"), middle);
        assertBreak(ChainVerifier.create(), torn, at + 1, BreakReason.TRUNCATED);
    }

    @RepeatedTest(ROUNDS)
    void forkedLog_isFound() throws Exception {
        int at = place();
        List<String> twice = new ArrayList<>(good);
        twice.add(at + 1, good.get(at));
        assertBreak(twice, at + 2, BreakReason.FORKED);

        List<String> secondWriter = new ArrayList<>(good);
        String other = good.get(at).replace("CKR_OK", "CKR_PIN_INCORRECT");
        secondWriter.add(at + 1, other);
        assertBreak(secondWriter, at + 2, BreakReason.FORKED);

        List<String> secondChain = new ArrayList<>(good.subList(0, at));
        secondChain.addAll(good);
        assertBreak(secondChain, at + 1, BreakReason.FORKED);
    }

    @RepeatedTest(ROUNDS)
    void insertedLine_isFound() throws Exception {
        int at = place();
        List<String> lines = new ArrayList<>(good);
        String line = good.get(at);
        lines.add(at, line.substring(0, line.length() - 66) + "ab".repeat(32) + "\"}");
        assertBreak(lines, at + 1, BreakReason.EDITED);
    }

    @RepeatedTest(ROUNDS)
    void clockBackwards_isFound() throws Exception {
        int at = place();
        List<String> lines = new ArrayList<>(good.subList(0, at));
        String previous = TestLog.verify(Files.write(directory.resolve("log"), lines)).headHash();
        for (int i = at; i < Math.min(LINES, at + 10); i++) {
            String line = good.get(i);
            String time = i == at ? line.replaceFirst("\"time\":\"20", "\"time\":\"19") : line;
            String chained = time.substring(0, time.length() - 66) + previous + "\"}";
            lines.add(chained);
            previous =
                    java.util.HexFormat.of()
                            .formatHex(Sha256.of(chained.getBytes(StandardCharsets.UTF_8)));
        }
        assertBreak(lines, at + 1, BreakReason.CLOCK_BACKWARDS);
    }

    @Test
    void malformedLine_isFound() throws Exception {
        for (String line :
                List.of(
                        "",
                        "garbage",
                        "{}",
                        "[1]",
                        "{\"seq\":1}",
                        "{\"a\":{\"b\":1}}",
                        good.get(3) + "x",
                        "\u0000".repeat(400))) {
            int at = place();
            List<String> lines = new ArrayList<>(good);
            lines.set(at, line);
            assertBreak(lines, at + 1, BreakReason.MALFORMED);
        }
    }

    @Test
    void logWrittenAnew_verifiesByItself_butNotAgainstTheHead() throws Exception {
        List<String> lines = new ArrayList<>();
        String previous = "0".repeat(64);
        for (String line : good) {
            String changed = line.replace("CKR_OK", "CKR_CANCEL");
            String chained = changed.substring(0, changed.length() - 66) + previous + "\"}";
            lines.add(chained);
            previous =
                    java.util.HexFormat.of()
                            .formatHex(Sha256.of(chained.getBytes(StandardCharsets.UTF_8)));
        }
        Path log = Files.write(directory.resolve("log"), lines);
        assertThat(TestLog.verify(log).valid()).isTrue();
        assertBreak(ChainVerifier.create().withHead(head), log, LINES, BreakReason.EDITED);
        assertBreak(
                ChainVerifier.create().withHead(head.hash()),
                log,
                LINES + 1,
                BreakReason.TRUNCATED);
    }
}
