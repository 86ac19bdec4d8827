package io.craton.hsm.cli.audit;

import io.craton.hsm.audit.proof.Checkpoint;
import io.craton.hsm.audit.proof.NoteKey;
import io.craton.hsm.audit.proof.SignatureCheck;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Reads proofs and keys, and says with exit code 5 when they do not prove what they should. */
final class Evidence {
    private static final SignatureCheck CHECK = new NoteSignatures();

    private Evidence() {}

    /** How signatures are checked. */
    static SignatureCheck check() {
        return CHECK;
    }

    /** A failed verification. */
    static CliException broken(String message) {
        return new CliException(ExitCode.INTEGRITY, message);
    }

    /** A failed verification, and what led to it. */
    static CliException broken(String message, IOException cause) {
        return new CliException(ExitCode.INTEGRITY, message, cause);
    }

    /**
     * A failed verification, since something has not its form; the parsers are ours, and say why.
     */
    static CliException broken(String what, IllegalArgumentException reason) {
        return new CliException(ExitCode.INTEGRITY, what + ": " + reason.getMessage());
    }

    /** Reads a file of text in a form. */
    static <T> T read(Path file, Function<String, T> form) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw CliException.failed("there is no file " + file);
        }
        try {
            return form.apply(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw broken(file.toString(), e);
        } catch (CharacterCodingException e) {
            throw broken(file + " is not a file of text", e);
        }
    }

    /** The keys in a file, one a line; lines that begin with # are comments. */
    static List<NoteKey> keys(Path file) throws IOException {
        List<NoteKey> keys = read(file, Evidence::parseKeys);
        if (keys.isEmpty()) {
            throw CliException.failed("there is no key in " + file);
        }
        return keys;
    }

    private static List<NoteKey> parseKeys(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(NoteKey::parse)
                .toList();
    }

    /** Refuses a checkpoint that one of the keys has not signed. */
    static void signedBy(Checkpoint checkpoint, List<NoteKey> keys) {
        for (NoteKey key : keys) {
            if (!checkpoint.verify(key, CHECK)) {
                String missing = " lines has no right signature of the " + key.type() + " key of ";
                throw broken("the checkpoint of " + checkpoint.size() + missing + key.name());
            }
        }
    }
}
