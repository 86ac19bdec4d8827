package io.craton.hsm.audit.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies a log and empties it so that each line is in one of the two files and not in both, also
 * when the process is killed on the way: the copy has another name until it is whole, and {@code
 * audit.rotating} in the state directory says what was about to be done. Without a state directory
 * a kill between the last two steps leaves the lines in both files.
 */
public final class Rotation {
    private static final String CHECKPOINTS = ".checkpoints";
    private static final int PIECE = 64 * 1024;

    private final @Nullable Path intent;
    private final FileRules rules;

    /**
     * @param rules for the copy
     */
    public Rotation(@Nullable Path stateDirectory, FileRules rules) {
        this.intent = stateDirectory == null ? null : stateDirectory.resolve("audit.rotating");
        this.rules = rules;
    }

    /** Rotates a file that nobody writes to meanwhile and whose content is on disk. */
    public void run(LogFile file, Path archive) throws IOException {
        if (Files.exists(archive, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(archive.toString());
        }
        requireNameOfAnArchive(archive);
        Path part = archive.resolveSibling(archive.getFileName() + AuditSource.PART);
        long length = file.length();
        boolean moved = false;
        try {
            Files.deleteIfExists(part);
            announce(archive, length);
            rules.createNew(part);
            copy(file, length, part);
            Files.move(part, archive);
            moved = true;
            DirectorySync.force(archive);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(part);
            if (moved) {
                Files.delete(archive);
            }
            withdraw();
            throw e;
        }
        file.truncate(0);
        file.force();
        withdraw();
    }

    /** What has one of these names beside a log is taken for something else. */
    private static void requireNameOfAnArchive(Path archive) throws IOException {
        String name = archive.getFileName().toString();
        for (String taken : List.of(AuditSource.PART, AuditSource.TORN, CHECKPOINTS)) {
            if (name.endsWith(taken)) {
                throw new FileSystemException(
                        archive.toString(), null, "an archive cannot have a name in " + taken);
            }
        }
    }

    private void copy(LogFile file, long length, Path part) throws IOException {
        byte[] piece = new byte[PIECE];
        try (FileOutputStream out = rules.append(part)) {
            for (long position = 0; position < length; position += piece.length) {
                int count = (int) Math.min(piece.length, length - position);
                file.read(position, piece, 0, count);
                out.write(piece, 0, count);
            }
            out.getFD().sync();
        }
    }

    private void announce(Path archive, long length) throws IOException {
        if (intent != null) {
            withdraw();
            rules.forOwner().createNew(intent);
            try (FileOutputStream out = rules.append(intent)) {
                String lines = length + "\n" + archive.toAbsolutePath() + "\n";
                out.write(lines.getBytes(StandardCharsets.UTF_8));
            }
            DirectorySync.force(intent);
        }
    }

    private void withdraw() throws IOException {
        if (intent != null) {
            Files.deleteIfExists(intent);
        }
    }

    /**
     * Finishes what a killed process had begun: the log is emptied if its copy is whole and in
     * place, and a copy that was not finished is taken away.
     */
    public void finish(LogFile file) throws IOException {
        if (intent == null || !Files.exists(intent)) {
            return;
        }
        String[] lines = Files.readString(intent).split("\n");
        // an intent that was not written to its end was followed by nothing
        if (lines.length == 2 && lines[0].matches("[0-9]{1,18}")) {
            long length = Long.parseLong(lines[0]);
            Path archive = Path.of(lines[1]);
            if (Files.exists(archive) && Files.size(archive) == length && file.length() == length) {
                file.truncate(0);
                file.force();
            }
            Files.deleteIfExists(archive.resolveSibling(archive.getFileName() + AuditSource.PART));
        }
        withdraw();
    }
}
