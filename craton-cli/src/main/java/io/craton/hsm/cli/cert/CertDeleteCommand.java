package io.craton.hsm.cli.cert;

import io.craton.hsm.Session;
import io.craton.hsm.cli.command.ConfirmOption;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.provider.keystore.SessionCertificates;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cert delete}. */
@Command(
        name = "delete",
        description = "Delete a certificate; its key stays, and chains that it is part of keep it.")
final class CertDeleteCommand extends LoginCommand {
    @Mixin private CertificateSelector selector = new CertificateSelector();

    @Mixin private ConfirmOption yes = new ConfirmOption();

    @Override
    protected void run(Session session) {
        TokenObject certificate = selector.one(session);
        confirm("Delete certificate '" + certificate.label() + "'?", yes.isSet());
        new SessionCertificates(session).delete(certificate.handle());
        Map<String, @Nullable Object> result = Output.object("deleted", certificate.json());
        output().done(result, "Deleted certificate '" + certificate.label() + "'.");
    }
}
