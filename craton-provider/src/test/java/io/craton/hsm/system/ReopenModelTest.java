package io.craton.hsm.system;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.system.DiskModule.SO_PIN;
import static io.craton.hsm.system.DiskModule.USER_PIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random lives of a token on the real store, compared with a model of a few lines: what is made,
 * renamed, copied and destroyed, by whom, and what is still there after each reopening. A
 * disagreement names its seed and step.
 */
class ReopenModelTest {
    private static final int STEPS = 60;

    @TempDir Path directory;

    @Test
    void randomLives_agreeWithTheModel() throws Exception {
        lives(0, 6);
    }

    @Test
    @Tag("campaign")
    void manyRandomLives_agreeWithTheModel() throws Exception {
        lives(1000, 300);
    }

    private void lives(int firstSeed, int count) throws Exception {
        for (int seed = firstSeed; seed < firstSeed + count; seed++) {
            Path home = Files.createDirectory(directory.resolve("life-" + seed));
            try (DiskModule module = new DiskModule(home).initialised(0, "life")) {
                new Life(seed, module).live();
            }
        }
    }

    /** What the model knows of an object. */
    private record Known(boolean token, boolean isPrivate) {}

    private static final class Life {
        private final int seed;
        private final Random random;
        private final DiskModule module;
        private final Map<String, Known> model = new LinkedHashMap<>();
        private Session session;
        private UserType role;
        private int names;

        Life(int seed, DiskModule module) {
            this.seed = seed;
            this.random = new Random(seed);
            this.module = module;
            this.session = module.publicSession();
        }

        void live() {
            for (int step = 0; step < STEPS; step++) {
                String where = "seed " + seed + " step " + step;
                step(where);
                TreeSet<String> seen =
                        session
                                .findObjects(
                                        Template.builder()
                                                .objectClass(ObjectClass.CKO_DATA)
                                                .build())
                                .stream()
                                .map(handle -> session.getAttribute(handle, CKA_LABEL))
                                .collect(Collectors.toCollection(TreeSet::new));
                assertThat(seen).as(where).isEqualTo(new TreeSet<>(visible().toList()));
            }
        }

        private Stream<String> visible() {
            return model.entrySet().stream()
                    .filter(e -> !e.getValue().isPrivate() || role == UserType.CKU_USER)
                    .map(Map.Entry::getKey);
        }

        private void step(String where) {
            switch (random.nextInt(10)) {
                case 0 -> {
                    module.reopen();
                    session = module.publicSession();
                    end(known -> !known.token());
                    role = null;
                }
                case 1 -> login(where, UserType.CKU_USER, USER_PIN);
                case 2 -> login(where, UserType.CKU_SO, SO_PIN);
                case 3 -> {
                    assertThat(code(session::logout))
                            .as(where)
                            .isEqualTo(
                                    role == null
                                            ? ReturnCode.CKR_USER_NOT_LOGGED_IN
                                            : ReturnCode.CKR_OK);
                    end(known -> role != null && known.isPrivate() && !known.token());
                    role = null;
                }
                case 4 -> {
                    session.close();
                    session = module.hsm().slot(0).openSession(SessionMode.READ_WRITE);
                    end(known -> !known.token());
                    role = null;
                }
                case 5, 6, 7 -> create(where);
                case 8 -> onOne(this::rename);
                default -> onOne(this::copyOrDestroy);
            }
        }

        private void login(String where, UserType user, char[] pin) {
            ReturnCode expected =
                    role == null
                            ? ReturnCode.CKR_OK
                            : role == user
                                    ? ReturnCode.CKR_USER_ALREADY_LOGGED_IN
                                    : ReturnCode.CKR_USER_ANOTHER_ALREADY_LOGGED_IN;
            assertThat(code(() -> session.login(user, pin))).as(where).isEqualTo(expected);
            role = expected == ReturnCode.CKR_OK ? user : role;
        }

        private void create(String where) {
            Known known = new Known(random.nextBoolean(), random.nextBoolean());
            String name = "object " + names++;
            ReturnCode expected =
                    known.isPrivate() && role != UserType.CKU_USER
                            ? ReturnCode.CKR_USER_NOT_LOGGED_IN
                            : ReturnCode.CKR_OK;
            assertThat(
                            code(
                                    () ->
                                            session.createObject(
                                                    Template.builder()
                                                            .objectClass(ObjectClass.CKO_DATA)
                                                            .label(name)
                                                            .token(known.token())
                                                            .set(CKA_PRIVATE, known.isPrivate())
                                                            .set(
                                                                    CKA_VALUE,
                                                                    new byte[random.nextInt(3000)])
                                                            .build())))
                    .as(where)
                    .isEqualTo(expected);
            if (expected == ReturnCode.CKR_OK) {
                model.put(name, known);
            }
        }

        private void onOne(java.util.function.Consumer<String> action) {
            List<String> names = visible().toList();
            if (!names.isEmpty()) {
                action.accept(names.get(random.nextInt(names.size())));
            }
        }

        private ObjectHandle handle(String name) {
            return session.findObjects(Template.builder().label(name).build()).get(0);
        }

        private void rename(String name) {
            String next = "object " + names++;
            session.setAttributes(handle(name), Template.builder().label(next).build());
            model.put(next, model.remove(name));
        }

        private void copyOrDestroy(String name) {
            if (random.nextBoolean()) {
                session.destroyObject(handle(name));
                model.remove(name);
            } else {
                String copy = "object " + names++;
                session.copyObject(handle(name), Template.builder().label(copy).build());
                model.put(copy, model.get(name));
            }
        }

        private void end(java.util.function.Predicate<Known> which) {
            new ArrayList<>(model.keySet())
                    .forEach(
                            name -> {
                                if (which.test(model.get(name))) {
                                    model.remove(name);
                                }
                            });
        }

        private static ReturnCode code(Runnable call) {
            try {
                call.run();
                return ReturnCode.CKR_OK;
            } catch (HsmException e) {
                return e.code();
            }
        }
    }
}
