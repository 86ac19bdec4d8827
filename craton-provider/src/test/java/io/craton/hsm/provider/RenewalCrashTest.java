package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed with SIGKILL while it renews entries. What it said it had done is there; each
 * entry is the one before or the one after, with its key and its whole chain, and no object is left
 * over.
 */
class RenewalCrashTest {
    private static final int MOST_MILLIS = 1000;

    @TempDir private Path directory;

    private final Random random = new Random(11);
    private final int[] next = new int[RenewingProgram.ENTRIES.size()];

    @Test
    void kill_inTheMiddleOfRenewals_leavesWholeEntries() throws Exception {
        rounds(3);
    }

    @Test
    @Tag("campaign")
    void kill_campaign() throws Exception {
        rounds(50);
    }

    private void rounds(int rounds) throws Exception {
        TestToken.stored(directory).close();
        int underWay = 0;
        for (int round = 0; round < rounds; round++) {
            renewAndKill();
            underWay += check("round " + round);
        }
        System.out.println(
                "renewals: "
                        + Arrays.toString(next)
                        + " in "
                        + rounds
                        + " rounds; done and not said: "
                        + underWay);
        assertThat(next).doesNotContain(0);
    }

    private void renewAndKill() throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx128m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                RenewingProgram.class.getName(),
                                directory.toString()));
        Arrays.stream(next).forEach(number -> command.add(Integer.toString(number)));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.US_ASCII))) {
            note(said.readLine());
            Thread killer = killer(process.toHandle(), random.nextInt(MOST_MILLIS));
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                note(line);
            }
            killer.join();
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
    }

    /** Not {@link Process#destroyForcibly}, which closes the pipe with what was said. */
    private static Thread killer(ProcessHandle process, long millis) {
        Thread killer =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(millis);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            process.destroyForcibly();
                        });
        killer.start();
        return killer;
    }

    /** A line may be cut off by the kill; then its renewal is one that was not said. */
    private void note(String line) {
        assertThat(line).as("the program has begun").isNotNull();
        String[] parts = line.split(" ");
        if (parts.length == 2 && Integer.parseInt(parts[1]) == next[Integer.parseInt(parts[0])]) {
            next[Integer.parseInt(parts[0])]++;
        }
    }

    /** How many renewals were done and not said. */
    private int check(String round) throws Exception {
        try (TestToken token = TestToken.stored(directory)) {
            KeyStore keyStore = token.keyStore();
            Set<Certificate> certificates = new HashSet<>();
            int keys = 0;
            int underWay = 0;
            for (int i = 0; i < next.length; i++) {
                String name = RenewingProgram.ENTRIES.get(i);
                Certificate[] chain = keyStore.getCertificateChain(name);
                if (chain == null && next[i] == 0) {
                    continue;
                }
                whole(round + ", " + name, keyStore, name, token);
                int number = RenewingProgram.number(chain);
                assertThat(number).as(round + ", " + name).isIn(next[i] - 1, next[i]);
                underWay += number == next[i] ? 1 : 0;
                next[i] = number + 1;
                certificates.addAll(List.of(chain));
                keys++;
            }
            assertThat(keyStore.size()).as(round).isEqualTo(keys);
            assertThat(count(token, ObjectClass.CKO_PRIVATE_KEY)).as(round).isEqualTo(keys);
            assertThat(count(token, ObjectClass.CKO_CERTIFICATE))
                    .as(round)
                    .isEqualTo(certificates.size());
            return underWay;
        }
    }

    private static void whole(String which, KeyStore keyStore, String name, TestToken token)
            throws Exception {
        Certificate[] chain = keyStore.getCertificateChain(name);
        assertThat(chain).as(which).hasSize(3);
        chain[0].verify(chain[1].getPublicKey());
        chain[1].verify(chain[2].getPublicKey());
        Signature signature = Signature.getInstance("SHA256withECDSA", token.provider());
        signature.initSign((PrivateKey) keyStore.getKey(name, null));
        signature.update(new byte[10]);
        byte[] value = signature.sign();
        Signature verification = Signature.getInstance("SHA256withECDSA", "SunEC");
        verification.initVerify(chain[0]);
        verification.update(new byte[10]);
        assertThat(verification.verify(value)).as(which + ": its key").isTrue();
    }

    private static int count(TestToken token, ObjectClass objectClass) {
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_ONLY)) {
            return session.findObjects(Template.builder().objectClass(objectClass).build()).size();
        }
    }
}
