package io.craton.hsm.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeRequest;
import io.craton.hsm.AttributeType;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Pbkdf2;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.Template;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.value.Handles;
import io.craton.hsm.wire.value.Room;
import io.craton.hsm.wire.value.Shape;
import io.craton.hsm.wire.value.ValueCodec;
import io.craton.hsm.wire.value.ValueCodecs;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls and answers of every function, in every form of numbers. */
class WireCallTest {
    private static final List<WireForm> FORMS =
            List.of(
                    WireForm.JAVA,
                    new WireForm(ByteOrder.LITTLE_ENDIAN, 8),
                    new WireForm(ByteOrder.LITTLE_ENDIAN, 4));

    private final TestHandles handles = new TestHandles();
    private final SampleValues samples = new SampleValues(handles);

    @ParameterizedTest
    @EnumSource(WireFunction.class)
    void callOfEveryFunction_comesBack(WireFunction function) {
        for (WireForm form : FORMS) {
            Object[] arguments =
                    Arrays.stream(function.method().getGenericParameterTypes())
                            .map(samples::of)
                            .toArray();
            WireCall read = WireCall.read(written(function, arguments, form), form, handles);
            assertThat(read.function()).isEqualTo(function);
            for (int i = 0; i < arguments.length; i++) {
                assertSame(read.arguments().get(i), arguments[i]);
            }
        }
    }

    private static void assertSame(Object read, Object written) {
        if (written instanceof ByteBuffer buffer) {
            assertThat(read).isEqualTo(new Room(buffer.remaining()));
        } else {
            assertThat(read).usingRecursiveComparison().isEqualTo(written);
        }
    }

    /** A null reaches the module, which says what is missing. */
    @ParameterizedTest
    @EnumSource(WireFunction.class)
    void nullsOfEveryFunction_comeBack(WireFunction function) {
        Object[] arguments =
                Arrays.stream(function.method().getParameterTypes())
                        .map(
                                type ->
                                        type == OutputStream.class
                                                ? handles.stream
                                                : SampleValues.nothing(type))
                        .toArray();
        byte[] message = written(function, arguments, WireForm.JAVA);
        assertThat(WireCall.read(message, WireForm.JAVA, handles).arguments())
                .containsExactly(arguments);
    }

    /** A function that needs the parameters of a message is never called with what says "none". */
    @ParameterizedTest
    @EnumSource(WireFunction.class)
    void noParametersOfAMessage_areThere_whereTheyMayBe(WireFunction function) {
        List<Class<?>> types = Arrays.asList(function.method().getParameterTypes());
        int at = types.indexOf(Aead.class);
        if (at < 0) {
            at = types.indexOf(MessageParameters.class);
        }
        if (at < 0) {
            return;
        }
        Object[] arguments =
                Arrays.stream(function.method().getGenericParameterTypes())
                        .map(samples::of)
                        .toArray();
        arguments[at] = MessageParameters.NONE;
        byte[] message = written(function, arguments, WireForm.JAVA);
        if (types.get(at) == Aead.class) {
            assertThatThrownBy(() -> WireCall.read(message, WireForm.JAVA, handles))
                    .isInstanceOfSatisfying(
                            HsmException.class,
                            e ->
                                    assertThat(e.code())
                                            .isEqualTo(ReturnCode.CKR_MECHANISM_PARAM_INVALID));
        } else {
            assertThat(WireCall.read(message, WireForm.JAVA, handles).arguments().get(at))
                    .isSameAs(MessageParameters.NONE);
        }
    }

    @ParameterizedTest
    @EnumSource(WireFunction.class)
    void answerOfEveryFunction_comesBack(WireFunction function) {
        for (WireForm form : FORMS) {
            Type type = function.method().getGenericReturnType();
            Object result = type == void.class ? null : samples.of(type);
            List<Object> arguments = Collections.nCopies(function.arguments().size(), null);
            try (WireWriter out = new WireWriter(form)) {
                WireReply.write(function, result, arguments, out, handles);
                WireReader in = new WireReader(out.toBytes(), form);
                assertThat(WireReply.isPiece(in)).isFalse();
                Object read = WireReply.read(function, arguments.toArray(), in, handles);
                assertThat(read).usingRecursiveComparison().isEqualTo(result);
            }
        }
    }

    /** Cut anywhere, a call is refused with a code; nothing else comes out. */
    @ParameterizedTest
    @EnumSource(WireFunction.class)
    void cutCalls_areRefused(WireFunction function) {
        Object[] arguments =
                Arrays.stream(function.method().getGenericParameterTypes())
                        .map(samples::of)
                        .toArray();
        byte[] message = written(function, arguments, WireForm.JAVA);
        for (int length = 0; length < message.length; length++) {
            byte[] cut = Arrays.copyOf(message, length);
            assertThatThrownBy(() -> WireCall.read(cut, WireForm.JAVA, handles))
                    .isInstanceOf(HsmException.class);
        }
        byte[] longer = Arrays.copyOf(message, message.length + 1);
        assertThatThrownBy(() -> WireCall.read(longer, WireForm.JAVA, handles))
                .hasMessageContaining("behind its end");
    }

    @Test
    void call_isWhatTheDocumentSays() {
        WireForm form = new WireForm(ByteOrder.LITTLE_ENDIAN, 8);
        Object[] arguments = {new byte[] {0x61, 0x62}, ByteBuffer.allocate(64)};
        String message = HexFormat.of().formatHex(written(WireFunction.DIGEST, arguments, form));
        assertThat(message)
                .isEqualTo(
                        "4e01000000000000"
                                + "0700000000000000"
                                + "01"
                                + "0200000000000000"
                                + "6162"
                                + "01"
                                + "4000000000000000");
    }

    @Test
    void unknownFunctions_areRefused() {
        for (long number : new long[] {0, -1, 9999, 1L << 32 | 1}) {
            byte[] message = ByteBuffer.allocate(8).putLong(number).array();
            assertCode(
                    ReturnCode.CKR_FUNCTION_NOT_SUPPORTED,
                    () -> WireCall.read(message, WireForm.JAVA, handles));
        }
    }

    @Test
    void unknownMechanism_isAMechanismThatIsInvalid() {
        byte[] message =
                written(
                        WireFunction.DIGEST_INIT,
                        new Object[] {Mechanism.of(MechanismType.CKM_SHA256)},
                        WireForm.JAVA);
        // The number of the mechanism stands behind function, session and the byte that it is
        // there.
        ByteBuffer.wrap(message).putLong(17, 0x8000_0001L);
        assertCode(
                ReturnCode.CKR_MECHANISM_INVALID,
                () -> WireCall.read(message, WireForm.JAVA, handles));
    }

    @Test
    void sessionOfNobody_isRefused() {
        byte[] message = written(WireFunction.LOGOUT, new Object[0], WireForm.JAVA);
        ByteBuffer.wrap(message).putLong(8, 8);
        assertCode(
                ReturnCode.CKR_SESSION_HANDLE_INVALID,
                () -> WireCall.read(message, WireForm.JAVA, handles));
    }

    @Test
    void buffersAndVectors_areFilled() {
        ByteBuffer there = ByteBuffer.allocate(10).put(new byte[] {4, 5});
        Aead filled = Aead.withIv(new byte[] {1, 2}, new byte[] {3});
        ByteBuffer room = ByteBuffer.allocate(12);
        room.position(1);
        Aead parameters = Aead.generated(new byte[2], new byte[1]);
        Object result =
                answered(
                        WireFunction.ENCRYPT_MESSAGE,
                        2,
                        Arrays.asList(filled, null, null, there),
                        new Object[] {parameters, null, null, room});
        assertThat(result).isEqualTo(2);
        assertThat(room.array()).startsWith(0, 4, 5, 0);
        assertThat(room.position()).isEqualTo(3);
        assertThat(parameters.iv()).containsExactly(1, 2);
        assertThat(parameters.tag()).containsExactly(3);
    }

    @Test
    void attributes_areAnswered() {
        AttributeRequest known = new AttributeRequest(3, ByteBuffer.allocate(5));
        known.value().put(new byte[] {9, 9});
        known.length(2);
        AttributeRequest unknown = new AttributeRequest(4, null);
        unknown.length(AttributeRequest.UNAVAILABLE);
        AttributeRequest ours = new AttributeRequest(3, ByteBuffer.allocate(5));
        AttributeRequest other = new AttributeRequest(4, null);
        Object code =
                answered(
                        WireFunction.GET_ATTRIBUTE_VALUE,
                        ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID,
                        Arrays.asList(null, List.of(known, unknown), null),
                        new Object[] {null, List.of(ours, other), null});
        assertThat(code).isEqualTo(ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID);
        assertThat(ours.length()).isEqualTo(2);
        assertThat(ours.value().array()).startsWith(9, 9);
        assertThat(other.length()).isEqualTo(AttributeRequest.UNAVAILABLE);
    }

    /** What a daemon says is not trusted either: it cannot write behind a buffer. */
    @Test
    void resultLongerThanItsRoom_isRefused() {
        ByteBuffer long11 = ByteBuffer.allocate(11);
        long11.position(11);
        List<Object> there = Arrays.asList(null, long11);
        Object[] here = {null, ByteBuffer.allocate(10)};
        assertCode(ReturnCode.CKR_DEVICE_ERROR, () -> answered(WireFunction.SIGN, 11, there, here));
    }

    private Object answered(
            WireFunction function, Object result, List<Object> there, Object[] here) {
        try (WireWriter out = new WireWriter(WireForm.JAVA)) {
            WireReply.write(function, result, there, out, handles);
            WireReader in = new WireReader(out.toBytes(), WireForm.JAVA);
            assertThat(WireReply.isPiece(in)).isFalse();
            return WireReply.read(function, here, in, handles);
        }
    }

    @Test
    void errors_haveTheirCodeAndSentenceOnce() {
        try (WireWriter out = new WireWriter(WireForm.JAVA)) {
            String sentence =
                    new HsmException(ReturnCode.CKR_BUFFER_TOO_SMALL, "it is small").getMessage();
            WireReply.writeError(ReturnCode.CKR_BUFFER_TOO_SMALL, sentence, 99, out);
            WireReader in = new WireReader(out.toBytes(), WireForm.JAVA);
            WireReply.isPiece(in);
            assertThatThrownBy(() -> WireReply.read(WireFunction.SIGN, new Object[2], in, handles))
                    .hasMessage("CKR_BUFFER_TOO_SMALL: it is small");
            assertThat(in.ulong()).isEqualTo(99);
        }
    }

    @Test
    void pins_areWipedWithTheCall() {
        byte[] message =
                written(
                        WireFunction.SET_PIN,
                        new Object[] {new byte[] {1, 2}, new byte[] {3}},
                        WireForm.JAVA);
        WireCall call = WireCall.read(message, WireForm.JAVA, handles);
        call.wipe();
        assertThat((byte[]) call.arguments().get(0)).containsExactly(0, 0);
        assertThat((byte[]) call.arguments().get(1)).containsExactly(0);
    }

    @Test
    void secretsBeforeAnArgumentThatCannotBeRead_areWiped() {
        char[] pin = "user-pin-1".toCharArray();
        ValueCodec first = new Present(pin);
        ValueCodec second = WireFunction.JOIN.arguments().get(0);
        WireReader in = new WireReader(new byte[] {2}, WireForm.JAVA);
        assertCode(
                ReturnCode.CKR_ARGUMENTS_BAD,
                () -> WireCall.arguments(List.of(first, second), in, handles));
        assertThat(pin).containsOnly('\0');
    }

    @Test
    void secretsInAListThatCannotBeRead_areWiped() throws NoSuchMethodException {
        byte[] secret = {1, 2, 3};
        Handles oneSecret =
                new Handles() {
                    @Override
                    public long number(Object object) {
                        return handles.number(object);
                    }

                    @Override
                    public Object object(Class<?> type, long number) {
                        return number == 1 ? secret : handles.object(type, number);
                    }

                    @Override
                    public OutputStream pieces() {
                        return handles.pieces();
                    }
                };
        Method slots = Hsm.class.getMethod("slots", boolean.class);
        ValueCodec list = ValueCodecs.of(slots.getGenericReturnType());
        try (WireWriter out = new WireWriter(WireForm.JAVA)) {
            out.present(true).ulong(2).present(true).ulong(1).present(true).ulong(2);
            WireReader in = new WireReader(out.toBytes(), WireForm.JAVA);
            assertCode(ReturnCode.CKR_SESSION_HANDLE_INVALID, () -> list.read(in, oneSecret));
        }
        assertThat(secret).containsOnly(0);
    }

    /** Also what is inside of records and lists, of those that come with the next function, too. */
    @ParameterizedTest
    @EnumSource(WireFunction.class)
    void bytesOfEveryCall_areWiped(WireFunction function) throws ReflectiveOperationException {
        Object[] arguments =
                Arrays.stream(function.method().getGenericParameterTypes())
                        .map(samples::of)
                        .toArray();
        byte[] message = written(function, arguments, WireForm.JAVA);
        WireCall call = WireCall.read(message, WireForm.JAVA, handles);
        call.wipe();
        assertWiped(call.arguments());
    }

    private static void assertWiped(Object value) throws ReflectiveOperationException {
        if (value instanceof byte[] bytes) {
            assertThat(bytes).isNotEmpty().containsOnly(0);
        } else if (value instanceof char[] chars) {
            assertThat(chars).isNotEmpty().containsOnly('\0');
        } else if (value instanceof Template template) {
            assertThat(template.get(AttributeType.CKA_ID)).containsOnly(0);
        } else if (value instanceof Collection<?> several) {
            for (Object one : several) {
                assertWiped(one);
            }
        } else if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                assertWiped(component.getAccessor().invoke(value));
            }
        }
    }

    @Test
    void passwordsInMechanisms_areWiped() {
        Pbkdf2 parameters =
                new Pbkdf2(new byte[16], 1, MechanismType.CKM_SHA256_HMAC, new byte[] {1, 2});
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_PKCS5_PBKD2, parameters);
        Object[] arguments = {mechanism, Template.builder().build()};
        byte[] message = written(WireFunction.GENERATE_KEY, arguments, WireForm.JAVA);
        WireCall call = WireCall.read(message, WireForm.JAVA, handles);
        call.wipe();
        Pbkdf2 read = (Pbkdf2) ((Mechanism) call.arguments().get(0)).parameters();
        assertThat(read.password()).containsExactly(0, 0);
    }

    /** The daemon wipes them whether it comes to an answer or not. */
    @Test
    void valuesOfAttributes_areWiped() {
        AttributeRequest asked = new AttributeRequest(3, ByteBuffer.allocate(5));
        Object[] arguments = {new ObjectHandle(1), List.of(asked), WireForm.JAVA.attributes()};
        byte[] message = written(WireFunction.GET_ATTRIBUTE_VALUE, arguments, WireForm.JAVA);
        WireCall call = WireCall.read(message, WireForm.JAVA, handles);
        AttributeRequest read = (AttributeRequest) ((List<?>) call.arguments().get(1)).get(0);
        read.value().put((byte) 9);
        call.wipe();
        assertThat(read.value().array()).containsOnly(0);
    }

    private byte[] written(WireFunction function, Object[] arguments, WireForm form) {
        Object receiver =
                Stream.of(function.owner())
                        .filter(type -> type != WireDoor.class)
                        .map(handles::one)
                        .findFirst()
                        .orElse(this);
        if (function.owner() == SessionFunctions.class) {
            receiver = handles.one(io.craton.hsm.Session.class);
        }
        try (WireWriter out = new WireWriter(form)) {
            WireCall.write(function, receiver, arguments, out, handles);
            return out.toBytes();
        }
    }

    private static void assertCode(ReturnCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        HsmException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /**
     * Reads a value without a byte of the message.
     *
     * @param value what is read
     */
    private record Present(Object value) implements ValueCodec {
        @Override
        public String words() {
            return "bytes";
        }

        @Override
        public Shape shape() {
            return Shape.NOTHING;
        }

        @Override
        public void write(Object written, WireWriter out, Handles handles) {}

        @Override
        public Object read(WireReader in, Handles handles) {
            return value;
        }
    }
}
