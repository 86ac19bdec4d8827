package io.craton.hsm.system;

import static io.craton.hsm.AttributeType.CKA_UNIQUE_ID;
import static io.craton.hsm.AttributeType.CKA_VALUE_LEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ApplicationIdentity;
import io.craton.hsm.Hsm;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several applications on one module with a store and a log on the disk (decision B40). */
class SharedModuleTest {
    private static final int APPLICATIONS = 3;
    private static final int ROUNDS = 12;

    @TempDir Path directory;

    @Test
    void applications_comeAndGo_whileOthersUseTheSameKey() throws Exception {
        try (DiskModule module = new DiskModule(directory).initialised(0, "Shared")) {
            String key = key(module);
            ExecutorService threads = Executors.newFixedThreadPool(APPLICATIONS + 1);
            List<Future<Integer>> done = new ArrayList<>();
            for (int i = 0; i < APPLICATIONS; i++) {
                String name = "app-" + i;
                done.add(threads.submit(() -> users(module.hsm(), name, key)));
            }
            done.add(threads.submit(() -> officers(module.hsm())));
            for (Future<Integer> one : done) {
                assertThat(one.get(5, TimeUnit.MINUTES)).isEqualTo(ROUNDS);
            }
            threads.shutdown();
        }
        assertThat(Files.readString(directory.resolve("audit.jsonl")))
                .contains("\"application\":\"app-0\"", "\"client\":\"client of app-2\"");
    }

    private static String key(DiskModule module) {
        try (Session session = module.userSession()) {
            Template template = Template.builder().token(true).set(CKA_VALUE_LEN, 32L).build();
            ObjectHandle key =
                    session.generateKey(Mechanism.of(MechanismType.CKM_AES_KEY_GEN), template);
            return session.getAttribute(key, CKA_UNIQUE_ID);
        }
    }

    private static Hsm application(Hsm hsm, String name) {
        return hsm.newApplication(new ApplicationIdentity(name, "client of " + name, null));
    }

    /** Each round loads the key's value anew, if nobody else is logged in. */
    private static int users(Hsm module, String name, String key) {
        Mechanism cbc =
                Mechanism.of(MechanismType.CKM_AES_CBC, new MechanismParameters.Iv(new byte[16]));
        Template template = Template.builder().set(CKA_UNIQUE_ID, key).build();
        try (Hsm hsm = application(module, name);
                Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            for (int i = 0; i < ROUNDS; i++) {
                session.login(UserType.CKU_USER, DiskModule.USER_PIN);
                for (int use = 0; use < 20; use++) {
                    ObjectHandle found = session.findObjects(template).get(0);
                    assertThat(session.encrypt(cbc, found, new byte[16])).hasSize(16);
                }
                session.logout();
                assertThat(session.findObjects(template)).isEmpty();
            }
        }
        return ROUNDS;
    }

    private static int officers(Hsm module) {
        try (Hsm hsm = application(module, "officer");
                Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            for (int i = 0; i < ROUNDS; i++) {
                session.login(UserType.CKU_SO, DiskModule.SO_PIN);
                session.initPin(DiskModule.USER_PIN);
                session.logout();
            }
        }
        return ROUNDS;
    }
}
