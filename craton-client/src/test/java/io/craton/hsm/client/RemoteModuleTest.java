package io.craton.hsm.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupReport;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.Curve;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.der.EcParams;
import io.craton.hsm.wire.Hello;
import io.craton.hsm.wire.Welcome;
import io.craton.hsm.wire.form.WireForm;
import java.io.ByteArrayOutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A module in another process: the same API, and applications that do not see each other. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteModuleTest {
    private static final char[] SO_PIN = DaemonProcess.SO_PIN;
    private static final char[] USER_PIN = DaemonProcess.USER_PIN;
    private static final Mechanism SHA256 = Mechanism.of(MechanismType.CKM_SHA256);

    @TempDir static Path directory;
    static DaemonProcess daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = new DaemonProcess(directory);
        daemon.initToken("Remote");
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    private static Session login(Hsm hsm) {
        Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_USER, USER_PIN);
        return session;
    }

    private static ObjectHandle aesKey(Session session) {
        Template template = Template.builder().set(AttributeType.CKA_VALUE_LEN, 32L).build();
        return session.generateKey(Mechanism.of(MechanismType.CKM_AES_KEY_GEN), template);
    }

    @Test
    void templatesInside_stayWhatTheyAre() {
        try (Hsm hsm = daemon.open();
                Session session = login(hsm)) {
            Template inner = Template.builder().id((byte) 1, (byte) 2).build();
            Template template =
                    Template.builder()
                            .set(AttributeType.CKA_VALUE_LEN, 32L)
                            .id((byte) 5)
                            .set(AttributeType.CKA_UNWRAP_TEMPLATE, inner)
                            .build();
            ObjectHandle key =
                    session.generateKey(Mechanism.of(MechanismType.CKM_AES_KEY_GEN), template);
            assertThat(session.getAttribute(key, AttributeType.CKA_ID)).containsExactly(5);
            assertThat(session.getAttribute(key, AttributeType.CKA_UNWRAP_TEMPLATE))
                    .isEqualTo(inner);
        }
    }

    @Test
    void keys_areMadeFoundAndUsed() {
        try (Hsm hsm = daemon.open();
                Session session = login(hsm)) {
            assertThat(hsm.slots(true)).containsExactly(hsm.slot(0));
            assertThat(session.slot()).isSameAs(hsm.slot(0));
            assertThat(hsm.slot(0).tokenInfo().label()).isEqualTo("Remote");
            assertThat(session.info().state()).isEqualTo(SessionState.CKS_RW_USER_FUNCTIONS);
            ObjectHandle key = aesKey(session);
            Mechanism gcm =
                    Mechanism.of(
                            MechanismType.CKM_AES_GCM,
                            new MechanismParameters.Gcm(new byte[12], new byte[] {1}, 128));
            byte[] data = "what is encrypted".getBytes(StandardCharsets.UTF_8);
            assertThat(session.decrypt(gcm, key, session.encrypt(gcm, key, data))).isEqualTo(data);
            assertThat(session.getAttribute(key, AttributeType.CKA_SENSITIVE)).isTrue();
            assertCode(
                    ReturnCode.CKR_ATTRIBUTE_SENSITIVE,
                    () -> session.getAttribute(key, AttributeType.CKA_VALUE));
            assertThat(session.findObjects(Template.empty())).contains(key);
        }
    }

    @Test
    void signature_isMadeInPartsAndVerified() {
        try (Hsm hsm = daemon.open();
                Session session = login(hsm)) {
            Template curve =
                    Template.builder()
                            .set(AttributeType.CKA_EC_PARAMS, EcParams.of(Curve.P256))
                            .build();
            KeyPairHandles pair =
                    session.generateKeyPair(
                            Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN),
                            curve,
                            Template.empty());
            Mechanism ecdsa = Mechanism.of(MechanismType.CKM_ECDSA_SHA256);
            byte[] data = new byte[1000];
            byte[] signature;
            try (SignOperation operation = session.signer(ecdsa, pair.privateKey())) {
                operation.update(data, 0, 400);
                operation.update(data, 400, 600);
                signature = operation.sign();
                assertCode(ReturnCode.CKR_OPERATION_NOT_INITIALIZED, operation::sign);
            }
            session.verify(ecdsa, pair.publicKey(), data, signature);
            signature[0] ^= 1;
            assertCode(
                    ReturnCode.CKR_SIGNATURE_INVALID,
                    () -> session.verify(ecdsa, pair.publicKey(), data, signature));
        }
    }

    /** Longer than a message part, and compared with another implementation. */
    @Test
    void longData_goInParts() throws Exception {
        byte[] data = new byte[5_000_001];
        Arrays.fill(data, (byte) 7);
        try (Hsm hsm = daemon.open();
                Session session = login(hsm)) {
            byte[] expected = MessageDigest.getInstance("SHA-256").digest(data);
            assertThat(session.digest(SHA256, data)).isEqualTo(expected);
            try (DigestOperation operation = session.digester(SHA256)) {
                operation.update(data);
                assertThat(operation.digest()).isEqualTo(expected);
            }
            Mechanism ctr =
                    Mechanism.of(
                            MechanismType.CKM_AES_CTR,
                            new MechanismParameters.Ctr(128, new byte[16]));
            ObjectHandle key = aesKey(session);
            byte[] encrypted = session.encrypt(ctr, key, data);
            try (CipherOperation operation = session.decryptor(ctr, key)) {
                assertThat(operation.doFinal(encrypted)).isEqualTo(data);
            }
        }
    }

    @Test
    void functions_keepTheRulesOfTheStandard() {
        try (Hsm hsm = daemon.open();
                Session session = login(hsm)) {
            SessionFunctions functions = session.functions();
            functions.digestInit(SHA256);
            byte[] data = {1, 2, 3};
            assertThat(functions.digest(data, null)).isEqualTo(32);
            assertCode(
                    ReturnCode.CKR_BUFFER_TOO_SMALL,
                    () -> functions.digest(data, ByteBuffer.allocate(31)));
            ByteBuffer room = ByteBuffer.allocate(1 << 20);
            assertThat(functions.digest(data, room)).isEqualTo(32);
            assertThat(room.position()).isEqualTo(32);
            assertCode(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED, () -> functions.digest(data, room));
            assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> functions.digestInit(null));
            functions.findObjectsInit(Template.empty());
            assertCode(
                    ReturnCode.CKR_OPERATION_ACTIVE,
                    () -> functions.findObjectsInit(Template.empty()));
        }
    }

    @Test
    void backup_comesInPieces() throws Exception {
        try (Hsm hsm = daemon.open()) {
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            byte[] pin = new String(SO_PIN).getBytes(StandardCharsets.UTF_8);
            BackupReport report = hsm.slot(0).backup(BackupOptions.withSoPin(pin), archive);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(archive.toByteArray());
            assertThat(report.sha256()).isEqualTo(HexFormat.of().formatHex(digest));
        }
    }

    /** One's login, logout, handles and closed sessions are nothing to the other (decision B40). */
    @Test
    void applications_doNotSeeEachOther() throws Exception {
        try (Hsm one = daemon.open();
                Hsm other = daemon.open()) {
            Session mine = login(one);
            Session theirs = other.slot(0).openSession(SessionMode.READ_WRITE);
            assertThat(theirs.info().state()).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
            ObjectHandle key = aesKey(mine);
            assertCode(
                    ReturnCode.CKR_OBJECT_HANDLE_INVALID,
                    () -> theirs.getAttribute(key, AttributeType.CKA_CLASS));
            theirs.login(UserType.CKU_USER, USER_PIN);
            theirs.logout();
            other.slot(0).closeAllSessions();
            assertThat(mine.info().state()).isEqualTo(SessionState.CKS_RW_USER_FUNCTIONS);
            assertCode(ReturnCode.CKR_SESSION_HANDLE_INVALID, theirs::info);
        }
        String log = Files.readString(daemon.auditLog());
        assertThat(log).contains(daemon.inTheLog());
    }

    @Test
    void threads_callAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Hsm hsm = daemon.open();
                Session session = login(hsm)) {
            ObjectHandle key = aesKey(session);
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                byte[] data = new byte[16 * (i + 1)];
                Mechanism cbc =
                        Mechanism.of(
                                MechanismType.CKM_AES_CBC,
                                new MechanismParameters.Iv(new byte[16]));
                done.add(
                        threads.submit(
                                () -> {
                                    for (int call = 0; call < 50; call++) {
                                        byte[] there = session.encrypt(cbc, key, data);
                                        assertThat(session.decrypt(cbc, key, there))
                                                .isEqualTo(data);
                                    }
                                    return null;
                                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Rubbish ends its own connection, and nothing else. */
    @Test
    void rubbish_disturbsNobody() throws Exception {
        try (Hsm hsm = daemon.open();
                Session session = login(hsm)) {
            byte[] hello = Hello.of(WireForm.JAVA).bytes();
            byte[] tooLong = {(byte) 0xff, 0, 0, 0};
            byte[] unknown = {0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 39, 15};
            assertThat(sent("GET / HT".getBytes(StandardCharsets.UTF_8))).isEmpty();
            assertThat(sent(new byte[] {'C', 'H'})).isEmpty();
            assertThat(sent(hello, tooLong)).hasSizeGreaterThan(Welcome.LENGTH);
            assertThat(sent(hello, unknown)).contains("no function with the number 9999");
            // Half a message.
            assertThat(sent(hello, new byte[] {0, 0, 0, 9, 1})).hasSize(Welcome.LENGTH);
            assertThat(session.generateRandom(16)).hasSize(16);
        }
    }

    /** A program with numbers of 4 bytes, such as one on Windows. */
    @Test
    void otherNumbers_areServed() throws Exception {
        byte[] hello = Hello.of(new WireForm(ByteOrder.LITTLE_ENDIAN, 4)).bytes();
        byte[] answer = sent(hello).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Welcome.read(answer, ByteOrder.LITTLE_ENDIAN).status())
                .isEqualTo(Welcome.Status.WELCOME);
    }

    private static String sent(byte[]... parts) throws Exception {
        try (SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(daemon.socket()))) {
            for (byte[] part : parts) {
                channel.write(ByteBuffer.wrap(part));
            }
            channel.shutdownOutput();
            ByteBuffer answer = ByteBuffer.allocate(4096);
            while (channel.read(answer) >= 0) {
                assertThat(answer.hasRemaining()).isTrue();
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
        }
    }

    static void assertCode(ReturnCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        HsmException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
