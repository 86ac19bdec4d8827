package io.craton.hsm.cli.crypto;

import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.command.OutputOption;
import io.craton.hsm.cli.command.TerminalOption;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.module.OpenToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code random}. */
@Command(
        name = "random",
        description = "Print or write random bytes from the token's generator. Needs no PIN.")
public final class RandomCommand extends CratonCommand {
    private static final int LIMIT = 1 << 24;

    /** How the bytes are written. */
    enum Form {
        HEX,
        BASE64,
        RAW
    }

    @Option(
            names = "--length",
            paramLabel = "BYTES",
            defaultValue = "32",
            description = "How many bytes, at most 16777216; ${DEFAULT-VALUE} by default.")
    private int length;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "HEX",
            description = "One of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.")
    private Form form = Form.HEX;

    @Mixin private OutputOption target = new OutputOption();

    @Mixin private TerminalOption terminal = new TerminalOption();

    @Override
    protected void run() throws IOException {
        if (length < 1 || length > LIMIT) {
            throw CliException.usage("--length takes 1 to " + LIMIT);
        }
        if (form == Form.RAW) {
            refuseJsonBesideData(target.file());
            refuseDataOnTerminal(target.file(), terminal.isForced());
        }
        try (OpenToken token = open();
                Session session = token.slot().openSession(SessionMode.READ_ONLY)) {
            byte[] random = session.generateRandom(length);
            Map<String, @Nullable Object> json =
                    Output.object("bytes", length, "format", form.name().toLowerCase(Locale.ROOT));
            try {
                switch (form) {
                    case HEX -> text(HexFormat.of().formatHex(random), json);
                    case BASE64 -> text(Base64.getEncoder().encodeToString(random), json);
                    case RAW -> {
                        DataFile.write(
                                io(),
                                target.file(),
                                DataFile.Access.PRIVATE,
                                out -> out.write(random));
                        json.put("output", target.file());
                        reportData(json);
                    }
                }
            } finally {
                Arrays.fill(random, (byte) 0);
            }
        }
    }

    private void text(String text, Map<String, @Nullable Object> json) throws IOException {
        writeText(target.file(), DataFile.Access.PRIVATE, text + "\n", "random", json);
    }
}
