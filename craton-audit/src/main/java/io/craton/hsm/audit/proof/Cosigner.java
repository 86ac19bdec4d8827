package io.craton.hsm.audit.proof;

import io.craton.hsm.spi.CheckpointSigner;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * A witness: somebody else than the owner of a log, who signs only what continues what he signed
 * before. Keeps nothing itself: give the last checkpoint that was cosigned, and keep the one that
 * comes back.
 */
public final class Cosigner {
    private final CheckpointSigner signer;
    private final SignatureCheck check;
    private final Clock clock;

    private Cosigner(CheckpointSigner signer, SignatureCheck check, Clock clock) {
        this.signer = signer;
        this.check = check;
        this.clock = clock;
    }

    /** A witness with a key, Ed25519 or ML-DSA-44, that signs nothing else. */
    public static Cosigner of(CheckpointSigner signer, SignatureCheck check, Clock clock) {
        return new Cosigner(signer, check, clock);
    }

    /** The public key to give to those who check cosignatures. */
    public NoteKey key() {
        return NoteKey.ofWitness(signer);
    }

    /**
     * Cosigns the later checkpoint of a proof.
     *
     * @param last the checkpoint that was cosigned last for this log, or null for the first time
     * @param proof that the log has only grown since; from size 0 for the first time
     * @param logKey the key of the log
     * @return the checkpoint with the cosignature
     * @throws IllegalArgumentException if the log has not signed it, or it does not continue the
     *     last one
     */
    public Checkpoint cosign(@Nullable Checkpoint last, ConsistencyProof proof, NoteKey logKey) {
        Checkpoint next = proof.to();
        if (!next.verify(logKey, check)) {
            String found = "the checkpoint of " + next.size() + " lines is not signed by ";
            throw new IllegalArgumentException(found + logKey.name() + ": not cosigned");
        }
        Checkpoint before =
                last == null ? Checkpoint.unsigned(next.origin(), 0, MerkleTree.EMPTY_ROOT) : last;
        if (last != null && !last.verify(key(), check)) {
            throw new IllegalArgumentException(
                    "the checkpoint that was cosigned last has no right cosignature of this witness: not cosigned");
        }
        if (!proof.verify(before)) {
            String found = "the checkpoint of " + next.size() + " lines does not continue";
            String other = " the one of " + before.size() + " lines";
            throw new IllegalArgumentException(
                    found + other + ": the log was changed or cut; not cosigned. Keep both");
        }
        return next.sign(signer, key(), clock.instant());
    }
}
