package io.craton.hsm.cli.cert;

import io.craton.hsm.Session;
import io.craton.hsm.cli.CratonCommand;
import io.craton.hsm.cli.OpenToken;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.key.TokenObject;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cert import}. */
@Command(
        name = "import",
        description = {
            "Store a certificate, or a chain with the certificate of the key first (PEM or DER).",
            "It gets the label and id of the private key that it is for, if the token has it."
        })
final class CertImportCommand extends CratonCommand {
    private static final int LIMIT = 1 << 20;
    private static final int ID_BYTES = 8;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            description = "The file; - is standard input.")
    private String input = "";

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description = "The label, if not that of the private key.")
    private @Nullable String label;

    @Mixin private PinOptions pinOptions = new PinOptions();

    @Override
    protected void run() throws IOException {
        try (OpenToken token = open();
                Secret pin = secrets().pin(pinOptions, "Enter user PIN: ");
                Session session = token.userSession(pin)) {
            List<X509Certificate> chain =
                    Certificates.parse(DataFile.read(io(), input, LIMIT), input);
            X509Certificate leaf = chain.get(0);
            TokenObject key = Certificates.privateKey(session, leaf);
            String name = label != null ? label : key != null ? key.label() : "certificate";
            byte[] id =
                    key == null
                            ? session.generateRandom(ID_BYTES)
                            : HexFormat.of().parseHex(key.id());
            Certificates.store(session, leaf, name, id);
            for (int i = 1; i < chain.size(); i++) {
                Certificates.store(
                        session, chain.get(i), name + "-ca-" + i, session.generateRandom(ID_BYTES));
            }
            output().done(
                            Output.object(
                                    "label",
                                    name,
                                    "certificates",
                                    chain.size(),
                                    "private_key",
                                    key == null ? null : key.label()),
                            "Certificate imported: "
                                    + name
                                    + (key == null
                                            ? " (the token has no private key for it)"
                                            : ""));
        }
    }
}
