package io.craton.hsm.cli.crypto;

import io.craton.hsm.CipherOperation;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MessageCipher;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.WholeData;
import io.craton.hsm.cli.object.TokenObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code encrypt}. */
@Command(
        name = "encrypt",
        description = {
            "Encrypt a file with a secret key, or a few bytes with a public key.",
            "More than 1 MiB under an AES key becomes a file of chunks, of any length, unless --mechanism, --iv or --aad"
                    + " asks for another form."
        })
public final class EncryptCommand extends CipherCommand {
    /** For the command line. */
    public EncryptCommand() {
        super(ObjectClass.CKO_PUBLIC_KEY);
    }

    @Override
    boolean writesText() {
        return false;
    }

    @Override
    boolean written(Session session, TokenObject key, CipherAlgorithm algorithm)
            throws IOException {
        return options.chunksAllowed(algorithm)
                ? chunksOrPlain(session, key, algorithm)
                : plain(session, key, algorithm);
    }

    /** Little data in the plain form; what is longer than a chunk in chunks. */
    private boolean chunksOrPlain(Session session, TokenObject key, CipherAlgorithm algorithm)
            throws IOException {
        try (InputStream in = opened("Encrypting")) {
            byte[] start = in.readNBytes(FileHeader.CHUNK + 1);
            try {
                if (start.length <= FileHeader.CHUNK) {
                    write(session, key, algorithm, new ByteArrayInputStream(start));
                    return false;
                }
                InputStream all = new SequenceInputStream(new ByteArrayInputStream(start), in);
                DataFile.write(
                        io(),
                        options.output(),
                        DataFile.Access.USUAL,
                        out -> ChunkedFile.encrypt(session, key, all, out));
                return true;
            } finally {
                Arrays.fill(start, (byte) 0);
            }
        }
    }

    /** What cannot be decrypted again is not encrypted. */
    private boolean plain(Session session, TokenObject key, CipherAlgorithm algorithm)
            throws IOException {
        if (!algorithm.authenticated()) {
            try (InputStream in = opened("Encrypting")) {
                write(session, key, algorithm, in);
            }
            return false;
        }
        try (InputStream in =
                WholeData.open(
                        io(),
                        options.input(),
                        WholeData.LIMIT - MessageCipher.TAG_BYTES,
                        "an AES key encrypts more without --mechanism, --iv and --aad, in chunks")) {
            if (DataFile.appearsWhole(options.output())
                    || DataFile.size(options.input()).isPresent()) {
                write(session, key, algorithm, in);
            } else {
                // From one pipe into another: only the end tells that it was not too long.
                byte[] all = in.readAllBytes();
                try {
                    write(session, key, algorithm, new ByteArrayInputStream(all));
                } finally {
                    Arrays.fill(all, (byte) 0);
                }
            }
        }
        return false;
    }

    private void write(Session session, TokenObject key, CipherAlgorithm algorithm, InputStream in)
            throws IOException {
        byte @Nullable [] iv = options.iv();
        boolean inFile = iv == null && algorithm.ivLength() > 0;
        if (inFile && !algorithm.tokenMakesIv()) {
            iv = session.generateRandom(algorithm.ivLength());
        }
        Mechanism mechanism = algorithm.make().mechanism(iv, options.aad());
        try (CipherOperation operation = session.encryptor(mechanism, key.handle())) {
            byte[] head = inFile ? operation.iv() : new byte[0];
            DataFile.write(
                    io(),
                    options.output(),
                    DataFile.Access.USUAL,
                    out -> Chunks.through(operation, head, in, out));
        }
    }
}
