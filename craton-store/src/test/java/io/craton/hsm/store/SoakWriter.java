package io.craton.hsm.store;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The process that {@link KillSoakTest} kills: commits on several threads and says so after each.
 */
final class SoakWriter {
    static final int THREADS = 4;
    static final int OBJECTS = 20;

    private SoakWriter() {}

    static StoreSettings settings(Path directory) {
        return new StoreSettings(directory, 1, Tokens.SERIAL, 2, 10, true, Tokens.random());
    }

    /** The directory, then for each thread the number of its next commit. */
    public static void main(String[] args) throws Exception {
        try (SlotStores stores = SlotStores.open(settings(Path.of(args[0])));
                OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            TokenStore token = stores.slot(0);
            if (!token.unlock(UserType.CKU_USER, Tokens.USER).ok()) {
                throw new IllegalStateException("the PIN does not open the token");
            }
            List<Thread> threads = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int number = thread;
                long first = Long.parseLong(args[1 + thread]);
                threads.add(new Thread(() -> write(token, number, first, out)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /** Two objects a commit: either both are of it, or none. */
    private static void write(TokenStore token, int thread, long first, OutputStream out) {
        for (long commit = first; ; commit++) {
            String value = thread + "." + commit + ".".repeat((int) (commit % 1500));
            token.commit(
                    List.of(
                            Tokens.put(Tokens.id(object(thread, commit, 0)), true, value, value),
                            Tokens.put(Tokens.id(object(thread, commit, 1)), false, value, value)));
            try {
                out.write((thread + " " + commit + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new IllegalStateException("nobody listens any more", e);
            }
        }
    }

    static int object(int thread, long commit, int half) {
        return thread * 1000 + (int) (commit % OBJECTS) * 2 + half;
    }
}
