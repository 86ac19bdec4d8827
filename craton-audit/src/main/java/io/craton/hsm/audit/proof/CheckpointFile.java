package io.craton.hsm.audit.proof;

import io.craton.hsm.audit.file.FileRules;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The checkpoints of a log, one signed note after the other with a blank line between: {@code
 * <log>.checkpoints}. Copy them to where the owner of the log cannot change them; that is what they
 * are for.
 */
public final class CheckpointFile {
    private CheckpointFile() {}

    /** The file of a log's checkpoints. */
    public static Path of(Path log) {
        return log.resolveSibling(log.getFileName() + ".checkpoints");
    }

    /**
     * Reads all checkpoints; signatures are not checked. A note that was never completed at the end
     * is left out.
     *
     * @throws IllegalArgumentException if something else stands between them
     */
    public static List<Checkpoint> read(Path file) throws IOException {
        List<Checkpoint> checkpoints = new ArrayList<>();
        StringBuilder note = new StringBuilder();
        boolean signed = false;
        String text = Files.readString(file);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
            boolean signature = line.startsWith("\u2014 ");
            if (signed && !signature) {
                checkpoints.add(Checkpoint.parse(note.toString()));
                note.setLength(0);
            }
            if (!line.isEmpty() || (note.length() > 0 && !signed)) {
                note.append(line).append('\n');
            }
            signed = signature;
        }
        if (signed) {
            checkpoints.add(Checkpoint.parse(note.toString()));
        }
        return checkpoints;
    }

    /** The last checkpoint, if there is one. */
    public static Optional<Checkpoint> last(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<Checkpoint> all = read(file);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /**
     * Appends a checkpoint and forces it to the disk; takes away a note that was never completed.
     */
    public static void append(Path file, FileRules rules, Checkpoint checkpoint)
            throws IOException {
        rules.create(file);
        rules.check(file);
        try (RandomAccessFile out = rules.open(file)) {
            out.seek(completeLength(file, out));
            out.write((checkpoint.note() + '\n').getBytes(StandardCharsets.UTF_8));
            out.setLength(out.getFilePointer());
            out.getFD().sync();
        }
    }

    private static long completeLength(Path file, RandomAccessFile in) throws IOException {
        long length = in.length();
        byte[] end = new byte[2];
        if (length >= 2) {
            in.seek(length - 2);
            in.readFully(end);
        }
        if (length == 0 || (end[0] == '\n' && end[1] == '\n' && in.length() > 2)) {
            return length;
        }
        String text = Files.readString(file);
        int lastSignature = text.lastIndexOf("\n\u2014 ", text.lastIndexOf("\n\n"));
        int complete = lastSignature < 0 ? 0 : text.indexOf("\n\n", lastSignature) + 2;
        return text.substring(0, complete).getBytes(StandardCharsets.UTF_8).length;
    }
}
