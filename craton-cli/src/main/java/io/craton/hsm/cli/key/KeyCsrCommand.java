package io.craton.hsm.cli.key;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.command.EncodingOption;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.command.OutputOption;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.PublicKeys;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.cli.pki.HostNames;
import io.craton.hsm.cli.pki.Pem;
import io.craton.hsm.cli.pki.TokenSigner;
import io.craton.hsm.cli.pki.X509;
import io.craton.hsm.cli.signature.MechanismOption;
import io.craton.hsm.cli.signature.SignatureAlgorithm;
import io.craton.hsm.spi.Bytes;
import java.io.IOException;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code key csr}. */
@Command(
        name = "csr",
        description = "Write a certification request (PKCS#10 in PEM or DER) that the key signs.")
final class KeyCsrCommand extends LoginCommand {
    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Option(
            names = "--subject",
            paramLabel = "NAME",
            required = true,
            description = "The distinguished name, such as 'CN=www.example.org,O=Example'.")
    private String subject = "";

    @Option(
            names = "--san",
            paramLabel = "HOST",
            description = "A host name or IP address of the server; repeatable.")
    private List<String> names = List.of();

    @Mixin private MechanismOption mechanism = new MechanismOption();

    @Mixin private OutputOption target = new OutputOption();

    @Mixin private EncodingOption encoding = new EncodingOption();

    @Override
    protected void refuseEarly() {
        name(subject);
        names.forEach(HostNames::check);
        refuseBytes(target.file(), encoding);
    }

    @Override
    protected void run(Session session) throws IOException {
        X500Principal name = name(subject);
        TokenObject key = selector.one(session, ObjectClass.CKO_PRIVATE_KEY);
        SignatureAlgorithm algorithm = mechanism.algorithm(key);
        byte[] request =
                X509.request(
                        new TokenSigner(session, key.handle(), algorithm),
                        PublicKeys.info(session, selector),
                        name,
                        names);
        writeEncoded(
                target.file(),
                encoding,
                new Pem.Block("CERTIFICATE REQUEST", Bytes.of(request)),
                "request",
                Output.object("key", key.label(), "mechanism", algorithm.name()));
    }

    private static X500Principal name(String text) {
        try {
            return new X500Principal(text);
        } catch (IllegalArgumentException e) {
            throw CliException.usage(
                    "--subject takes a distinguished name such as 'CN=www.example.org,O=Example'");
        }
    }
}
