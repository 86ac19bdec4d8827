package io.craton.hsm.cli.key;

import io.craton.hsm.Session;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.PublicKeys;
import io.craton.hsm.cli.pki.Pem;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code key export-public}. */
@Command(
        name = "export-public",
        description = "Write the public key of a key pair (PEM, SubjectPublicKeyInfo).")
final class KeyExportPublicCommand extends CratonCommand {
    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "Where to; - is standard output, and the default.")
    private String file = "-";

    @Mixin private PinOptions pinOptions = new PinOptions();

    @Override
    protected void run() throws IOException {
        try (OpenToken token = open();
                Secret pin = secrets().pin(pinOptions, "Enter user PIN: ");
                Session session = token.userSession(pin)) {
            byte[] spki = PublicKeys.info(session, selector);
            writeText(
                    file,
                    DataFile.Access.USUAL,
                    Pem.encode("PUBLIC KEY", spki),
                    "public_key",
                    Output.object());
        }
    }
}
