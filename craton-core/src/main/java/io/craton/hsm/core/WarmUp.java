package io.craton.hsm.core;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.spi.Threads;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the virtual machine compile what calls go through, before they come ({@code module.warm_up}):
 * a module of its own, with a token in memory and, if there is to be one, a log in a temporary
 * directory, encrypts and decrypts on a thread of its own. It sees no key, no session and no record
 * of anybody. It ends after {@link #ROUNDS} rounds, after {@link #LONGEST}, or when it is closed,
 * whatever is first.
 */
final class WarmUp implements AutoCloseable {
    /** More calls than the virtual machine's compilers wait for. */
    private static final int ROUNDS = 6_000;

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int PIN_ROUNDS = 16;
    private static final String LOG_FILE = "warm-up.jsonl";

    /** Of a token without anything in it: no secret, but as long as a PIN has to be. */
    private static final String OFFICER = "warm-up officer";

    private final HsmConfig served;
    private final Threads threads;
    private final Thread thread;
    private volatile boolean closed;

    private WarmUp(HsmConfig served, Threads threads) {
        this.served = served;
        this.threads = threads;
        this.thread = threads.daemon("craton-hsm warm-up", this::run);
    }

    /**
     * Begins.
     *
     * @param served the configuration of the module whose calls will come
     */
    static WarmUp begin(HsmConfig served, Threads threads) {
        WarmUp begun = new WarmUp(served, threads);
        begun.thread.start();
        return begun;
    }

    private void run() {
        // A program may end without closing the module: then this ends first, and takes its files
        // along.
        Thread atExit = threads.daemon("craton-hsm warm-up end", this::close);
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.debug("the program ends already", e);
            return;
        }
        try {
            warmUp();
        } finally {
            forget(atExit);
        }
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.debug("the program ends, and waited for the warm-up", e);
        }
    }

    private void warmUp() {
        try {
            Path directory = Files.createTempDirectory("craton-hsm-warm-up");
            try {
                run(new Assembly(own(directory)));
            } finally {
                delete(directory);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("the warm-up ended early: first calls are right, and slow", e);
        }
    }

    private HsmConfig own(Path directory) {
        HsmConfig.Builder builder =
                HsmConfig.builder()
                        .set(
                                ConfigKey.ALGORITHMS_CRYPTO_BACKEND,
                                served.string(ConfigKey.ALGORITHMS_CRYPTO_BACKEND))
                        .set(ConfigKey.TOKEN_PERSIST_OBJECTS, false)
                        .set(ConfigKey.AUDIT_ENABLED, served.flag(ConfigKey.AUDIT_ENABLED))
                        .auditLogPath(directory.resolve(LOG_FILE));
        if (served.isSet(ConfigKey.TOKEN_STORE)) {
            builder.set(ConfigKey.TOKEN_STORE, served.string(ConfigKey.TOKEN_STORE));
        }
        return builder.build();
    }

    private static void delete(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private void run(Assembly assembly) {
        try (Hsm hsm = assembly.withoutSelfTests().pinRounds(PIN_ROUNDS).open()) {
            hsm.slot(0).initToken(OFFICER.toCharArray(), "Warm-up");
            try (Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
                work(session);
            }
        }
    }

    private void work(Session session) {
        Mechanism gcm = Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(null, new byte[0], 128));
        Mechanism known =
                Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(new byte[12], new byte[0], 128));
        ObjectHandle key = secretKey(session);
        byte[] text = new byte[64];
        byte[] page = new byte[4096];
        byte[] sealed = session.encrypt(known, key, page);
        long start = threads.nanoTime();
        for (int round = 0; round < ROUNDS && !closed; round++) {
            session.encrypt(gcm, key, text);
            session.encrypt(gcm, key, page);
            session.decrypt(known, key, sealed);
            if (threads.nanoTime() - start > LONGEST.toNanos()) {
                return;
            }
        }
    }

    private static ObjectHandle secretKey(Session session) {
        Template template =
                Template.builder()
                        .set(AttributeType.CKA_KEY_TYPE, KeyType.CKK_AES)
                        .set(AttributeType.CKA_VALUE_LEN, 32L)
                        .set(AttributeType.CKA_PRIVATE, false)
                        .set(AttributeType.CKA_ENCRYPT, true)
                        .set(AttributeType.CKA_DECRYPT, true)
                        .build();
        return session.generateKey(Mechanism.of(MechanismType.CKM_AES_KEY_GEN), template);
    }

    /** Ends it, and waits until it has ended. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(LONGEST.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
