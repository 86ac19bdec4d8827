package io.craton.hsm.benchmarks.assurance;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.benchmarks.Scratch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A plain program: how long the slowest in a hundred of the first thousand AES-GCM calls take, and
 * of later ones, without the warm-up and with it. Each run is a virtual machine of its own, and the
 * two take turns. What counts is the processor time of the calling thread, so that others on the
 * machine do not.
 *
 * <pre>./craton bench first-calls [ROUNDS]</pre>
 */
public final class FirstCalls {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 5;
    private static final int FIRST = 1_000;
    private static final int UNTIL_STEADY = 300_000;
    private static final int STEADY = 20_000;
    private static final int TAG_BITS = 128;
    private static final String WARM_UP = "craton-hsm warm-up";

    private FirstCalls() {}

    /**
     * Runs and prints.
     *
     * @param arguments how many rounds, 5 if there is none; {@code true} or {@code false} is for
     *     the machines that it starts
     */
    public static void main(String[] arguments) throws Exception {
        String first = arguments.length == 0 ? String.valueOf(ROUNDS) : arguments[0];
        if (first.equals("true") || first.equals("false")) {
            System.out.println(measure(Boolean.parseBoolean(first)));
            System.exit(0);
        }
        List<Times> without = new ArrayList<>();
        List<Times> with = new ArrayList<>();
        for (int round = 0; round < Integer.parseInt(first); round++) {
            without.add(inItsOwnMachine(false));
            with.add(inItsOwnMachine(true));
        }
        System.out.println(
                "Java " + Runtime.version() + "; medians, 99th percentile in µs of processor time");
        System.out.println("| module.warm_up | first 1,000 | steady | ratio |\n|---|---|---|---|");
        print("false", without);
        print("true", with);
    }

    private static void print(String what, List<Times> rounds) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.1f | %.1f |%n",
                what,
                median(rounds.stream().mapToDouble(Times::first).toArray()),
                median(rounds.stream().mapToDouble(Times::steady).toArray()),
                median(rounds.stream().mapToDouble(Times::ratio).toArray()));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** The 99th percentiles of one machine, in microseconds. */
    private record Times(double first, double steady) {
        double ratio() {
            return first / steady;
        }

        static Times read(String line) {
            String[] words = line.split(" ");
            return new Times(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
        }

        @Override
        public String toString() {
            return first + " " + steady;
        }
    }

    private static Times inItsOwnMachine(boolean warm) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                FirstCalls.class.getName(),
                                String.valueOf(warm))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("a run failed: " + output);
        }
        return Times.read(output.strip());
    }

    private static Times measure(boolean warm) throws InterruptedException {
        Path directory = Scratch.create();
        HsmConfig config =
                HsmConfig.builder()
                        .baseDirectory(directory)
                        .set(ConfigKey.MODULE_WARM_UP, warm)
                        .build();
        try (Hsm hsm = Hsm.open(config)) {
            Session session = loggedIn(hsm);
            ObjectHandle key =
                    session.generateKey(Mechanism.of(MechanismType.CKM_AES_KEY_GEN), aes());
            awaitWarmUp();
            double first = slowestInAHundred(session, key, FIRST);
            slowestInAHundred(session, key, UNTIL_STEADY);
            return new Times(first, slowestInAHundred(session, key, STEADY));
        } finally {
            Scratch.delete(directory);
        }
    }

    private static Session loggedIn(Hsm hsm) {
        char[] pin = "benchmark-pin".toCharArray();
        hsm.slot(0).initToken(pin, "First");
        Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_SO, pin);
        session.initPin(pin);
        session.logout();
        session.login(UserType.CKU_USER, pin);
        return session;
    }

    private static Template aes() {
        return Template.builder()
                .set(AttributeType.CKA_VALUE_LEN, 32L)
                .set(AttributeType.CKA_ENCRYPT, true)
                .token(true)
                .build();
    }

    private static void awaitWarmUp() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(WARM_UP)) {
                thread.join();
            }
        }
    }

    private static double slowestInAHundred(Session session, ObjectHandle key, int calls) {
        Mechanism gcm =
                Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(null, new byte[0], TAG_BITS));
        byte[] data = new byte[64];
        long[] nanos = new long[calls];
        for (int i = 0; i < calls; i++) {
            long begun = THREADS.getCurrentThreadCpuTime();
            session.encrypt(gcm, key, data);
            nanos[i] = THREADS.getCurrentThreadCpuTime() - begun;
        }
        Arrays.sort(nanos);
        return nanos[calls - calls / 100] / 1e3;
    }
}
