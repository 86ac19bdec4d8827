package io.craton.hsm.cli.key;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.command.OutputOption;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.PublicKeys;
import io.craton.hsm.cli.pki.Pem;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code key export-public}. */
@Command(
        name = "export-public",
        description =
                "Write the public key of a key pair (PEM, SubjectPublicKeyInfo). Needs no PIN, unless the token has no public"
                        + " key object for it.")
final class KeyExportPublicCommand extends LoginCommand {
    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Mixin private OutputOption target = new OutputOption();

    @Override
    protected boolean isPublic(Session session) {
        return selector.matches(session, ObjectClass.CKO_PUBLIC_KEY);
    }

    @Override
    protected void run(Session session) throws IOException {
        byte[] spki = PublicKeys.info(session, selector);
        writeText(
                target.file(),
                DataFile.Access.USUAL,
                Pem.encode("PUBLIC KEY", spki),
                "public_key",
                Output.object());
    }
}
