package io.craton.hsm.cli.cert;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import io.craton.hsm.provider.keystore.SessionCertificates;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cert delete}. */
@Command(
        name = "delete",
        description = "Delete a certificate; its key stays, and chains that it is part of keep it.")
final class CertDeleteCommand extends CratonCommand {
    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Option(
            names = {"--yes", "--force"},
            description = "Do not ask before.")
    private boolean yes;

    @Mixin private PinOptions pinOptions = new PinOptions();

    @Override
    protected void run() {
        try (OpenToken token = open();
                Secret pin = secrets().pin(pinOptions, "Enter user PIN: ");
                Session session = token.userSession(pin)) {
            TokenObject certificate = selector.one(session, ObjectClass.CKO_CERTIFICATE);
            confirm("Delete certificate '" + certificate.label() + "'?", yes);
            new SessionCertificates(session).delete(certificate.handle());
            Map<String, @Nullable Object> result = Output.object("deleted", certificate.json());
            output().done(result, "Deleted certificate '" + certificate.label() + "'.");
        }
    }
}
