package io.craton.hsm.cli.crypto;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SignOperation;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.command.TerminalOption;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.cli.signature.MechanismOption;
import io.craton.hsm.cli.signature.SignatureAlgorithm;
import io.craton.hsm.cli.signature.Signatures;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sign}. */
@Command(
        name = "sign",
        description = "Sign a file with a private key, or make its MAC with a secret key.")
public final class SignCommand extends LoginCommand {
    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Mixin private MechanismOption mechanism = new MechanismOption();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            description = "What to sign; - is standard input.")
    private String input = "";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "Where the signature goes; - is standard output.")
    private String result = "";

    @Mixin private TerminalOption terminal = new TerminalOption();

    @Override
    protected void refuseEarly() {
        refuseJsonBesideData(result);
        refuseDataOnTerminal(result, terminal.isForced());
    }

    @Override
    protected void run(Session session) throws IOException {
        TokenObject key =
                selector.one(session, ObjectClass.CKO_PRIVATE_KEY, ObjectClass.CKO_SECRET_KEY);
        SignatureAlgorithm algorithm = mechanism.algorithm(key);
        byte[] signature;
        try (InputStream in =
                        watched("Signing", input, Signatures.data(io(), input, algorithm, key));
                SignOperation operation = session.signer(algorithm.mechanism(), key.handle())) {
            Chunks.read(in, operation::update);
            signature = operation.sign();
        }
        byte[] written = Signatures.written(algorithm, signature);
        DataFile.write(io(), result, written);
        reportData(report(key, algorithm, written.length));
    }

    private Map<String, @Nullable Object> report(
            TokenObject key, SignatureAlgorithm algorithm, int length) {
        return Output.object(
                "key",
                key.label(),
                "mechanism",
                algorithm.name(),
                "output",
                result,
                "bytes",
                length);
    }
}
