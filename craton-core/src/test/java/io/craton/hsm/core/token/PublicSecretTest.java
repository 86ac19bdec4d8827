package io.craton.hsm.core.token;

import static io.craton.hsm.AttributeType.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.testkit.Logs;
import org.junit.jupiter.api.Test;

/** Secret and private keys with {@code CKA_PRIVATE} false lie in clear in the store. */
class PublicSecretTest {
    private static String logOf(Runnable work) {
        Logs.clear();
        work.run();
        return Logs.text();
    }

    @Test
    void keysThatAreKept_arePrivateUnlessTheTemplateSaysOtherwise() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle secret = Keys.aes(session, b -> b.token(true));
            ObjectHandle created =
                    session.createObject(
                            Keys.secret(KeyType.CKK_AES, new byte[16]).token(true).build());
            ObjectHandle ofPair = Keys.ec(session, b -> b, b -> b.token(true)).privateKey();
            for (ObjectHandle key : new ObjectHandle[] {secret, created, ofPair}) {
                assertThat(session.getAttribute(key, CKA_PRIVATE)).isTrue();
            }
        }
    }

    @Test
    void secretKeyInClear_isWarnedAbout_onceAnOpening() {
        try (TestModule module = TestModule.open()) {
            String[] ids = new String[3];
            String log =
                    logOf(
                            () -> {
                                Session session = module.userSession();
                                Keys.aes(session, b -> b.token(true));
                                Keys.aes(session, b -> b.set(CKA_PRIVATE, false));
                                for (int i = 0; i < ids.length; i++) {
                                    ObjectHandle key =
                                            Keys.aes(
                                                    session,
                                                    b -> b.token(true).set(CKA_PRIVATE, false));
                                    ids[i] = session.getAttribute(key, CKA_UNIQUE_ID);
                                }
                            });
            assertThat(log).contains(ids[0], "CKA_PRIVATE false", "in clear");
            assertThat(log).doesNotContain(ids[1], ids[2]);
            String again =
                    logOf(
                            () -> {
                                module.restart();
                                Session session = module.userSession();
                                ObjectHandle key =
                                        Keys.ec(
                                                        session,
                                                        b -> b,
                                                        b -> b.token(true).set(CKA_PRIVATE, false))
                                                .privateKey();
                                ids[0] = session.getAttribute(key, CKA_UNIQUE_ID);
                            });
            assertThat(again).contains(ids[0], "CKA_PRIVATE false");
        }
    }
}
