package io.craton.hsm.core.model;

import static io.craton.hsm.ReturnCode.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.OperationKind;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of the functions of one kind of operation, compared with a model of section 5.2:
 * what each call answers, and when the operation ends. What was encrypted is compared, too.
 */
class ActiveModelTest {
    private static final int SEQUENCES = 3_000;
    private static final int STEPS = 15;
    private static final int BLOCK = 16;

    private enum State {
        NONE,
        READY,
        ONE_CALL,
        IN_PARTS
    }

    @Test
    void encryption_agreesWithTheModel() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle key = Keys.aes(session);
            module.audit.forget();
            byte[] expected = session.encrypt(Keys.cbc(), key, new byte[STEPS * BLOCK]);
            for (int seed = 0; seed < SEQUENCES; seed++) {
                new Run(session.functions(), key, seed, expected).go();
            }
        }
    }

    private static final class Run {
        private final SessionFunctions functions;
        private final ObjectHandle key;
        private final int seed;
        private final Random random;
        private final byte[] expected;
        private State state = State.NONE;
        // A call of this state whose buffer was too small has to come again.
        private boolean waiting;
        private int blocks;

        Run(SessionFunctions functions, ObjectHandle key, int seed, byte[] expected) {
            this.functions = functions;
            this.key = key;
            this.seed = seed;
            this.random = new Random(seed);
            this.expected = expected;
        }

        void go() {
            functions.sessionCancel(Set.of(OperationKind.ENCRYPT));
            for (int step = 0; step < STEPS; step++) {
                step("seed " + seed + " step " + step + " in " + state);
            }
        }

        private void step(String where) {
            switch (random.nextInt(9)) {
                case 0, 1 -> {
                    same(
                            where + " init",
                            state == State.NONE ? CKR_OK : CKR_OPERATION_ACTIVE,
                            () -> functions.encryptInit(Keys.cbc(), key));
                    state = state == State.NONE ? State.READY : state;
                }
                case 2 -> {
                    same(
                            where + " cancel",
                            state == State.NONE ? CKR_ARGUMENTS_BAD : CKR_OK,
                            () -> functions.encryptInit(null, key));
                    end();
                }
                case 3, 4 -> whole(where);
                case 5, 6, 7 -> update(where);
                default -> finish(where);
            }
        }

        private void whole(String where) {
            int length = random.nextInt(4) == 0 ? BLOCK - 1 : BLOCK;
            ByteBuffer out = buffer();
            ReturnCode code;
            if (state == State.NONE) {
                code = CKR_OPERATION_NOT_INITIALIZED;
            } else if (state == State.IN_PARTS || (waiting && length != BLOCK)) {
                code = CKR_OPERATION_ACTIVE;
            } else if (length != BLOCK) {
                code = CKR_DATA_LEN_RANGE;
            } else if (out == null) {
                code = CKR_OK;
            } else {
                code = out.capacity() < BLOCK ? CKR_BUFFER_TOO_SMALL : CKR_OK;
            }
            same(where + " whole", code, () -> functions.encrypt(new byte[length], out));
            if (code == CKR_OK && out != null) {
                assertThat(out.array()).as(where).isEqualTo(Arrays.copyOf(expected, BLOCK));
            }
            after(code, State.ONE_CALL, code == CKR_OK && out != null);
        }

        private void update(String where) {
            ByteBuffer out = buffer();
            ReturnCode code =
                    state == State.NONE
                            ? CKR_OPERATION_NOT_INITIALIZED
                            : state == State.ONE_CALL
                                    ? CKR_OPERATION_ACTIVE
                                    : out != null && out.capacity() < BLOCK
                                            ? CKR_BUFFER_TOO_SMALL
                                            : CKR_OK;
            same(where + " update", code, () -> functions.encryptUpdate(new byte[BLOCK], out));
            if (code == CKR_OK && out != null) {
                assertThat(out.array())
                        .as(where)
                        .isEqualTo(
                                Arrays.copyOfRange(expected, blocks * BLOCK, (blocks + 1) * BLOCK));
                blocks++;
            }
            after(code, State.IN_PARTS, false);
            waiting &= !(code == CKR_OK && out != null);
        }

        private void finish(String where) {
            boolean asks = random.nextInt(3) == 0;
            ReturnCode code =
                    state == State.NONE
                            ? CKR_OPERATION_NOT_INITIALIZED
                            : state == State.ONE_CALL || waiting ? CKR_OPERATION_ACTIVE : CKR_OK;
            same(
                    where + " final",
                    code,
                    () -> functions.encryptFinal(asks ? null : ByteBuffer.allocate(0)));
            after(code, State.IN_PARTS, code == CKR_OK && !asks);
        }

        private ByteBuffer buffer() {
            return switch (random.nextInt(4)) {
                case 0 -> null;
                case 1 -> ByteBuffer.allocate(BLOCK - 1);
                default -> ByteBuffer.allocate(BLOCK);
            };
        }

        private void after(ReturnCode code, State way, boolean last) {
            if (code == CKR_BUFFER_TOO_SMALL) {
                state = way;
                waiting = true;
            } else if (code == CKR_OK && !last) {
                state = way;
            } else {
                end();
            }
        }

        private void end() {
            state = State.NONE;
            waiting = false;
            blocks = 0;
        }

        private static void same(String what, ReturnCode expected, Runnable call) {
            ReturnCode actual = CKR_OK;
            try {
                call.run();
            } catch (HsmException e) {
                actual = e.code();
            }
            assertThat(actual).as(what).isEqualTo(expected);
        }
    }
}
