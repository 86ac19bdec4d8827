package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.audit.proof.Checkpoint;
import io.craton.hsm.audit.proof.ConsistencyProof;
import io.craton.hsm.audit.proof.InclusionProof;
import io.craton.hsm.audit.proof.NoteKey;
import io.craton.hsm.audit.proof.SignatureCheck;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import io.craton.hsm.testkit.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs, checkpoints and proofs that anybody can read, and what has to be said of them. */
class AuditVectorsTest {
    private static final SignatureCheck CHECK = SignatureCheck.ofJavaRuntime();

    @TempDir Path directory;

    static Stream<Vector> vectors() {
        return Stream.of("audit-log", "checkpoint", "inclusion-proof", "consistency-proof")
                .flatMap(kind -> Vector.ofKind(kind).stream());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void vector_hasItsVerdict(Vector vector) throws IOException {
        assertThat(verdict(vector)).isEqualTo(vector.expect());
    }

    private String verdict(Vector vector) throws IOException {
        try {
            return switch (vector.text("kind")) {
                case "audit-log" -> log(vector);
                case "checkpoint" -> word(checkpoint(vector));
                case "inclusion-proof" -> word(inclusion(vector));
                case "consistency-proof" -> word(consistency(vector));
                default -> throw new IllegalStateException(vector.toString());
            };
        } catch (IllegalArgumentException e) {
            return "malformed";
        }
    }

    private static String word(boolean valid) {
        return valid ? "valid" : "refused";
    }

    private String log(Vector vector) throws IOException {
        Path log = directory.resolve("audit.jsonl");
        Files.write(log, vector.bytes("log"));
        ChainVerifier verifier = ChainVerifier.create();
        if (vector.has("previous-hash")) {
            verifier = verifier.withPreviousHash(vector.text("previous-hash"));
        }
        if (vector.has("head")) {
            verifier = verifier.withHead(vector.text("head"));
        }
        return verifier.verify(log).firstBreak().map(AuditVectorsTest::words).orElse("valid");
    }

    private static String words(ChainVerification.Break found) {
        return found.reason().words() + " at " + found.line();
    }

    private static boolean checkpoint(Vector vector) {
        return Checkpoint.parse(vector.text("note"))
                .verify(NoteKey.parse(vector.text("key")), CHECK);
    }

    private static boolean inclusion(Vector vector) {
        return InclusionProof.parse(vector.text("proof"))
                .verify(NoteKey.parse(vector.text("key")), CHECK);
    }

    private static boolean consistency(Vector vector) {
        return ConsistencyProof.parse(vector.text("proof"))
                .verify(Checkpoint.parse(vector.text("earlier")));
    }
}
