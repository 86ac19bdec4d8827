package io.craton.hsm.cli.key;

import io.craton.hsm.KeyType;
import io.craton.hsm.Session;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.keyfile.KeyFile;
import io.craton.hsm.cli.keyfile.KeyInFile;
import io.craton.hsm.cli.keyfile.Passphrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an import starts from: the keys of a file, or of all files of a directory, with the labels
 * that they get. All of it is read before the token is touched.
 */
final class ImportSource implements AutoCloseable {
    private static final int LIMIT = 1 << 24;

    private final Io io;
    private final Passphrase passphrase;
    private final @Nullable KeyKind kind;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<FileNote> leftOut = new ArrayList<>();
    private final List<FileNote> failed = new ArrayList<>();

    /**
     * @param kind what the bare values of files are, or secret keys that do not say it; or null
     */
    ImportSource(Io io, Passphrase passphrase, @Nullable KeyKind kind) {
        this.io = io;
        this.passphrase = passphrase;
        this.kind = kind;
    }

    /**
     * A key that is about to be imported.
     *
     * @param file where it comes from
     * @param label the label that it gets
     */
    record Candidate(String file, String label, KeyInFile key) {}

    /**
     * A file with what there is to say about it.
     *
     * @param file its name
     * @param words what was left out, or why it failed
     */
    record FileNote(String file, String words) {}

    /** Reads one file; {@code -} is standard input. */
    void addFile(String file, @Nullable String label) throws IOException {
        if (DataFile.isStandard(file) && label == null) {
            throw CliException.usage(
                    "standard input has no name to take a label from; add --label");
        }
        String name = DataFile.isStandard(file) ? "standard input" : file;
        KeyFile content = read(file, name);
        if (label != null && content.keys().size() > 1) {
            content.close();
            String several = name + " has " + content.keys().size() + " keys";
            throw CliException.failed(several + ", and --label would name all of them the same");
        }
        add(name, content, label == null ? base(Path.of(file)) : label);
    }

    /**
     * Reads the files of a directory, in the order of their names; hidden ones and directories in
     * it are passed over.
     */
    void addDirectory(Path directory, OnError onError) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files =
                    all.filter(each -> !Files.isDirectory(each))
                            .filter(ImportSource::isShown)
                            .sorted()
                            .toList();
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            try {
                if (!Files.isRegularFile(file)) {
                    throw CliException.failed(
                            name + " is no file, and no link to one that is there");
                }
                add(name, read(file.toString(), name), base(file));
            } catch (CliException e) {
                if (onError == OnError.STOP) {
                    throw e;
                }
                failed.add(new FileNote(name, e.sentence()));
            }
        }
    }

    private static boolean isShown(Path file) {
        return !String.valueOf(file.getFileName()).startsWith(".");
    }

    private KeyFile read(String file, String name) throws IOException {
        byte[] content = DataFile.read(io, file, LIMIT);
        KeyType type = kind == null ? null : kind.type();
        try {
            return kind != null && !isJson(content)
                    ? KeyFile.secret(content, name, kind.type(), kind.valueLength())
                    : KeyFile.read(content, name, passphrase, type);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static boolean isJson(byte[] content) {
        return content.length > 0 && content[0] == '{';
    }

    /** The label that a file's name gives. */
    private static String base(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private void add(String file, KeyFile content, String label) {
        content.leftOut().forEach(words -> leftOut.add(new FileNote(file, words)));
        List<KeyInFile> keys = content.keys();
        for (int i = 0; i < keys.size(); i++) {
            String own = keys.get(i).name();
            String numbered = own.isEmpty() ? label + "-" + (i + 1) : own;
            candidates.add(new Candidate(file, keys.size() == 1 ? label : numbered, keys.get(i)));
        }
    }

    /**
     * Refuses labels that two keys would have, before anything is imported.
     *
     * @throws CliException with all of them
     */
    void refuseClashes(Session session) {
        Map<String, String> files = new LinkedHashMap<>();
        List<String> clashes = new ArrayList<>();
        for (Candidate each : candidates) {
            String other = files.putIfAbsent(each.label(), each.file());
            String quoted = "'" + each.label() + "' of " + each.file();
            if (other != null) {
                clashes.add(quoted + " is also that of " + other);
            } else if (KeyLabels.isTaken(session, each.label())) {
                clashes.add(quoted + " is that of a key of the token");
            }
        }
        if (!clashes.isEmpty()) {
            throw CliException.failed(
                    "nothing was imported, for labels would be there twice: "
                            + String.join("; ", clashes)
                            + ". Rename the files, or import one at a time with --label");
        }
    }

    /** The keys, in the order of the files. */
    List<Candidate> candidates() {
        return candidates;
    }

    /** What files have and nobody imports. */
    List<FileNote> leftOut() {
        return leftOut;
    }

    /** The files that could not be read. */
    List<FileNote> failed() {
        return failed;
    }

    @Override
    public void close() {
        candidates.forEach(each -> each.key().close());
    }
}
