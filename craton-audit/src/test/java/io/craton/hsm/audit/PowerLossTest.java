package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ReturnCode;
import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.FileRules;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.line.ChainPoint;
import io.craton.hsm.audit.line.Sha256;
import io.craton.hsm.audit.state.HeadFile;
import io.craton.hsm.audit.state.Spool;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images of a log after a loss of power: what was forced is there; of what came later each sector
 * is there or not, in the log, in the head and in the spool.
 */
class PowerLossTest {
    private static final int SECTOR = 512;
    private static final int IMAGES = 100;
    private static final int CAMPAIGN_IMAGES = 3000;
    private static final int FORCED = 9;
    private static final int LATER = 12;

    @TempDir Path directory;

    private TestLog test;
    private Files3 forced;
    private Files3 later;

    /** The three files. */
    private record Files3(byte[] log, byte[] head, byte[] spool) {
        static Files3 of(TestLog test) throws IOException {
            return new Files3(
                    Files.readAllBytes(test.file()),
                    Files.readAllBytes(HeadFile.headIn(test.state())),
                    Files.readAllBytes(Spool.in(test.state())));
        }

        void putTo(TestLog test) throws IOException {
            Files.write(test.file(), log);
            Files.write(HeadFile.headIn(test.state()), head);
            Files.write(Spool.in(test.state()), spool);
        }
    }

    @BeforeEach
    void run() throws Exception {
        test = TestLog.in(directory);
        AuditLog log = test.open();
        for (int i = 1; i < FORCED; i++) {
            log.record(TestLog.numbered(AuditEvent.SIGN, i));
        }
        log.record(TestLog.numbered(AuditEvent.LOGIN, FORCED));
        // The head is forced now and then; here it tells of the login.
        Thread.sleep(100);
        forced = Files3.of(test);
        for (int i = 1; i <= LATER; i++) {
            log.record(TestLog.numbered(AuditEvent.SIGN, FORCED + i));
            later = Files3.of(test);
        }
        log.close();
        forced.putTo(test);
        later = new Files3(later.log(), headOfLater(), later.spool());
    }

    /** The head as the writer leaves it when it has written all lines, and forced those up to 9. */
    private byte[] headOfLater() throws IOException {
        byte[][] lines = lines(later.log());
        ChainPoint last = new ChainPoint();
        last.sequence = lines.length;
        last.time(AuditEntry.parse(lines[lines.length - 1]).orElseThrow().time());
        System.arraycopy(Sha256.of(lines[lines.length - 1]), 0, last.hash, 0, Sha256.LENGTH);
        ChainPoint known = new ChainPoint();
        known.sequence = FORCED;
        System.arraycopy(Sha256.of(lines[FORCED - 1]), 0, known.hash, 0, Sha256.LENGTH);
        try (HeadFile head = HeadFile.open(test.state(), FileRules.of("0600"), bytes -> {})) {
            head.read();
            head.write(last.head(Map.of(), List.of(), known));
        }
        return Files.readAllBytes(HeadFile.headIn(test.state()));
    }

    private static byte[][] lines(byte[] log) {
        return Stream.of(new String(log, StandardCharsets.UTF_8).split("\n"))
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /** Of the bytes that are others later, each sector is the one or the other. */
    private static byte[] torn(byte[] before, byte[] after, Random random) {
        int length = before.length;
        if (after.length > before.length) {
            length += random.nextInt(after.length - before.length + 1);
        }
        byte[] image = Arrays.copyOf(before, length);
        for (int at = 0; at < length; at += SECTOR) {
            if (random.nextBoolean()) {
                int count = Math.min(SECTOR, length - at);
                System.arraycopy(after, at, image, at, count);
            }
        }
        return image;
    }

    private Files3 image(Random random) {
        byte[] log = torn(forced.log(), later.log(), random);
        // Sectors that had been forced are as they were, also where lines were added to them.
        System.arraycopy(forced.log(), 0, log, 0, forced.log().length);
        byte[] head = random.nextInt(3) == 0 ? forced.head() : tornHead(random);
        byte[] spool =
                switch (random.nextInt(3)) {
                    case 0 -> forced.spool();
                    case 1 -> later.spool();
                    default -> torn(forced.spool(), later.spool(), random);
                };
        return new Files3(log, head, spool);
    }

    private byte[] tornHead(Random random) {
        return random.nextBoolean() ? later.head() : torn(forced.head(), later.head(), random);
    }

    @Test
    void everyImage_goesOnAfterTheLastWholeLine_verifies_andSaysWhatIsLost() throws Exception {
        open(0, IMAGES);
    }

    @Test
    @Tag("campaign")
    void campaign() throws Exception {
        open(IMAGES, CAMPAIGN_IMAGES);
    }

    private void open(int from, int to) throws Exception {
        int lostSome = 0;
        int keptAside = 0;
        for (int seed = from; seed < to; seed++) {
            Random random = new Random(seed);
            clean();
            image(random).putTo(test);
            try (AuditLog log = test.open()) {
                log.record(
                        AuditRecord.module(
                                AuditEvent.LOGIN, ReturnCode.CKR_OK, TestLog.detail("after")));
            }
            ChainVerification verification =
                    ChainVerifier.create().verify(AuditSource.withRotated(test.file()));
            assertThat(verification.summary()).as("image %d", seed).startsWith("VALID");
            List<AuditEntry> entries = test.entries();
            for (int i = 0; i < FORCED; i++) {
                assertThat(entries.get(i).field("detail")).contains("number " + (i + 1));
            }
            long there =
                    entries.stream()
                            .filter(e -> e.field("detail").orElse("").startsWith("number "))
                            .count();
            boolean said = entries.stream().anyMatch(e -> e.event().equals("ChainContinuity"));
            if (there < FORCED + LATER && headKnew(seed)) {
                assertThat(said).as("image %d lost lines that were remembered", seed).isTrue();
            }
            lostSome += there < FORCED + LATER ? 1 : 0;
            keptAside += aside().isEmpty() ? 0 : 1;
            String findings = findings(entries);
            aside().forEach(file -> assertThat(findings).contains(file.getFileName().toString()));
        }
        assertThat(lostSome).isPositive();
        assertThat(keptAside).isPositive();
    }

    /** Whether the head of this image is the later one, whole. */
    private boolean headKnew(int seed) {
        return Arrays.equals(image(new Random(seed)).head(), later.head());
    }

    private static String findings(List<AuditEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.event().equals("ChainContinuity"))
                .map(entry -> entry.field("detail").orElse(""))
                .reduce("", (a, b) -> a + "\n" + b);
    }

    private List<Path> aside() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(AuditSource.TORN)).toList();
        }
    }

    private void clean() throws IOException {
        for (Path file : aside()) {
            Files.delete(file);
        }
    }

    private Files3 withHole(Files3 files, int line) {
        byte[] log = files.log().clone();
        int from = 0;
        for (int i = 1; i < line; from++) {
            i += log[from] == '\n' ? 1 : 0;
        }
        Arrays.fill(log, from + 10, from + 60, (byte) 0);
        return new Files3(log, files.head(), files.spool());
    }

    @Test
    void holeAfterTheForcedLine_isKeptBesideTheLog_andNamedInTheEvent() throws Exception {
        withHole(later, FORCED + 3).putTo(test);
        byte[] torn = Files.readAllBytes(test.file());
        // the spool is gone too: what was in it would fill the hole
        Files.delete(Spool.in(test.state()));
        test.open().close();
        assertThat(test.verify().summary()).startsWith("VALID: " + (FORCED + 3) + " lines");
        Path aside = aside().get(0);
        assertThat(aside.getFileName()).hasToString("audit.jsonl.after-11.torn");
        byte[] kept = Files.readAllBytes(aside);
        assertThat(kept)
                .isEqualTo(Arrays.copyOfRange(torn, torn.length - kept.length, torn.length));
        assertThat(findings(test.entries()))
                .contains("after line 11 came " + kept.length + " bytes")
                .contains("audit.jsonl.after-11.torn");
    }

    @Test
    void holeBeforeAForcedLine_staysAnAlarm() throws Exception {
        for (int line : new int[] {2, FORCED - 1, FORCED}) {
            withHole(later, line).putTo(test);
            test.open().close();
            assertThat(test.verify().summary()).as("line %d", line).startsWith("BROKEN");
            assertThat(aside()).isEmpty();
        }
    }

    @Test
    void holeInALogThatWasClosed_staysAnAlarm() throws Exception {
        later.putTo(test);
        test.open().close();
        withHole(Files3.of(test), FORCED + 3).putTo(test);
        test.open().close();
        assertThat(test.verify().summary()).startsWith("BROKEN");
        assertThat(aside()).isEmpty();
    }

    /** Behind the end of a log that was closed, power leaves nothing. */
    @Test
    void lineThatSomebodyAddedToALogThatWasClosed_staysAnAlarm() throws Exception {
        later.putTo(test);
        test.open().close();
        List<String> lines = test.lines();
        int last = lines.size();
        String added = lines.get(last - 1).replace("\"seq\":" + last, "\"seq\":" + (last + 1));
        Files.writeString(test.file(), added + "\n", StandardOpenOption.APPEND);
        test.open().close();
        assertThat(test.verify().summary()).startsWith("BROKEN");
        assertThat(aside()).isEmpty();
    }

    /** A process that was killed loses nothing: its lines are in the file, and are not touched. */
    @Test
    void killedProcess_isNoLossOfPower() throws Exception {
        later.putTo(test);
        test.open().close();
        assertThat(test.verify().summary()).startsWith("VALID: " + (FORCED + LATER) + " lines");
        assertThat(findings(test.entries())).isEmpty();
    }

    @Test
    void segmentThatBeginsLater_isNotTakenForATornOne() throws Exception {
        String[] lines = new String(later.log(), StandardCharsets.UTF_8).split("\n");
        later.putTo(test);
        String rest = String.join("\n", Arrays.copyOfRange(lines, FORCED + 4, lines.length)) + "\n";
        Files.writeString(
                directory.resolve("audit.jsonl.1"),
                String.join("\n", Arrays.copyOf(lines, FORCED + 4)) + "\n");
        Files.writeString(test.file(), rest);
        test.open().close();
        assertThat(aside()).isEmpty();
        assertThat(ChainVerifier.create().verify(AuditSource.withRotated(test.file())).summary())
                .startsWith("VALID: " + (FORCED + LATER) + " lines");
    }
}
