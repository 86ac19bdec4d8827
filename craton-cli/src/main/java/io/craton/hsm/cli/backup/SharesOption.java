package io.craton.hsm.cli.backup;

import io.craton.hsm.BackupOptions;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.error.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --shares}: parts of a secret that open a backup, too, and the files that they go to. */
final class SharesOption {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,3})/([0-9]{1,3})");
    private static final int MOST = 255;

    @Option(
            names = "--shares",
            paramLabel = "K/N",
            description =
                    "Also make N shares of which any K open the backup, such as 3/5: each in a file of its own beside the archive, for a"
                            + " person of its own. The SO PIN opens it as well.")
    private @Nullable String shares;

    /** Refuses what is no such number of shares. */
    void refuseEarly() {
        options(new byte[0]);
    }

    boolean isSet() {
        return shares != null;
    }

    /** What the backup is made with. */
    BackupOptions options(byte[] soPin) {
        if (shares == null) {
            return BackupOptions.withSoPin(soPin);
        }
        Matcher numbers = FORM.matcher(shares);
        int threshold = numbers.matches() ? Integer.parseInt(numbers.group(1)) : 0;
        int count = numbers.matches() ? Integer.parseInt(numbers.group(2)) : 0;
        if (threshold < 2 || count < threshold || count > MOST) {
            throw CliException.usage(
                    "--shares takes how many are needed and how many are made, from 2/2 to 255/255, such as 3/5");
        }
        return new BackupOptions(soPin, null, threshold, count);
    }

    /**
     * Refuses files that are there, before a backup is made.
     *
     * @param archive the file of the backup
     */
    void refuseTaken(String archive) {
        int count = options(new byte[0]).shares();
        for (int number = 1; number <= count; number++) {
            String file = file(archive, number);
            if (Files.exists(Path.of(file), LinkOption.NOFOLLOW_LINKS)) {
                throw CliException.failed(
                        file
                                + " is there already: the share of another backup; move it away first");
            }
        }
    }

    /**
     * Writes each share to its file.
     *
     * @return the names of the files
     */
    static List<String> write(Io io, String archive, List<String> made) throws IOException {
        List<String> files = new ArrayList<>();
        for (int i = 0; i < made.size(); i++) {
            String file = file(archive, i + 1);
            byte[] line = (made.get(i) + "\n").getBytes(StandardCharsets.UTF_8);
            DataFile.write(io, file, DataFile.Access.PRIVATE, out -> out.write(line));
            files.add(file);
        }
        return files;
    }

    private static String file(String archive, int number) {
        return archive + ".share-" + number;
    }
}
