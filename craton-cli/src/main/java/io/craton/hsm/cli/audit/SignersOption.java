package io.craton.hsm.cli.audit;

import io.craton.hsm.Session;
import io.craton.hsm.core.token.TokenCheckpointSigner;
import io.craton.hsm.spi.CheckpointSigner;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --key}: the keys that sign checkpoints. */
final class SignersOption {
    @Option(
            names = {"--key", "--label"},
            paramLabel = "LABEL[,LABEL]",
            required = true,
            description = "The labels of the keys.")
    private String labels = "";

    /** What signs with them under this name. */
    List<CheckpointSigner> signers(Session session, String name) {
        return TokenCheckpointSigner.all(session, labels, name);
    }
}
