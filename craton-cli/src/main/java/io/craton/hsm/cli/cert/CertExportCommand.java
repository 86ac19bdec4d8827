package io.craton.hsm.cli.cert;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.cli.pki.Pem;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cert export}. */
@Command(name = "export", description = "Write a certificate of the token (PEM).")
final class CertExportCommand extends CratonCommand {
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
            TokenObject certificate = selector.one(session, ObjectClass.CKO_CERTIFICATE);
            byte[] der = session.getAttribute(certificate.handle(), AttributeType.CKA_VALUE);
            writeText(
                    file,
                    DataFile.Access.USUAL,
                    Pem.encode("CERTIFICATE", der),
                    "certificate",
                    Output.object("label", certificate.label()));
        }
    }
}
