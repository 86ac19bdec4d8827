package io.craton.hsm.cli.cert;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Session;
import io.craton.hsm.cli.command.EncodingOption;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.command.OutputOption;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.cli.pki.Pem;
import io.craton.hsm.spi.Bytes;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cert export}. */
@Command(
        name = "export",
        description =
                "Write a certificate of the token (PEM or DER). Needs no PIN, unless the certificate is private.")
final class CertExportCommand extends LoginCommand {
    @Mixin private CertificateSelector selector = new CertificateSelector();

    @Mixin private OutputOption target = new OutputOption();

    @Mixin private EncodingOption encoding = new EncodingOption();

    @Override
    protected void refuseEarly() {
        refuseBytes(target.file(), encoding);
    }

    @Override
    protected boolean isPublic(Session session) {
        return selector.matches(session);
    }

    @Override
    protected void run(Session session) throws IOException {
        TokenObject certificate = selector.one(session);
        byte[] der = session.getAttribute(certificate.handle(), AttributeType.CKA_VALUE);
        writeEncoded(
                target.file(),
                encoding,
                new Pem.Block("CERTIFICATE", Bytes.of(der)),
                "certificate",
                Output.object("label", certificate.label()));
    }
}
