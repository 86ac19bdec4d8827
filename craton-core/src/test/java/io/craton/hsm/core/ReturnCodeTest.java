package io.craton.hsm.core;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Codes that need a setting of their own to be reached. */
class ReturnCodeTest {
    private static final byte[] DATA = new byte[32];

    @Test
    void keyTooSmallForThePolicy_isNamedAfterItsPart() {
        AtomicBoolean weak = new AtomicBoolean(true);
        Mechanism oaep =
                Mechanism.of(
                        CKM_RSA_PKCS_OAEP,
                        new MechanismParameters.RsaOaep(
                                CKM_SHA256, MechanismParameters.Mgf.CKG_MGF1_SHA256, new byte[0]));
        try (TestModule module =
                TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_ALLOW_WEAK_RSA, weak.get()))) {
            byte[] wrapped;
            try (Session session = module.userSession()) {
                KeyPairHandles pair =
                        session.generateKeyPair(
                                Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                                Template.builder()
                                        .token(true)
                                        .label("weak")
                                        .set(CKA_MODULUS_BITS, 1024L)
                                        .set(CKA_WRAP, true)
                                        .build(),
                                Template.builder()
                                        .token(true)
                                        .label("weak")
                                        .set(CKA_UNWRAP, true)
                                        .build());
                wrapped =
                        session.wrapKey(
                                oaep,
                                pair.publicKey(),
                                Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true)));
            }
            weak.set(false);
            module.restart();
            try (Session session = module.userSession()) {
                ObjectHandle publicKey = find(session, ObjectClass.CKO_PUBLIC_KEY);
                ObjectHandle privateKey = find(session, ObjectClass.CKO_PRIVATE_KEY);
                ObjectHandle key = Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true));
                assertCode(
                        CKR_WRAPPING_KEY_SIZE_RANGE, () -> session.wrapKey(oaep, publicKey, key));
                assertCode(
                        CKR_UNWRAPPING_KEY_SIZE_RANGE,
                        () ->
                                session.unwrapKey(
                                        oaep,
                                        privateKey,
                                        wrapped,
                                        Template.builder()
                                                .objectClass(ObjectClass.CKO_SECRET_KEY)
                                                .keyType(io.craton.hsm.KeyType.CKK_AES)
                                                .build()));
                assertCode(
                        CKR_KEY_SIZE_RANGE,
                        () -> session.sign(Mechanism.of(CKM_SHA256_RSA_PKCS), privateKey, DATA));
            }
        }
    }

    private static ObjectHandle find(Session session, ObjectClass objectClass) {
        return session.findObjects(
                        Template.builder().label("weak").objectClass(objectClass).build())
                .get(0);
    }

    @Test
    void contextSpecific_isNoUserOfItsOwn() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            assertCode(
                    CKR_USER_TYPE_INVALID,
                    () ->
                            session.verifyPin(
                                    UserType.CKU_CONTEXT_SPECIFIC,
                                    TestModule.USER_PIN.toCharArray()));
        }
    }

    @Test
    void moduleWithoutItsStore_saysWhatIsMissing() {
        assertCode(CKR_LIBRARY_LOAD_FAILED, () -> Hsm.open(HsmConfig.defaults()))
                .hasMessageContaining("craton-store");
    }

    @Test
    @Timeout(120)
    void keyOrSessionThatGoesDuringACall_givesNoResult() throws InterruptedException {
        interrupted(Session::close, CKR_SESSION_CLOSED);
        interrupted(Session::logout, CKR_FUNCTION_CANCELED);
    }

    /**
     * Ends the session or login of a signature that takes long; tried again until it was in the
     * middle.
     */
    private static void interrupted(Consumer<Session> end, ReturnCode expected)
            throws InterruptedException {
        Set<ReturnCode> seen = EnumSet.noneOf(ReturnCode.class);
        try (TestModule module = TestModule.open();
                Session keeper = module.userSession()) {
            for (int delay = 20; !seen.contains(expected) && delay < 2000; delay += 20) {
                Session session = module.session();
                KeyPairHandles pair =
                        session.generateKeyPair(
                                Mechanism.of(CKM_SLH_DSA_KEY_PAIR_GEN),
                                Template.builder()
                                        .set(
                                                CKA_PARAMETER_SET,
                                                ParameterSet.CKP_SLH_DSA_SHA2_128F.code())
                                        .build(),
                                Template.empty());
                Thread signer =
                        new Thread(
                                () -> {
                                    try {
                                        for (; ; ) {
                                            session.sign(
                                                    Mechanism.of(CKM_SLH_DSA),
                                                    pair.privateKey(),
                                                    DATA);
                                        }
                                    } catch (HsmException e) {
                                        seen.add(e.code());
                                    }
                                });
                signer.start();
                Thread.sleep(delay);
                end.accept(session);
                signer.join();
                session.close();
                if (!keeper.info().state().name().contains("USER")) {
                    keeper.login(UserType.CKU_USER, TestModule.USER_PIN.toCharArray());
                }
            }
        }
        assertThat(seen).contains(expected);
    }
}
