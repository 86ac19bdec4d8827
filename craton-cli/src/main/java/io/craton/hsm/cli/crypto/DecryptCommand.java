package io.craton.hsm.cli.crypto;

import io.craton.hsm.CipherOperation;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.CliException;
import io.craton.hsm.cli.CratonCommand;
import io.craton.hsm.cli.OpenToken;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.key.TokenObject;
import io.craton.hsm.cli.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code decrypt}. */
@Command(
        name = "decrypt",
        description =
                "Decrypt what 'encrypt' made. The file that is written is readable by its owner only.")
public final class DecryptCommand extends CratonCommand {
    @Mixin private CipherOptions options = new CipherOptions();

    @Override
    protected void run() throws IOException {
        refuseJsonBesideData(options.output());
        try (OpenToken token = open();
                Secret pin = secrets().pin(options.pinOptions(), "Enter user PIN: ");
                Session session = token.userSession(pin)) {
            TokenObject key =
                    options.selector()
                            .one(session, ObjectClass.CKO_SECRET_KEY, ObjectClass.CKO_PRIVATE_KEY);
            CipherAlgorithm algorithm = options.algorithm(key);
            try (InputStream in = DataFile.open(io(), options.input())) {
                byte[] given = options.iv();
                byte[] iv = given == null ? in.readNBytes(algorithm.ivLength()) : given;
                if (iv.length != algorithm.ivLength()) {
                    throw CliException.failed(
                            options.input()
                                    + " is too short to be a ciphertext of "
                                    + algorithm.name());
                }
                try (CipherOperation operation =
                        session.decryptor(
                                algorithm.make().mechanism(iv, options.aad()), key.handle())) {
                    DataFile.write(
                            io(),
                            options.output(),
                            DataFile.Access.PRIVATE,
                            out -> {
                                Chunks.read(
                                        in,
                                        (data, offset, length) ->
                                                out.write(operation.update(data, offset, length)));
                                out.write(operation.doFinal(new byte[0]));
                            });
                }
            }
            reportData(
                    Output.object(
                            "key", key.label(),
                            "mechanism", algorithm.name(),
                            "output", options.output()));
        }
    }
}
