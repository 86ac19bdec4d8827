package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.net.ssl.SSLContext;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Signatures, AES-GCM and TLS handshakes of many threads at once, with the audit log on: each gets
 * its own results, and a virtual thread that waits lets go of the thread that carries it.
 */
class ManyThreadsTest {
    // From this one on a monitor does not hold a virtual thread to its carrier.
    private static final int NO_PINNING_MONITORS = 24;
    private static final String PINNED = "jdk.VirtualThreadPinned";

    @TempDir private Path directory;

    private AuditedToken audited;
    private CratonHsmProvider provider;
    private KeyPair signing;
    private SecretKey secret;
    private SSLContext servers;
    private X509Certificate certificate;

    @BeforeEach
    void makeKeys() throws Exception {
        audited = new AuditedToken(directory, "all");
        TestToken token = audited.token().install();
        provider = token.provider();
        token.keyStore();
        signing = KeyPairGenerator.getInstance("EC", provider).generateKeyPair();
        secret = KeyGenerator.getInstance("AES", provider).generateKey();
        certificate = TlsParty.server(token, "server", "EC", "SHA256withECDSA");
        servers = TlsParty.context(token.keyStore(), "PKIX", null, certificate);
    }

    @AfterEach
    void close() {
        audited.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64, 1000})
    void platformThreads_getTheirResults(int threads) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            run(pool, threads, this::signAndEncrypt);
        } finally {
            pool.shutdown();
        }
    }

    @Test
    @EnabledForJreRange(minVersion = NO_PINNING_MONITORS)
    void virtualThreads_getTheirResults_andAreNotPinned() throws Exception {
        SSLContext resuming = clients();
        // Classes are loaded by one thread, for which the others would wait.
        handshakeAnew();
        handshake(resuming);
        signAndEncrypt();
        Path file = directory.resolve("pinned.jfr");
        ExecutorService pool = perTask();
        try (Recording recording = new Recording()) {
            recording.enable(PINNED).withoutThreshold().withStackTrace();
            recording.start();
            run(pool, 1000, this::signAndEncrypt);
            run(pool, 200, this::handshakeAnew);
            run(pool, 1000, () -> handshake(resuming));
            recording.stop();
            recording.dump(file);
        } finally {
            pool.shutdown();
        }
        assertThat(RecordingFile.readAllEvents(file)).noneMatch(ManyThreadsTest::isPinned);
    }

    private static boolean isPinned(RecordedEvent event) {
        return event.getEventType().getName().equals(PINNED);
    }

    /** {@code Executors.newVirtualThreadPerTaskExecutor()}, which Java 17 has not. */
    private static ExecutorService perTask() throws ReflectiveOperationException {
        Method maker = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
        return (ExecutorService) maker.invoke(null);
    }

    private static void run(ExecutorService pool, int tasks, Callable<Void> task) throws Exception {
        List<Callable<Void>> all = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            all.add(task);
        }
        for (Future<Void> done : pool.invokeAll(all)) {
            done.get();
        }
    }

    private Void signAndEncrypt() throws Exception {
        byte[] data = Thread.currentThread().toString().getBytes(StandardCharsets.UTF_8);
        Signature signer = Signature.getInstance("SHA256withECDSA", provider);
        signer.initSign(signing.getPrivate());
        signer.update(data);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance("SHA256withECDSA", provider);
        verifier.initVerify(signing.getPublic());
        verifier.update(data);
        assertThat(verifier.verify(signature)).isTrue();

        Cipher encryption = Cipher.getInstance("AES/GCM/NoPadding", provider);
        encryption.init(Cipher.ENCRYPT_MODE, secret);
        byte[] sealed = encryption.doFinal(data);
        Cipher decryption = Cipher.getInstance("AES/GCM/NoPadding", provider);
        decryption.init(Cipher.DECRYPT_MODE, secret, new GCMParameterSpec(128, encryption.getIV()));
        assertThat(decryption.doFinal(sealed)).isEqualTo(data);
        return null;
    }

    private SSLContext clients() throws Exception {
        return TlsParty.context(null, "PKIX", null, certificate);
    }

    private Void handshakeAnew() throws Exception {
        return handshake(clients());
    }

    private Void handshake(SSLContext clients) throws Exception {
        assertThat(MemoryHandshake.run(clients, servers)).isEqualTo("TLSv1.3");
        return null;
    }
}
