package io.craton.hsm.cli.cert;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.command.OutputOption;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.cli.pki.Pem;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cert export}. */
@Command(
        name = "export",
        description =
                "Write a certificate of the token (PEM). Needs no PIN, unless the certificate is private.")
final class CertExportCommand extends LoginCommand {
    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Mixin private OutputOption target = new OutputOption();

    @Override
    protected boolean isPublic(Session session) {
        return selector.matches(session, ObjectClass.CKO_CERTIFICATE);
    }

    @Override
    protected void run(Session session) throws IOException {
        TokenObject certificate = selector.one(session, ObjectClass.CKO_CERTIFICATE);
        byte[] der = session.getAttribute(certificate.handle(), AttributeType.CKA_VALUE);
        writeText(
                target.file(),
                DataFile.Access.USUAL,
                Pem.encode("CERTIFICATE", der),
                "certificate",
                Output.object("label", certificate.label()));
    }
}
