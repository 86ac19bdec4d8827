package io.craton.hsm.cli.key;

import io.craton.hsm.Session;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.spi.Bytes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a new key is called. */
final class NewKeyName {
    private static final int ID_BYTES = 8;

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            required = true,
            description = "The label of the new key.")
    private String label = "";

    @Option(
            names = "--id",
            paramLabel = "HEX",
            description = "The id that its parts and its certificate share; random by default.")
    private @Nullable String id;

    String label() {
        return label;
    }

    /** The one that was asked for, or a random one. */
    Bytes id(Session session) {
        return Bytes.of(id == null ? session.generateRandom(ID_BYTES) : ObjectSelector.parseId(id));
    }

    /** Refuses a label that names nothing, or another key: the commands name keys by them. */
    void refuseUnusable(Session session) {
        KeyLabels.refuseTaken(session, label);
    }
}
