package io.craton.hsm.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes of one user that log in and out at the same time: each is logged in when it has logged
 * in and not when it has not, whatever the others do (decision B40).
 */
@Tag("B40")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TwoProcessesTest {
    @TempDir Path directory;

    @Test
    void logins_areOfOneProcessAlone() throws Exception {
        try (DaemonProcess daemon = new DaemonProcess(directory)) {
            daemon.initToken("Two");
            ClientProcess one = ClientProcess.start("64m", Program.class, daemon.socket());
            ClientProcess other = ClientProcess.start("64m", Program.class, daemon.socket());
            try (Hsm hsm = daemon.open()) {
                // The third is logged in all the time, and is so when the others are gone.
                Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
                session.login(UserType.CKU_USER, DaemonProcess.USER_PIN);
                ObjectHandle key = Program.privateKey(session);
                assertThat(one.end()).contains("noticed nobody");
                assertThat(other.end()).contains("noticed nobody");
                assertThat(session.info().state()).isEqualTo(SessionState.CKS_RW_USER_FUNCTIONS);
                Template label = session.getAttributes(key, AttributeType.CKA_LABEL);
                assertThat(label.get(AttributeType.CKA_LABEL)).isEqualTo("mine");
            }
        }
    }

    /** One of the processes. */
    static final class Program {
        private static final int ROUNDS = 10;

        private Program() {}

        /** The path of the socket. */
        public static void main(String[] arguments) {
            HsmConfig config =
                    HsmConfig.builder()
                            .set(ConfigKey.CLIENT_TARGET, "unix:" + arguments[0])
                            .build();
            try (Hsm hsm = Hsm.open(config);
                    Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
                for (int i = 0; i < ROUNDS; i++) {
                    logInAndOut(session);
                }
                System.out.println("noticed nobody");
            }
        }

        private static void logInAndOut(Session session) {
            Template mine = Template.builder().label("mine").build();
            require(session, SessionState.CKS_RW_PUBLIC_SESSION);
            session.login(UserType.CKU_USER, DaemonProcess.USER_PIN);
            require(session, SessionState.CKS_RW_USER_FUNCTIONS);
            privateKey(session);
            requireKeys(session, mine, 1);
            require(session, SessionState.CKS_RW_USER_FUNCTIONS);
            session.logout();
            require(session, SessionState.CKS_RW_PUBLIC_SESSION);
            // A private object of the session ends with the login.
            requireKeys(session, mine, 0);
        }

        static ObjectHandle privateKey(Session session) {
            return session.generateKey(
                    Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                    Template.builder()
                            .label("mine")
                            .set(AttributeType.CKA_PRIVATE, true)
                            .set(AttributeType.CKA_VALUE_LEN, 32L)
                            .build());
        }

        private static void require(Session session, SessionState wanted) {
            SessionState state = session.info().state();
            if (state != wanted) {
                throw new IllegalStateException("the session is " + state + ", not " + wanted);
            }
        }

        private static void requireKeys(Session session, Template template, int wanted) {
            int found = session.findObjects(template).size();
            if (found != wanted) {
                throw new IllegalStateException(found + " keys were found, not " + wanted);
            }
        }
    }
}
