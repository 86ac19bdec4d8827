package io.craton.hsm.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The user that this process runs as. */
final class OwnUser {
    private static final String UNKNOWN = "?";

    private OwnUser() {}

    /**
     * Its name, or its number where it has no name, as in a container: as the operating system
     * names the owner of a file and the peer of a socket.
     */
    static String name() {
        String name = System.getProperty("user.name", UNKNOWN);
        return name.isEmpty() || name.equals(UNKNOWN) ? number(Path.of("/proc/self/status")) : name;
    }

    /** The effective user of a process, from its line {@code Uid: real effective saved file}. */
    static String number(Path status) {
        try {
            for (String line : Files.readAllLines(status)) {
                List<String> words = List.of(line.split("\\s+"));
                if (words.get(0).equals("Uid:") && words.size() > 2) {
                    return words.get(2);
                }
            }
        } catch (IOException e) {
            // Not Linux: nobody is the owner then, and root alone administers.
            return UNKNOWN;
        }
        return UNKNOWN;
    }
}
