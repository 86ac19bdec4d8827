package io.craton.hsm.cli.crypto;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.VerifyOperation;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
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

/** {@code verify}. */
@Command(
        name = "verify",
        description =
                "Verify a signature with a public key, which needs no PIN, or a MAC with a secret key.")
public final class VerifyCommand extends LoginCommand {
    /** Longer than any signature there is: SLH-DSA-SHA2-256f has 49,856 bytes. */
    private static final int LIMIT = 1 << 17;

    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Mixin private MechanismOption mechanism = new MechanismOption();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            description = "What was signed; - is standard input.")
    private String input = "";

    @Option(
            names = "--signature",
            paramLabel = "FILE",
            required = true,
            description = "The signature.")
    private String signature = "";

    @Override
    protected void refuseEarly() {
        if (input.equals("-") && signature.equals("-")) {
            throw CliException.usage("--input and --signature cannot both be standard input");
        }
    }

    @Override
    protected boolean isPublic(Session session) {
        return selector.matches(session, ObjectClass.CKO_PUBLIC_KEY);
    }

    @Override
    protected void run(Session session) throws IOException {
        TokenObject key =
                selector.one(session, ObjectClass.CKO_PUBLIC_KEY, ObjectClass.CKO_SECRET_KEY);
        SignatureAlgorithm algorithm = mechanism.algorithm(key);
        byte[] plain = Signatures.read(algorithm, key, DataFile.read(io(), signature, LIMIT));
        try (InputStream in =
                        watched("Verifying", input, Signatures.data(io(), input, algorithm, key));
                VerifyOperation operation = session.verifier(algorithm.mechanism(), key.handle())) {
            Chunks.read(in, operation::update);
            operation.verify(plain);
        }
        Map<String, @Nullable Object> result =
                Output.object("valid", true, "mechanism", algorithm.name(), "key", key.label());
        output().done(result, "Signature valid.");
    }
}
