package io.craton.hsm.audit;

import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.FileRules;
import io.craton.hsm.audit.log.Checkpointer;
import io.craton.hsm.audit.proof.AuditProver;
import io.craton.hsm.audit.proof.Checkpoint;
import io.craton.hsm.audit.proof.CheckpointFile;
import io.craton.hsm.audit.proof.MerkleFrontier;
import io.craton.hsm.audit.proof.NoteKey;
import io.craton.hsm.spi.CheckpointSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Signs one checkpoint of a log, from its files: {@code audit checkpoint}. */
public final class CheckpointSigning {
    private CheckpointSigning() {}

    /**
     * Signs a checkpoint of all lines that are in the log and in its rotated segments, and appends
     * it to {@link CheckpointFile#of}.
     *
     * @param fileMode the mode of that file if it is made, {@code 0600} or {@code 0640}
     * @param signers who signs, all of the same name; at least one
     * @throws IOException if lines since the first are missing, or are not those of the last
     *     checkpoint
     */
    public static Checkpoint sign(
            Path log, String fileMode, Clock clock, List<CheckpointSigner> signers)
            throws IOException {
        AuditProver prover = AuditProver.of(AuditSource.withRotated(log));
        String origin = signers.get(0).keyName();
        Path file = CheckpointFile.of(log);
        long lines = prover.checkpoint(origin, -1).size();
        MerkleFrontier tree =
                Checkpointer.rebuild(log, lines, CheckpointFile.last(file).orElse(null));
        Checkpoint checkpoint = Checkpoint.unsigned(origin, tree.size(), tree.root());
        for (CheckpointSigner signer : signers) {
            checkpoint = checkpoint.sign(signer, NoteKey.ofLog(signer), clock.instant());
        }
        CheckpointFile.append(file, FileRules.of(fileMode), checkpoint);
        return checkpoint;
    }
}
