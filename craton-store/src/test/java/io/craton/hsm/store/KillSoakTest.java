package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStore.StoredObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process is killed with SIGKILL while it commits; everything that it said it had done is
 * there.
 */
class KillSoakTest {
    @TempDir Path directory;

    private final Random random = new Random(7);
    private final long[] next = new long[SoakWriter.THREADS];

    @Test
    void kill_inTheMiddleOfCommits_losesNothing() throws Exception {
        soak(25);
    }

    @Test
    @Tag("campaign")
    void kill_campaign() throws Exception {
        soak(1000);
    }

    private void soak(int rounds) throws Exception {
        try (SlotStores stores = SlotStores.open(SoakWriter.settings(directory))) {
            Tokens.prepare(stores.slot(0));
        }
        long acknowledged = 0;
        for (int round = 0; round < rounds; round++) {
            long[] before = next.clone();
            runAndKill();
            check("round " + round);
            for (int thread = 0; thread < next.length; thread++) {
                acknowledged += next[thread] - before[thread];
            }
        }
        System.out.println(
                "kill soak: "
                        + rounds
                        + " rounds, "
                        + acknowledged
                        + " commits acknowledged, 0 lost");
        assertThat(acknowledged).isPositive();
    }

    private void runAndKill() throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx128m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SoakWriter.class.getName(),
                                directory.toString()));
        for (long number : next) {
            command.add(Long.toString(number));
        }
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        long wait = 1 + random.nextInt(250);
        try (BufferedReader acknowledgements =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.US_ASCII))) {
            boolean told = false;
            for (String line = acknowledgements.readLine();
                    line != null;
                    line = acknowledgements.readLine()) {
                String[] parts = line.split(" ");
                if (parts.length == 2 && !parts[1].isEmpty()) {
                    next[Integer.parseInt(parts[0])] = Long.parseLong(parts[1]) + 1;
                }
                if (!told) {
                    told = true;
                    Thread killer =
                            new Thread(
                                    () -> {
                                        try {
                                            Thread.sleep(wait);
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                        process.toHandle()
                                                .destroyForcibly(); // keeps the pipe: what was said
                                        // can still be read
                                    });
                    killer.setDaemon(true);
                    killer.start();
                }
            }
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
    }

    private void check(String round) {
        try (SlotStores stores = SlotStores.open(SoakWriter.settings(directory))) {
            TokenStore token = stores.slot(0);
            assertThat(token.unlock(UserType.CKU_USER, Tokens.USER).ok()).as(round).isTrue();
            Map<UUID, String> found = new HashMap<>();
            for (StoredObject object : token.objects(true)) {
                String attributes = new String(object.attributes(), StandardCharsets.US_ASCII);
                assertThat(token.secret(object.id())).as(round).isEqualTo(Tokens.ascii(attributes));
                found.put(object.id(), attributes.replaceAll("\\.+$", ""));
            }
            for (int thread = 0; thread < next.length; thread++) {
                next[thread] = checkThread(round, found, thread, next[thread]);
            }
        }
    }

    /** The commit that was under way may be there, in both halves. */
    private static long checkThread(String round, Map<UUID, String> found, int thread, long next) {
        boolean extra =
                (thread + "." + next)
                        .equals(found.get(Tokens.id(SoakWriter.object(thread, next, 0))));
        long end = extra ? next + 1 : next;
        for (long commit = Math.max(0, end - SoakWriter.OBJECTS); commit < end; commit++) {
            for (int half = 0; half < 2; half++) {
                assertThat(found.get(Tokens.id(SoakWriter.object(thread, commit, half))))
                        .as(round + ", thread " + thread + ", commit " + commit + ", half " + half)
                        .isEqualTo(thread + "." + commit);
            }
        }
        return end;
    }
}
