package io.craton.hsm.cli.crypto;

import io.craton.hsm.CipherOperation;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
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

/** {@code encrypt}. */
@Command(
        name = "encrypt",
        description = "Encrypt a file with a secret key, or a few bytes with a public key.")
public final class EncryptCommand extends CratonCommand {
    @Mixin private CipherOptions options = new CipherOptions();

    @Override
    protected void run() throws IOException {
        refuseJsonBesideData(options.output());
        try (OpenToken token = open();
                Secret pin = secrets().pin(options.pinOptions(), "Enter user PIN: ");
                Session session = token.userSession(pin)) {
            TokenObject key =
                    options.selector()
                            .one(session, ObjectClass.CKO_SECRET_KEY, ObjectClass.CKO_PUBLIC_KEY);
            CipherAlgorithm algorithm = options.algorithm(key);
            byte[] iv = options.iv();
            boolean inFile = iv == null && algorithm.ivLength() > 0;
            if (inFile && !algorithm.tokenMakesIv()) {
                iv = session.generateRandom(algorithm.ivLength());
            }
            try (InputStream in = DataFile.open(io(), options.input());
                    CipherOperation operation =
                            session.encryptor(
                                    algorithm.make().mechanism(iv, options.aad()), key.handle())) {
                DataFile.write(
                        io(),
                        options.output(),
                        DataFile.Access.USUAL,
                        out -> {
                            if (inFile) {
                                out.write(operation.iv());
                            }
                            Chunks.read(
                                    in,
                                    (data, offset, length) ->
                                            out.write(operation.update(data, offset, length)));
                            out.write(operation.doFinal(new byte[0]));
                        });
            }
            reportData(
                    Output.object(
                            "key", key.label(),
                            "mechanism", algorithm.name(),
                            "output", options.output()));
        }
    }
}
