package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ModuleActivity;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.RefusedCalls;
import io.craton.hsm.wire.Right;
import io.craton.hsm.wire.WireCall;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.WireReply;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.value.Handles;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Calls of clients with few rights, and what stays of a result; the module is a false one. */
class DispatcherTest {
    private static final byte[] PIN = {49, 50, 51, 52};

    private final List<String> reached = new ArrayList<>();
    private final byte[] made = {1, 2, 3};

    @Test
    void whoMayRead_doesNotUse() {
        Client client = new Client(Right.READ);
        client.open();
        client.call(WireFunction.GET_SESSION_INFO, 1L);
        assertThatThrownBy(() -> client.call(WireFunction.GENERATE_RANDOM, 1L, 3))
                .hasMessageContaining("CKR_FUNCTION_REJECTED")
                .hasMessageContaining("C_GenerateRandom needs the right \"use\"");
        assertThat(reached).contains("info", "refused").doesNotContain("generateRandom");
    }

    /** Whoever tries it is in the audit log, where the call was to be made. */
    @Test
    void callWithoutTheRight_isRecorded_ofASlotToo() {
        Client client = new Client(Right.USE);
        client.open();
        for (WireFunction function : List.of(WireFunction.INIT_TOKEN, WireFunction.INIT_PIN)) {
            reached.clear();
            client.sendWithoutArguments(function, function == WireFunction.INIT_TOKEN ? 0 : 1);
            assertThat(reached).contains("refused");
        }
    }

    /** The functions that are for the SO alone, and those that are by their argument. */
    @Test
    void whoMayUse_doesNotAdminister() {
        Client client = new Client(Right.USE);
        client.open();
        client.call(WireFunction.GENERATE_RANDOM, 1L, 3);
        client.call(WireFunction.LOGIN_OF_SESSION, 1L, UserType.CKU_USER, PIN.clone());
        reached.clear();
        assertThatThrownBy(() -> client.call(WireFunction.INIT_PIN, 1L, PIN.clone()))
                .hasMessageContaining("C_InitPIN needs the right \"admin\"");
        for (WireFunction function :
                List.of(WireFunction.LOGIN_OF_SESSION, WireFunction.VERIFY_PIN)) {
            assertThatThrownBy(() -> client.call(function, 1L, UserType.CKU_SO, PIN.clone()))
                    .hasMessageContaining("CKR_FUNCTION_REJECTED")
                    .hasMessageContaining("the right \"admin\"");
        }
        assertThat(reached).doesNotContain("initPin", "login", "verifyPin");
    }

    @Test
    void whoMayAdminister_isTheOfficer() {
        Client client = new Client(Right.ADMIN);
        client.open();
        client.call(WireFunction.LOGIN_OF_SESSION, 1L, UserType.CKU_SO, PIN.clone());
        client.call(WireFunction.INIT_PIN, 1L, PIN.clone());
        assertThat(reached).contains("login", "initPin");
    }

    /** Also a session that was opened before the row was changed. */
    @Test
    void callInAnotherSlot_isRefusedAndRecorded() {
        Client client = new Client(new Grant(Right.ADMIN, Set.of(1L), null, 0));
        assertThatThrownBy(client::open)
                .hasMessageContaining("CKR_FUNCTION_REJECTED")
                .hasMessageContaining("C_OpenSession is for slot 0, which this user's row");
        assertThat(reached).contains("refused").doesNotContain("openSession");
        assertThat((List<?>) client.call(WireFunction.GET_SLOT_LIST, 0L, false)).isEmpty();
        assertThatThrownBy(() -> client.call(WireFunction.ROTATE_AUDIT_LOG, 0L, "name"))
                .hasMessageContaining("is for all slots");
    }

    /** It would stay behind. */
    @Test
    void whatEndsSomething_isLetIn_inEverySlotAndAtAnyRate() {
        AtomicReference<Grant> grant = new AtomicReference<>(Grant.of(Right.USE));
        Client client = new Client(grant::get);
        client.open();
        grant.set(new Grant(Right.USE, Set.of(1L), null, 1));
        assertThatThrownBy(() -> client.call(WireFunction.GET_SESSION_INFO, 1L))
                .hasMessageContaining("CKR_FUNCTION_REJECTED");
        assertThatThrownBy(() -> client.call(WireFunction.GET_SESSION_INFO, 1L))
                .hasMessageContaining("CKR_DEVICE_MEMORY");
        client.call(WireFunction.LOGOUT, 1L);
        client.call(WireFunction.CLOSE_SESSION, 1L);
        client.call(WireFunction.FINALIZE, 0L);
    }

    /** Each function that begins something with a mechanism. */
    @Test
    void callWithAnotherMechanism_isRefusedAndRecorded() {
        Grant grant = new Grant(Right.ADMIN, null, Set.of(MechanismType.CKM_AES_GCM), 0);
        Client client = new Client(grant);
        client.open();
        int tried = 0;
        for (WireFunction function : WireFunction.values()) {
            Optional<Integer> place = placeOfMechanism(function);
            if (function.right() != Right.READ && place.isPresent()) {
                reached.clear();
                client.sendWithMechanism(function, place.get());
                assertThat(reached)
                        .as(function.words())
                        .contains("refused")
                        .doesNotContain(function.method().getName());
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(30);
        assertThatThrownBy(() -> client.call(WireFunction.SET_OPERATION_STATE, 1L, PIN, null, null))
                .hasMessageContaining("CKR_FUNCTION_REJECTED");
        assertThat((Set<?>) client.call(WireFunction.GET_MECHANISM_LIST, 0L))
                .isEqualTo(Set.of(MechanismType.CKM_AES_GCM));
    }

    /** A plaintext or a key that was read. */
    @Test
    void bytesThatWereMade_areWiped() {
        Client client = new Client(Right.USE);
        client.open();
        Object given = client.call(WireFunction.GENERATE_RANDOM, 1L, 3);
        assertThat((byte[]) given).containsExactly(1, 2, 3);
        assertThat(made).containsOnly(0);
    }

    private static Optional<Integer> placeOfMechanism(WireFunction function) {
        Class<?>[] types = function.method().getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (types[i] == Mechanism.class || types[i] == MechanismType.class) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private <T> T falseOne(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type, RefusedCalls.class},
                        (proxy, method, arguments) -> answer(method)));
    }

    private Object answer(Method method) {
        reached.add(method.getName());
        return switch (method.getName()) {
            case "newApplication", "slot", "openSession" -> falseOne(method.getReturnType());
            case "id" -> 0L;
            case "slots" -> List.of(falseOne(Slot.class));
            case "mechanisms" -> Set.of(MechanismType.CKM_AES_GCM, MechanismType.CKM_AES_CBC);
            case "handle" -> 1L;
            case "generateRandom" -> made;
            default -> null;
        };
    }

    /** One connection, with numbers for what is at the other end. */
    private final class Client implements Handles {
        private final Dispatcher dispatcher;

        Client(Right right) {
            this(Grant.of(right));
        }

        Client(Grant grant) {
            this(() -> grant);
        }

        Client(Supplier<Grant> grant) {
            DaemonLimits limits = new DaemonLimits(HsmConfig.defaults());
            ClientIdentity client = new ClientIdentity("somebody");
            ServedApplications applications =
                    new ServedApplications(falseOne(Hsm.class), limits.sessions());
            this.dispatcher =
                    new Dispatcher(
                            client,
                            () -> Optional.of(grant.get()),
                            new ConnectionDoor(
                                    applications,
                                    client,
                                    () -> false,
                                    () -> new ModuleActivity(1, 0, 1)),
                            limits,
                            pieces());
        }

        void open() {
            call(WireFunction.INITIALIZE, 0L);
            call(WireFunction.OPEN_SESSION, 0L, SessionMode.READ_WRITE);
        }

        /** Refused before its arguments are looked at. */
        void sendWithoutArguments(WireFunction function, long receiver) {
            try (WireWriter out = new WireWriter(WireForm.JAVA);
                    WireWriter answer = new WireWriter(WireForm.JAVA)) {
                out.ulong(function.number()).ulong(receiver);
                ReturnCode code =
                        dispatcher
                                .answer(new WireReader(out.toBytes(), WireForm.JAVA), answer)
                                .code();
                assertThat(code).isEqualTo(ReturnCode.CKR_FUNCTION_REJECTED);
            }
        }

        /** With another mechanism than GCM, and nothing else. */
        void sendWithMechanism(WireFunction function, int place) {
            Class<?>[] types = function.method().getParameterTypes();
            Object[] arguments = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                arguments[i] = types[i] == int.class ? (Object) 0 : null;
            }
            Mechanism other = Mechanism.of(MechanismType.CKM_SHA256);
            arguments[place] = types[place] == Mechanism.class ? other : other.type();
            assertThatThrownBy(() -> call(function, 1L, arguments))
                    .as(function.words())
                    .hasMessageContaining("CKR_FUNCTION_REJECTED")
                    .hasMessageContaining("is for CKM_SHA256");
        }

        Object call(WireFunction function, long receiver, Object... arguments) {
            try (WireWriter out = new WireWriter(WireForm.JAVA);
                    WireWriter answer = new WireWriter(WireForm.JAVA)) {
                WireCall.write(function, receiver, arguments, out, this);
                dispatcher.answer(new WireReader(out.toBytes(), WireForm.JAVA), answer);
                WireReader in = new WireReader(answer.toBytes(), WireForm.JAVA);
                assertThat(WireReply.isPiece(in)).isFalse();
                return WireReply.read(function, arguments, in, this);
            }
        }

        @Override
        public long number(Object object) {
            return (Long) object;
        }

        @Override
        public Object object(Class<?> type, long number) {
            return number;
        }

        @Override
        public OutputStream pieces() {
            return OutputStream.nullOutputStream();
        }
    }
}
