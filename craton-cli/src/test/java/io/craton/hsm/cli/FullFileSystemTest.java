package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.provider.CratonHsmProvider;
import io.craton.hsm.provider.CratonKeySpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Store and log on a file system of their own that is full: every caller is told so. */
class FullFileSystemTest {
    private static final int THREADS = 6;
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

    @TempDir Path directory;

    private Path disk;
    private Cli cli;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", disk.toString());
        Assumptions.assumeTrue(mounted, "only root can mount a small file system");
        cli = Cli.withToken(disk);
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void fill() {
        assertThatThrownBy(
                        () -> {
                            try (OutputStream out =
                                    Files.newOutputStream(disk.resolve("ballast"))) {
                                while (true) {
                                    out.write(new byte[4096]);
                                }
                            }
                        })
                .hasMessageContaining("No space left");
    }

    private Hsm open() {
        return Hsm.open(
                HsmConfig.builder()
                        .storagePath(disk.resolve("craton_hsm_store"))
                        .auditLogPath(disk.resolve("craton_hsm_audit.jsonl"))
                        .build());
    }

    private static String told(Throwable failure) {
        StringBuilder told = new StringBuilder();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            told.append(at.getMessage()).append('\n');
        }
        return told.toString().toLowerCase(Locale.ROOT);
    }

    /** Until it fails: a file system that counts by processor may take some more records. */
    private static Throwable failure(Callable<?> call) {
        for (int i = 0; i < 20_000; i++) {
            try {
                call.call();
            } catch (Exception e) {
                return e;
            }
        }
        throw new AssertionError("it goes on working on a full disk");
    }

    private static KeyPairGenerator keyPairs(CratonHsmProvider provider, String label)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
        generator.initialize(
                CratonKeySpec.builder()
                        .label(label)
                        .params(new ECGenParameterSpec("secp256r1"))
                        .build());
        return generator;
    }

    @Test
    void everyCaller_isToldThatTheDiskIsFull() throws Exception {
        Map<String, Throwable> failures = new TreeMap<>();
        try (Hsm hsm = open();
                CratonHsmProvider provider = new CratonHsmProvider(hsm)) {
            KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
            keyStore.load(null, Cli.USER_PIN.toCharArray());
            PrivateKey key = keyPairs(provider, "signer").generateKeyPair().getPrivate();
            SecretKey secret = KeyGenerator.getInstance("AES", provider).generateKey();
            Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
            fill();
            failures.put("API, random", failure(() -> session.generateRandom(8)));
            failures.put(
                    "API, key",
                    failure(
                            () ->
                                    session.generateKey(
                                            Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                                            Template.builder()
                                                    .token(true)
                                                    .set(AttributeType.CKA_VALUE_LEN, 32L)
                                                    .build())));
            failures.put(
                    "API, PIN",
                    failure(
                            () -> {
                                session.setPin(
                                        Cli.USER_PIN.toCharArray(), Cli.SO_PIN.toCharArray());
                                return true;
                            }));
            failures.put("JCA, signature", failure(() -> sign(provider, key)));
            failures.put("JCA, key pair", failure(() -> keyPairs(provider, "x").generateKeyPair()));
            failures.put(
                    "JCA, session key",
                    failure(() -> KeyGenerator.getInstance("AES", provider).generateKey()));
            failures.put(
                    "JCA, entry",
                    failure(
                            () -> {
                                keyStore.setKeyEntry("other", secret, null, null);
                                return true;
                            }));
            Files.delete(disk.resolve("ballast"));
            sign(provider, key);
        }
        assertThat(failures)
                .allSatisfy((call, told) -> assertThat(told(told)).contains("no space left"));
    }

    private static byte[] sign(CratonHsmProvider provider, PrivateKey key) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA", provider);
        signature.initSign(key);
        return signature.sign();
    }

    @Test
    void everyCommandThatWrites_saysThatTheDiskIsFull() throws Exception {
        fill();
        String user = "--pin=" + Cli.USER_PIN;
        for (List<String> command :
                List.of(
                        List.of("key", "generate", "--type", "ec:p256", "--label", "x", user),
                        List.of("pin", "change", "--new-pin", "next-pin-93716", user),
                        List.of("key", "list", user),
                        List.of("random", "--length", "20"))) {
            Cli.Result result = cli.run(command.toArray(String[]::new));
            assertThat(result.code()).as("%s", command).isNotZero();
            assertThat(result.err().toLowerCase(Locale.ROOT))
                    .as("%s", command)
                    .contains("no space left")
                    .doesNotContain("exception");
        }
        Files.delete(disk.resolve("ballast"));
        cli.run("key", "list", user).done();
    }

    @Test
    @Timeout(120)
    void closeUnderLoad_onAFullDisk_ends() throws Exception {
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch failing = new CountDownLatch(THREADS * 3);
        CountDownLatch closed = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        Hsm hsm = open();
        CratonHsmProvider provider = new CratonHsmProvider(hsm);
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
        keyStore.load(null, Cli.USER_PIN.toCharArray());
        PrivateKey key = keyPairs(provider, "signer").generateKeyPair().getPrivate();
        for (int i = 0; i < THREADS; i++) {
            String label = "key-" + i;
            Callable<?> call =
                    i % 2 == 0
                            ? () -> sign(provider, key)
                            : () -> keyPairs(provider, label).generateKeyPair();
            callers.add(new Thread(() -> load(call, closed, failing, failures)));
        }
        callers.forEach(Thread::start);
        fill();
        assertThat(failing.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).allSatisfy(told -> assertThat(told).contains("no space left"));

        long start = System.nanoTime();
        close(provider);
        close(hsm);
        closed.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST_CLOSE);

        Files.delete(disk.resolve("ballast"));
        try (Hsm again = open();
                Session session = again.slot(0).openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_USER, Cli.USER_PIN.toCharArray());
            assertThat(session.findObjects(Template.builder().label("signer").build())).hasSize(2);
        }
        cli.run("audit", "verify-chain").done();
    }

    /** The end of a session cannot be recorded, and is an end all the same. */
    private static void close(AutoCloseable closed) throws Exception {
        try {
            closed.close();
        } catch (HsmException e) {
            assertThat(told(e)).contains("no space left");
        }
    }

    private static void load(
            Callable<?> call,
            CountDownLatch closed,
            CountDownLatch failing,
            ConcurrentLinkedQueue<String> failures) {
        while (closed.getCount() > 0) {
            try {
                call.call();
            } catch (Exception e) {
                if (failing.getCount() > 0) {
                    failures.add(told(e));
                }
                failing.countDown();
            }
        }
    }
}
