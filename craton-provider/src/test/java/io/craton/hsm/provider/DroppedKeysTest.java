package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.KeyRef;
import io.craton.hsm.provider.key.OpaqueKey;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.KeyGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Session keys that a server drops with each request do not stop it. */
class DroppedKeysTest {
    private static final Pattern ENDED =
            Pattern.compile("\"detail\":\"(\\d+) session keys? ended\"");

    private static void drop(TestToken token, int count) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        generator.init(CratonKeySpec.builder().token(false).build());
        for (int i = 0; i < count; i++) {
            generator.generateKey();
        }
    }

    private static int secretKeys(TestToken token) {
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_ONLY)) {
            return session.findObjects(
                            Template.builder().objectClass(ObjectClass.CKO_SECRET_KEY).build())
                    .size();
        }
    }

    @Test
    void thousandsThatDieAtOnce_areNotTheCallersWork() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            KeyStore keyStore = token.keyStore();
            drop(token, 20_000);
            for (int i = 0; i < 400 && secretKeys(token) > 0; i++) {
                System.gc();
                Thread.sleep(50);
                keyStore.size();
            }
            assertThat(secretKeys(token)).isZero();
        }
    }

    @Test
    void recordsOfDeadKeys_areOneForMany(@TempDir Path directory) throws Exception {
        try (AuditedToken audited = new AuditedToken(directory, "crypto")) {
            TestToken token = audited.token();
            token.keyStore();
            drop(token, 1000);
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 400 && ended(lines) < 1000; i++) {
                System.gc();
                Thread.sleep(50);
                audited.lines().stream()
                        .filter(line -> AuditedToken.event(line).equals("DestroyObject"))
                        .forEach(lines::add);
            }
            assertThat(ended(lines)).isEqualTo(1000);
            assertThat(lines).hasSizeLessThan(100);
        }
    }

    /**
     * In compiled code the last use of a key is the end of its Java object: what runs then has the
     * name of the key alone.
     */
    @Test
    void keyThatIsInItsLastUse_isNotDead() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            KeyStore keyStore = token.keyStore();
            KeyRef inUse = newKey(token).ref();
            drop(token, 1000);
            for (int i = 0; i < 400 && secretKeys(token) > 1; i++) {
                System.gc();
                Thread.sleep(50);
                keyStore.size();
            }
            assertThat(secretKeys(token)).isOne();
            inUse.touch();
        }
    }

    private static OpaqueKey newKey(TestToken token) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        generator.init(CratonKeySpec.builder().token(false).build());
        return (OpaqueKey) generator.generateKey();
    }

    private static int ended(List<String> lines) {
        int sum = 0;
        for (String line : lines) {
            Matcher matcher = ENDED.matcher(line);
            sum += matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
        }
        return sum;
    }
}
