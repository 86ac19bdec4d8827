package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.HsmException;
import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.FileRules;
import io.craton.hsm.audit.proof.AuditProver;
import io.craton.hsm.audit.proof.Checkpoint;
import io.craton.hsm.audit.proof.CheckpointFile;
import io.craton.hsm.audit.proof.ConsistencyProof;
import io.craton.hsm.audit.proof.Cosigner;
import io.craton.hsm.audit.proof.InclusionProof;
import io.craton.hsm.audit.proof.NoteKey;
import io.craton.hsm.audit.proof.SignatureCheck;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.CheckpointSigner;
import io.craton.hsm.spi.CheckpointSigner.Algorithm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointTest {
    private static final SignatureCheck CHECK = SignatureCheck.ofJavaRuntime();

    /** The key of the example in the documentation of golang.org/x/mod/sumdb/note. */
    private static final String NEUMANN =
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    @TempDir Path directory;

    private final TestSigner signer = TestSigner.ed25519("audit.example/log");

    private TestLog write(int records, long every) {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            log.checkpoints(List.of(signer), every, Duration.ofHours(1));
            for (int i = 0; i < records; i++) {
                log.record(TestLog.numbered(AuditEvent.SIGN, i));
                if (i % 50 == 0) {
                    log.flush();
                }
            }
        }
        return test;
    }

    private static List<Checkpoint> read(TestLog test) throws Exception {
        return CheckpointFile.read(CheckpointFile.of(test.file()));
    }

    @Test
    void noteKey_readsAndWritesThePublishedForm() {
        NoteKey key = NoteKey.parse(NEUMANN);
        assertThat(key.name()).isEqualTo("PeterNeumann");
        assertThat(key.type()).isEqualTo(NoteKey.Type.ED25519);
        assertThat(key.encoded()).isEqualTo(NEUMANN);
        // the published signature of that key, over a text that is no checkpoint
        byte[] signature =
                Base64.getDecoder()
                        .decode(
                                "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=");
        byte[] text =
                ("If you think cryptography is the answer to your problem,\n"
                                + "then you don't know what your problem is.\n")
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(Arrays.copyOf(signature, 4)).isEqualTo(key.id());
        assertThat(
                        CHECK.verify(
                                key.type(),
                                key.publicKey(),
                                text,
                                Arrays.copyOfRange(signature, 4, 68)))
                .isTrue();
    }

    @Test
    void noteKey_refusesWhatIsNotOne() {
        for (String wrong :
                List.of(
                        "",
                        "PeterNeumann",
                        NEUMANN.replace("c74f", "c74e"),
                        NEUMANN.replace("PeterNeumann", "Peter"),
                        "a+00000000+AAAA",
                        NEUMANN + "AAAA")) {
            assertThatThrownBy(() -> NoteKey.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> NoteKey.of("two words", NoteKey.Type.ED25519, new byte[32]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NoteKey.of("name", NoteKey.Type.ED25519, new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void publishedCheckpoint_isReadAndWritten() {
        // the example of C2SP tlog-cosignature
        String note =
                "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
                        + "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGz"
                        + "Gku9nTo+zyWE+xeMcTOAYQ8=\n"
                        + "\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ"
                        + "qhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
        Checkpoint checkpoint = Checkpoint.parse(note);
        assertThat(checkpoint.origin()).isEqualTo("example.com/behind-the-sofa");
        assertThat(checkpoint.size()).isEqualTo(20_852_163);
        assertThat(checkpoint.signedBy())
                .containsExactly("example.com/behind-the-sofa", "witness.example.com/w1");
        assertThat(checkpoint.note()).isEqualTo(note);
    }

    @Test
    void malformedCheckpoints_areRefused() {
        String root = Base64.getEncoder().encodeToString(new byte[32]);
        for (String note :
                List.of(
                        "",
                        "a\n1\n" + root + "\n",
                        "a\n01\n" + root + "\n\n\u2014 k AAAAAAAA\n",
                        "a\n-1\n" + root + "\n\n\u2014 k AAAAAAAA\n",
                        "a\n1\nAAAA\n\n\u2014 k AAAAAAAA\n",
                        "a\n1\n" + root + "\n\n- k AAAAAAAA\n",
                        "a\n1\n" + root + "\n\n\u2014 k AA==\n",
                        "a\n1\n" + root + "\n\n\u2014 k AAAAAAAA",
                        "\n1\n" + root + "\n\n\u2014 k AAAAAAAA\n")) {
            assertThatThrownBy(() -> Checkpoint.parse(note))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void log_signsACheckpointAfterSoManyRecords_andAtTheEnd() throws Exception {
        TestLog test = write(1000, 100);
        List<Checkpoint> checkpoints = read(test);
        assertThat(checkpoints.size()).isBetween(2, 11);
        AuditProver prover = AuditProver.of(AuditSource.of(test.file()));
        for (Checkpoint checkpoint : checkpoints) {
            assertThat(checkpoint.verify(signer.key(), CHECK)).isTrue();
            assertThat(checkpoint.origin()).isEqualTo("audit.example/log");
            assertThat(checkpoint.root())
                    .isEqualTo(prover.checkpoint("audit.example/log", checkpoint.size()).root());
        }
        assertThat(checkpoints.get(checkpoints.size() - 1).size()).isEqualTo(1000);
        assertThat(prover.checkpoint("x", -1).size()).isEqualTo(1000);
    }

    @Test
    void log_signsACheckpointAfterSomeTime() throws Exception {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            log.checkpoints(List.of(signer), 1_000_000, Duration.ofMillis(20));
            log.record(TestLog.GENERATE);
            Path file = CheckpointFile.of(test.file());
            for (int i = 0; i < 1000 && CheckpointFile.last(file).isEmpty(); i++) {
                Thread.sleep(20);
            }
            assertThat(CheckpointFile.last(file).orElseThrow().size()).isEqualTo(1);
        }
    }

    @Test
    void tree_goesOnThroughRestartsRotationsAndPausesOfTheSigner() throws Exception {
        TestLog test = write(30, 1000);
        try (AuditLog log = test.open()) {
            log.record(TestLog.SIGN);
            log.rotate(directory.resolve("audit.jsonl-1"));
            log.record(TestLog.SIGN);
        }
        write(30, 1000);
        List<Checkpoint> checkpoints = read(test);
        assertThat(checkpoints).extracting(Checkpoint::size).containsExactly(30L, 63L);
        Checkpoint last = checkpoints.get(1);
        AuditProver prover = AuditProver.of(AuditSource.withRotated(test.file()));
        assertThat(prover.checkpoint("x", 63).root()).isEqualTo(last.root());
        assertThat(prover.proveConsistency(30, last).verify(checkpoints.get(0))).isTrue();
    }

    @Test
    void tree_isMadeFromTheLinesThatAreThere_whenSigningBeginsLate() throws Exception {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            log.record(TestLog.GENERATE);
            log.rotate(directory.resolve("audit.jsonl.1"));
            log.record(TestLog.SIGN);
        }
        write(2, 1000);
        assertThat(CheckpointFile.last(CheckpointFile.of(test.file())).orElseThrow().size())
                .isEqualTo(5);
    }

    @Test
    void signing_isRefused_whenLinesAreMissing() throws Exception {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            log.record(TestLog.GENERATE);
            log.rotate(directory.resolve("elsewhere"));
            assertThatThrownBy(() -> log.checkpoints(List.of(signer), 1, Duration.ofHours(1)))
                    .isInstanceOf(HsmException.class)
                    .hasMessageContaining("entry 1 is not where it should be");
        }
    }

    @Test
    void signing_isRefused_whenTheLogWasWrittenAnewSinceTheLastCheckpoint() throws Exception {
        TestLog test = write(10, 1000);
        Path other = Files.createDirectory(directory.resolve("other"));
        TestLog forger = TestLog.in(other);
        try (AuditLog log = forger.open()) {
            for (int i = 0; i < 12; i++) {
                log.record(TestLog.SIGN);
            }
        }
        Files.write(test.file(), Files.readAllBytes(forger.file()));
        try (AuditLog log = test.open()) {
            assertThatThrownBy(() -> log.checkpoints(List.of(signer), 1, Duration.ofHours(1)))
                    .isInstanceOf(HsmException.class)
                    .hasMessageContaining("the log was changed since");
        }
    }

    @Test
    void signerThatFails_isPassedOver() throws Exception {
        CheckpointSigner failing =
                new CheckpointSigner() {
                    @Override
                    public String keyName() {
                        return "audit.example/log";
                    }

                    @Override
                    public Algorithm algorithm() {
                        return Algorithm.ED25519;
                    }

                    @Override
                    public byte[] publicKey() {
                        return new byte[32];
                    }

                    @Override
                    public byte[] sign(byte[] message) {
                        throw new HsmException(
                                io.craton.hsm.ReturnCode.CKR_USER_NOT_LOGGED_IN,
                                "nobody is logged in");
                    }
                };
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            log.checkpoints(List.of(failing, signer), 1, Duration.ofHours(1));
            log.record(TestLog.GENERATE);
        }
        assertThat(read(test))
                .singleElement()
                .satisfies(checkpoint -> assertThat(checkpoint.signedBy()).hasSize(1));
        try (AuditLog log = test.open()) {
            log.checkpoints(List.of(failing), 1, Duration.ofHours(1));
            log.record(TestLog.GENERATE);
        }
        assertThat(read(test)).hasSize(1);
    }

    @Test
    void halfWrittenCheckpoint_isTakenAway() throws Exception {
        TestLog test = write(10, 1000);
        Path file = CheckpointFile.of(test.file());
        String whole = Files.readString(file);
        for (int cut : new int[] {1, 30, 90, whole.length() - 2}) {
            Files.writeString(file, whole + whole.substring(0, cut));
            CheckpointFile.append(file, FileRules.of("0600"), read(test).get(0));
            assertThat(Files.readString(file)).isEqualTo(whole + whole);
        }
    }

    @Test
    void entry_isProved_andAChangedProofIsNot() throws Exception {
        TestLog test = write(100, 1000);
        Checkpoint checkpoint = read(test).get(0);
        AuditProver prover = AuditProver.of(AuditSource.of(test.file()));
        for (long sequence : new long[] {1, 2, 50, 64, 65, 100}) {
            InclusionProof proof = InclusionProof.parse(prover.prove(sequence, checkpoint).text());
            assertThat(proof.verify(signer.key(), CHECK)).isTrue();
            assertThat(proof.entry()).isEqualTo(test.lines().get((int) sequence - 1));
            assertThat(proof.sequence()).isEqualTo(sequence);
            assertThat(proof.verify(TestSigner.ed25519("audit.example/log").key(), CHECK))
                    .isFalse();
            String changed =
                    Base64.getEncoder()
                            .encodeToString(
                                    proof.entry()
                                            .replace("CKR_OK", "CKR_NO")
                                            .getBytes(StandardCharsets.UTF_8));
            String original =
                    Base64.getEncoder()
                            .encodeToString(proof.entry().getBytes(StandardCharsets.UTF_8));
            assertThat(
                            InclusionProof.parse(proof.text().replace(original, changed))
                                    .verify(signer.key(), CHECK))
                    .isFalse();
        }
        assertThat(prover.entry(50).orElseThrow().sequence()).isEqualTo(50);
        assertThat(prover.entry(101)).isEmpty();
        assertThatThrownBy(() -> prover.prove(101, checkpoint))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void changedLog_cannotBeProved_evenIfItsChainWasMadeAnew() throws Exception {
        TestLog test = write(50, 1000);
        Checkpoint checkpoint = read(test).get(0);
        Path other = Files.createDirectory(directory.resolve("other"));
        try (AuditLog log = TestLog.in(other).open()) {
            for (int i = 0; i < 60; i++) {
                log.record(TestLog.SIGN);
            }
        }
        Path forged = TestLog.in(other).file();
        assertThat(TestLog.verify(forged).valid()).isTrue();
        AuditProver prover = AuditProver.of(AuditSource.of(forged));
        assertThatThrownBy(() -> prover.prove(3, checkpoint)).hasMessageContaining("changed since");
        assertThatThrownBy(() -> prover.proveConsistency(10, checkpoint))
                .hasMessageContaining("changed since");
        List<String> lines = test.lines();
        Files.write(test.file(), lines.subList(0, 40));
        assertThatThrownBy(() -> AuditProver.of(AuditSource.of(test.file())).prove(3, checkpoint))
                .hasMessageContaining("cut off");
    }

    @Test
    void witness_cosignsOnlyWhatContinues() throws Exception {
        TestLog test = write(20, 1000);
        write(20, 1000);
        List<Checkpoint> checkpoints = read(test);
        AuditProver prover = AuditProver.of(AuditSource.of(test.file()));
        Instant now = Instant.parse("2026-11-21T04:00:00Z");
        Cosigner witness =
                Cosigner.of(
                        TestSigner.ed25519("witness.example/w1"),
                        CHECK,
                        Clock.fixed(now, ZoneOffset.UTC));
        Checkpoint first =
                witness.cosign(null, prover.proveConsistency(0, checkpoints.get(0)), signer.key());
        assertThat(first.signatureTime(witness.key(), CHECK)).contains(now);
        assertThat(first.verify(signer.key(), CHECK)).isTrue();
        assertThat(Checkpoint.parse(first.note()).verify(witness.key(), CHECK)).isTrue();

        ConsistencyProof growth =
                ConsistencyProof.parse(prover.proveConsistency(20, checkpoints.get(1)).text());
        Checkpoint second = witness.cosign(first, growth, signer.key());
        assertThat(second.size()).isEqualTo(40);
        assertThat(second.verify(witness.key(), CHECK)).isTrue();

        assertThatThrownBy(() -> witness.cosign(second, growth, signer.key()))
                .hasMessageContaining("does not continue");
        assertThatThrownBy(
                        () ->
                                witness.cosign(
                                        first,
                                        growth,
                                        TestSigner.ed25519("audit.example/log").key()))
                .hasMessageContaining("not signed by");
        assertThatThrownBy(() -> witness.cosign(checkpoints.get(0), growth, signer.key()))
                .hasMessageContaining("no right cosignature");
    }

    @Test
    void cosignature_signsTheTextAndTheTime() {
        TestSigner w = TestSigner.ed25519("w");
        Checkpoint checkpoint =
                Checkpoint.unsigned("o", 7, new byte[32])
                        .sign(w, NoteKey.ofWitness(w), Instant.ofEpochSecond(5));
        String line =
                checkpoint
                        .note()
                        .substring(
                                checkpoint.note().lastIndexOf('\n', checkpoint.note().length() - 2)
                                        + 1);
        byte[] bytes = Base64.getDecoder().decode(line.strip().split(" ")[2]);
        assertThat(bytes).hasSize(4 + 8 + 64);
        assertThat(Arrays.copyOfRange(bytes, 4, 12)).containsExactly(0, 0, 0, 0, 0, 0, 0, 5);
        byte[] message =
                ("cosignature/v1\ntime 5\no\n7\n"
                                + Base64.getEncoder().encodeToString(new byte[32])
                                + "\n")
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(
                        CHECK.verify(
                                NoteKey.Type.ED25519,
                                w.publicKey(),
                                message,
                                Arrays.copyOfRange(bytes, 12, bytes.length)))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = Algorithm.class, names = "ML_DSA.*", mode = EnumSource.Mode.MATCH_ALL)
    void mlDsa_signsCheckpoints(Algorithm algorithm) {
        assumeTrue(Runtime.version().feature() >= 24, "the JDK has ML-DSA from 24 on");
        TestSigner pq = TestSigner.mlDsa("audit.example/pq", algorithm);
        Checkpoint checkpoint =
                Checkpoint.unsigned("audit.example/log", 7, new byte[32])
                        .sign(signer, signer.key(), Instant.EPOCH)
                        .sign(pq, pq.key(), Instant.ofEpochSecond(99));
        Checkpoint read = Checkpoint.parse(checkpoint.note());
        assertThat(read.verify(signer.key(), CHECK)).isTrue();
        assertThat(read.verify(NoteKey.parse(pq.key().encoded()), CHECK)).isTrue();
        assertThat(read.verify(TestSigner.mlDsa("audit.example/pq", algorithm).key(), CHECK))
                .isFalse();
        assertThat(
                        Checkpoint.parse(checkpoint.note().replaceFirst("\n7\n", "\n8\n"))
                                .verify(pq.key(), CHECK))
                .isFalse();
    }

    @Test
    void mlDsa_onAnOldJavaRuntime_saysWhatToDo() {
        assumeTrue(Runtime.version().feature() < 24, "the JDK has ML-DSA from 24 on");
        assertThatThrownBy(
                        () ->
                                CHECK.verify(
                                        NoteKey.Type.ML_DSA_65,
                                        new byte[1952],
                                        new byte[1],
                                        new byte[3309]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Java 24");
    }

    @Test
    void checkpointsOfASignerThatWritesToTheLogItself_doNotHang() throws Exception {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            CheckpointSigner recording =
                    new CheckpointSigner() {
                        @Override
                        public String keyName() {
                            return signer.keyName();
                        }

                        @Override
                        public Algorithm algorithm() {
                            return signer.algorithm();
                        }

                        @Override
                        public byte[] publicKey() {
                            return signer.publicKey();
                        }

                        @Override
                        public byte[] sign(byte[] message) {
                            log.record(TestLog.SIGN);
                            log.record(TestLog.GENERATE);
                            return signer.sign(message);
                        }
                    };
            log.checkpoints(List.of(recording), 10, Duration.ofHours(1));
            for (int i = 0; i < 200; i++) {
                log.record(TestLog.GENERATE);
            }
        }
        assertThat(read(test)).isNotEmpty();
        assertThat(test.verify().valid()).isTrue();
        Files.writeString(CheckpointFile.of(test.file()), "", StandardOpenOption.TRUNCATE_EXISTING);
        assertThat(CheckpointFile.last(CheckpointFile.of(test.file()))).isEmpty();
    }
}
