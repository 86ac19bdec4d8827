package io.craton.hsm.cli.key;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.command.EncodingOption;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.command.OutputOption;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.PublicKeys;
import io.craton.hsm.cli.pki.Pem;
import io.craton.hsm.spi.Bytes;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code key export-public}. */
@Command(
        name = "export-public",
        description =
                "Write the public key of a key pair (SubjectPublicKeyInfo in PEM or DER). Needs no PIN, unless the token has no public"
                        + " key object for it.")
final class KeyExportPublicCommand extends LoginCommand {
    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Mixin private OutputOption target = new OutputOption();

    @Mixin private EncodingOption encoding = new EncodingOption();

    @Override
    protected void refuseEarly() {
        refuseBytes(target.file(), encoding);
    }

    @Override
    protected boolean isPublic(Session session) {
        return selector.matches(session, ObjectClass.CKO_PUBLIC_KEY);
    }

    @Override
    protected void run(Session session) throws IOException {
        byte[] spki = PublicKeys.info(session, selector);
        writeEncoded(
                target.file(),
                encoding,
                new Pem.Block("PUBLIC KEY", Bytes.of(spki)),
                "public_key",
                Output.object());
    }
}
