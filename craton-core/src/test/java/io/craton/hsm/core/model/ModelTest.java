package io.craton.hsm.core.model;

import static io.craton.hsm.AttributeType.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.TestModule;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Random sequences of operations on a token, each compared with {@link TokenModel}: sessions,
 * logins, PINs, objects and the active digest. A disagreement names its seed and step.
 */
class ModelTest {
    private static final int PARTS = 10;
    private static final int SEQUENCES_A_PART = 1000;
    private static final int STEPS = 30;
    private static final String[] PINS = {TestModule.SO_PIN, TestModule.USER_PIN, "wrong pin"};

    @TestFactory
    Stream<DynamicTest> randomSequences_agreeWithTheModel() {
        return IntStream.range(0, PARTS)
                .mapToObj(
                        part ->
                                DynamicTest.dynamicTest(
                                        SEQUENCES_A_PART
                                                + " sequences from seed "
                                                + part * SEQUENCES_A_PART,
                                        () -> sequences(part * SEQUENCES_A_PART)));
    }

    /** Sequences on one module, each on a token that is new. */
    private static void sequences(int firstSeed) {
        try (TestModule module =
                TestModule.open(
                        b ->
                                b.set(ConfigKey.TOKEN_MAX_SESSIONS, 4)
                                        .set(ConfigKey.TOKEN_MAX_RW_SESSIONS, 3)
                                        .set(ConfigKey.SECURITY_MAX_FAILED_LOGINS, 3))) {
            module.audit.forget();
            for (int seed = firstSeed; seed < firstSeed + SEQUENCES_A_PART; seed++) {
                module.slot().closeAllSessions();
                module.renew();
                new Run(seed).go(module);
            }
        }
    }

    /** One sequence. */
    private static final class Run {
        private final int seed;
        private final Random random;
        private final TokenModel model = new TokenModel(4, 3, 3);
        private final List<Session> sessions = new ArrayList<>();
        private final List<ObjectHandle> objects = new ArrayList<>();

        Run(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void go(TestModule module) {
            for (int step = 0; step < STEPS; step++) {
                step(module, "seed " + seed + " step " + step);
            }
        }

        private void step(TestModule module, String where) {
            int session = sessions.isEmpty() ? -1 : random.nextInt(sessions.size());
            int object = objects.isEmpty() ? -1 : random.nextInt(objects.size());
            int action = random.nextInt(12);
            String what = where + " action " + action + " session " + session + " object " + object;
            if (session < 0 || action == 0) {
                open(module, what);
                return;
            }
            Session on = sessions.get(session);
            switch (action) {
                case 1 -> same(what, model.close(session), on::close);
                case 2, 3 -> {
                    UserType user = random.nextBoolean() ? UserType.CKU_USER : UserType.CKU_SO;
                    String pin = PINS[random.nextInt(PINS.length)];
                    same(
                            what,
                            model.login(session, user, pin),
                            () -> on.login(user, pin.toCharArray()));
                }
                case 4 -> same(what, model.logout(session), on::logout);
                case 5 ->
                        same(
                                what,
                                model.initPin(session),
                                () -> on.initPin(TestModule.USER_PIN.toCharArray()));
                case 6, 7 -> create(what, session, on);
                case 8 -> {
                    if (object >= 0) {
                        same(
                                what,
                                model.destroy(session, object),
                                () -> on.destroyObject(objects.get(object)));
                    }
                }
                case 9 -> {
                    if (object >= 0) {
                        same(
                                what,
                                model.read(session, object),
                                () -> on.getAttribute(objects.get(object), CKA_LABEL));
                    }
                }
                case 10 -> digest(what, session, on);
                default -> find(what, session, on);
            }
            same(what + " state", model.info(session), on::info);
            if (model.info(session) == ReturnCode.CKR_OK) {
                assertThat(on.info().state()).as(what).isEqualTo(model.state(session));
            }
        }

        private void open(TestModule module, String what) {
            SessionMode mode =
                    random.nextInt(3) == 0 ? SessionMode.READ_ONLY : SessionMode.READ_WRITE;
            same(what, model.open(mode), () -> sessions.add(module.slot().openSession(mode)));
        }

        private void create(String what, int session, Session on) {
            boolean token = random.nextBoolean();
            boolean isPrivate = random.nextBoolean();
            Template template =
                    Template.builder()
                            .objectClass(ObjectClass.CKO_DATA)
                            .label("modelled")
                            .token(token)
                            .set(CKA_PRIVATE, isPrivate)
                            .build();
            same(
                    what,
                    model.create(session, token, isPrivate),
                    () -> objects.add(on.createObject(template)));
        }

        private void digest(String what, int session, Session on) {
            Mechanism sha = Mechanism.of(MechanismType.CKM_SHA256);
            switch (random.nextInt(4)) {
                case 0 ->
                        same(what, model.digestInit(session), () -> on.functions().digestInit(sha));
                case 1 ->
                        same(
                                what,
                                model.digestUpdate(session),
                                () -> on.functions().digestUpdate(new byte[3]));
                case 2 ->
                        same(
                                what,
                                model.digest(session),
                                () -> on.functions().digest(new byte[3], ByteBuffer.allocate(32)));
                default ->
                        same(
                                what,
                                model.digestFinal(session),
                                () -> on.functions().digestFinal(ByteBuffer.allocate(32)));
            }
        }

        private void find(String what, int session, Session on) {
            List<ObjectHandle> found = new ArrayList<>();
            same(
                    what,
                    model.info(session),
                    () ->
                            found.addAll(
                                    on.findObjects(Template.builder().label("modelled").build())));
            if (model.info(session) == ReturnCode.CKR_OK) {
                assertThat(found).as(what).hasSize(model.visible());
            }
        }

        private static void same(String what, ReturnCode expected, Runnable call) {
            ReturnCode actual = ReturnCode.CKR_OK;
            try {
                call.run();
            } catch (HsmException e) {
                actual = e.code();
            }
            assertThat(actual).as(what).isEqualTo(expected);
        }
    }
}
