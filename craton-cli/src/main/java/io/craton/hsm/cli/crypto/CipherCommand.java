package io.craton.hsm.cli.crypto;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.object.TokenObject;
import java.io.IOException;
import java.io.InputStream;
import picocli.CommandLine.Mixin;

/** What {@code encrypt} and {@code decrypt} have in common. */
abstract class CipherCommand extends LoginCommand {
    @Mixin CipherOptions options = new CipherOptions();

    private final ObjectClass halfOfAPair;

    /**
     * @param halfOfAPair the key that is taken if there is no secret key of that name
     */
    CipherCommand(ObjectClass halfOfAPair) {
        this.halfOfAPair = halfOfAPair;
    }

    @Override
    protected final void refuseEarly() {
        refuseJsonBesideData(options.output());
        if (!writesText()) {
            refuseDataOnTerminal(options.output(), options.force());
        }
    }

    @Override
    protected final void run(Session session) throws IOException {
        TokenObject key = options.selector().one(session, ObjectClass.CKO_SECRET_KEY, halfOfAPair);
        CipherAlgorithm algorithm = options.algorithm(key);
        boolean chunks = written(session, key, algorithm);
        reportData(options.report(key, algorithm, chunks ? "chunks" : "plain"));
    }

    /** Whether what is written may be text. */
    abstract boolean writesText();

    /** Opens the input, and shows how much of it has been read. */
    final InputStream opened(String what) throws IOException {
        return watched(what, options.input(), DataFile.open(io(), options.input()));
    }

    /**
     * Writes the output.
     *
     * @return whether the encrypted form is that of chunks
     */
    abstract boolean written(Session session, TokenObject key, CipherAlgorithm algorithm)
            throws IOException;
}
