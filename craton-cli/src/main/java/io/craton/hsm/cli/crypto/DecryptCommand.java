package io.craton.hsm.cli.crypto;

import io.craton.hsm.CipherOperation;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.TextOnly;
import io.craton.hsm.cli.console.WholeData;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.TokenObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code decrypt}. */
@Command(
        name = "decrypt",
        description =
                "Decrypt what 'encrypt' made. The file that is written is readable by its owner only.")
public final class DecryptCommand extends CipherCommand {
    /** For the command line. */
    public DecryptCommand() {
        super(ObjectClass.CKO_PRIVATE_KEY);
    }

    @Override
    boolean writesText() {
        return true;
    }

    /** The file itself says in which form it is. */
    @Override
    boolean written(Session session, TokenObject key, CipherAlgorithm algorithm)
            throws IOException {
        byte @Nullable [] given = options.iv();
        try (InputStream in = opened("Decrypting")) {
            byte[] start = in.readNBytes(given == null ? FileHeader.MAGIC_BYTES : 0);
            if (FileHeader.isMagic(start)) {
                FileHeader header = header(start, in);
                options.checkChunks(algorithm, header);
                DataFile.write(
                        io(),
                        options.output(),
                        DataFile.Access.PRIVATE,
                        out ->
                                ChunkedFile.decrypt(
                                        session, key, header, in, safe(out), options.input()));
                return true;
            }
            if (algorithm.authenticated()) {
                WholeData.check(
                        options.input(),
                        WholeData.LIMIT + algorithm.ivLength(),
                        "docs/cli.md tells how to read what version 0.10.0 encrypted of this length");
            }
            InputStream all = new SequenceInputStream(new ByteArrayInputStream(start), in);
            byte[] iv = given == null ? all.readNBytes(algorithm.ivLength()) : given;
            if (iv.length != algorithm.ivLength()) {
                throw CliException.failed(
                        options.input()
                                + " is too short to be a ciphertext of "
                                + algorithm.name());
            }
            plain(session, key, algorithm, iv, all);
            return false;
        }
    }

    /** Text may be shown on a terminal. */
    private OutputStream safe(OutputStream out) {
        boolean shown = DataFile.isStandard(options.output()) && io().terminal().outputIsTerminal();
        return shown && !options.force() ? new TextOnly(out) : out;
    }

    private FileHeader header(byte[] start, InputStream in) throws IOException {
        byte[] rest = in.readNBytes(FileHeader.BYTES - start.length);
        byte[] head = Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, head, start.length, rest.length);
        return FileHeader.parse(head, options.input());
    }

    private void plain(
            Session session, TokenObject key, CipherAlgorithm algorithm, byte[] iv, InputStream in)
            throws IOException {
        Mechanism mechanism = algorithm.make().mechanism(iv, options.aad());
        try (CipherOperation operation = session.decryptor(mechanism, key.handle())) {
            DataFile.write(
                    io(),
                    options.output(),
                    DataFile.Access.PRIVATE,
                    out -> Chunks.through(operation, new byte[0], in, safe(out)));
        }
    }
}
