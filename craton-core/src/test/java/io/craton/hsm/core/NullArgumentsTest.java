package io.craton.hsm.core;

import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeType;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageCipher;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.OperationKind;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.VerifyOperation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Null in place of each argument in turn, at every public method of both faces of the API: it is
 * {@code CKR_ARGUMENTS_BAD}, and never an exception of Java. Arguments that may be null say so.
 */
class NullArgumentsTest {
    private final Map<Class<?>, Object> samples = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    private TestModule module;
    private Session session;
    private ObjectHandle aes;
    private ObjectHandle hmac;
    private KeyPairHandles rsa;
    private KeyPairHandles ec;
    private int tried;

    @BeforeEach
    void open() {
        module = TestModule.open();
        session = module.userSession();
        aes =
                Keys.aes(
                        session,
                        b ->
                                b.set(AttributeType.CKA_SIGN, true)
                                        .set(AttributeType.CKA_VERIFY, true));
        ec = Keys.ec(session);
        rsa =
                session.generateKeyPair(
                        Mechanism.of(MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN),
                        Template.builder()
                                .set(AttributeType.CKA_MODULUS_BITS, 2048L)
                                .set(AttributeType.CKA_VERIFY_RECOVER, true)
                                .build(),
                        Template.builder().set(AttributeType.CKA_SIGN_RECOVER, true).build());
        hmac =
                session.generateKey(
                        Mechanism.of(MechanismType.CKM_GENERIC_SECRET_KEY_GEN),
                        Template.builder().set(AttributeType.CKA_VALUE_LEN, 32L).build());
        fillSamples();
    }

    @AfterEach
    void close() {
        module.close();
    }

    private void fillSamples() {
        samples.put(byte[].class, new byte[16]);
        samples.put(char[].class, "87654321".toCharArray());
        samples.put(String.class, "text");
        samples.put(Object.class, "value");
        samples.put(Mechanism.class, Keys.hmac());
        samples.put(MechanismType.class, MechanismType.CKM_SHA256);
        samples.put(MechanismParameters.class, MechanismParameters.NONE);
        samples.put(ObjectHandle.class, hmac);
        samples.put(Template.class, Template.builder().label("x").build());
        samples.put(AttributeType.class, AttributeType.CKA_LABEL);
        samples.put(
                AttributeType[].class,
                new AttributeType<?>[] {AttributeType.CKA_LABEL, AttributeType.CKA_ID});
        samples.put(UserType.class, UserType.CKU_USER);
        samples.put(SessionMode.class, SessionMode.READ_WRITE);
        samples.put(Consumer.class, (Consumer<Object>) pin -> {});
        samples.put(Collection.class, List.of());
        samples.put(List.class, List.of());
        samples.put(Set.class, Set.of());
        samples.put(ByteBuffer.class, ByteBuffer.allocate(1000));
        samples.put(InputStream.class, new ByteArrayInputStream(new byte[0]));
        samples.put(OutputStream.class, new ByteArrayOutputStream());
        samples.put(AttributeCodec.class, AttributeCodec.of(ByteOrder.BIG_ENDIAN, 8));
        MessageParameters.Aead aead = MessageParameters.Aead.generated(new byte[12], new byte[16]);
        samples.put(MessageParameters.class, aead);
        samples.put(MessageParameters.Aead.class, aead);
        samples.put(Duration.class, Duration.ZERO);
        samples.put(Path.class, Path.of("archive"));
        samples.put(BackupOptions.class, BackupOptions.withSoPin(new byte[8]));
        samples.put(BackupSecret.class, new BackupSecret.SoPin(new byte[8]));
        samples.put(Session.class, session);
        samples.put(HsmConfig.class, HsmConfig.defaults());
        samples.put(ConfigKey.class, ConfigKey.TOKEN_LABEL);
        samples.put(Clock.class, Clock.systemUTC());
        samples.put(LocalDate.class, LocalDate.EPOCH);
        samples.put(ByteOrder.class, ByteOrder.BIG_ENDIAN);
        samples.put(
                MechanismParameters.RsaOaep.class,
                new MechanismParameters.RsaOaep(
                        MechanismType.CKM_SHA256,
                        MechanismParameters.Mgf.CKG_MGF1_SHA256,
                        new byte[0]));
    }

    private Object sample(Class<?> type) {
        if (type == boolean.class) {
            return false;
        } else if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type.isEnum()) {
            return samples.getOrDefault(type, type.getEnumConstants()[0]);
        }
        Object sample = samples.get(type);
        assertThat(sample).as("a sample of " + type).isNotNull();
        return sample;
    }

    /** Makes a call with null for one argument, if that may not be null. */
    private void eachNull(Executable executable, Supplier<@Nullable Object> target) {
        AnnotatedType[] annotated = executable.getAnnotatedParameterTypes();
        Class<?>[] types = executable.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (!types[i].isPrimitive() && !annotated[i].isAnnotationPresent(Nullable.class)) {
                oneNull(executable, target, types, i);
            }
        }
    }

    private void oneNull(
            Executable executable, Supplier<@Nullable Object> target, Class<?>[] types, int index) {
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = i == index ? null : sample(types[i]);
        }
        String name = executable + ", argument " + index;
        tried++;
        try {
            Object result =
                    executable instanceof Constructor<?> constructor
                            ? constructor.newInstance(arguments)
                            : ((Method) executable).invoke(target.get(), arguments);
            wrong.add(name + ": took it, " + result);
        } catch (InvocationTargetException e) {
            boolean right =
                    e.getCause() instanceof HsmException failure
                            && failure.code() == ReturnCode.CKR_ARGUMENTS_BAD
                            && failure.getMessage().contains("null");
            if (!right) {
                wrong.add(name + ": " + e.getCause());
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Method> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class)
                .filter(method -> !method.getName().equals("equals"))
                .filter(method -> !method.isSynthetic())
                .toList();
    }

    private void everyMethod(Class<?> type, Supplier<@Nullable Object> target) {
        methods(type).stream()
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .forEach(method -> eachNull(method, target));
    }

    @Test
    void moduleSlotAndSession() throws Exception {
        everyMethod(Hsm.class, module::hsm);
        everyMethod(Slot.class, module::slot);
        everyMethod(Session.class, () -> session);
        eachNull(Hsm.class.getMethod("open", HsmConfig.class), () -> null);
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(80);
        assertThat(module.slot().tokenInfo().initialized()).isTrue();
    }

    @Test
    void operations() {
        Map<Class<?>, Supplier<@Nullable Object>> starters = new LinkedHashMap<>();
        starters.put(SignOperation.class, () -> session.signer(Keys.hmac(), hmac));
        starters.put(VerifyOperation.class, () -> session.verifier(Keys.hmac(), hmac));
        starters.put(CipherOperation.class, () -> session.encryptor(Keys.cbcPad(), aes));
        starters.put(
                DigestOperation.class,
                () -> session.digester(Mechanism.of(MechanismType.CKM_SHA256)));
        starters.put(MessageCipher.class, () -> session.messageEncryptor(aes));
        starters.forEach(this::everyMethod);
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(25);
    }

    @Test
    void partsOutsideOfTheirArray() {
        byte[] data = new byte[8];
        SignOperation signing = session.signer(Keys.hmac(), hmac);
        CipherOperation encryption = session.encryptor(Keys.cbcPad(), aes);
        VerifyOperation verification = session.verifier(Keys.hmac(), hmac);
        DigestOperation digest = session.digester(Mechanism.of(MechanismType.CKM_SHA256));
        for (int[] part : new int[][] {{-1, 1}, {0, 9}, {8, 1}, {1, -1}, {1, Integer.MAX_VALUE}}) {
            bad(() -> signing.update(data, part[0], part[1]));
            bad(() -> verification.update(data, part[0], part[1]));
            bad(() -> digest.update(data, part[0], part[1]));
            bad(() -> encryption.update(data, part[0], part[1]));
            bad(() -> encryption.doFinal(data, part[0], part[1]));
        }
        signing.update(data, 8, 0);
        assertThat(signing.sign()).as("it goes on").hasSize(32);
    }

    private static void bad(Runnable call) {
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, call::run);
    }

    @Test
    void functionsOfTheStandard() {
        methods(SessionFunctions.class)
                .forEach(method -> eachNull(method, () -> begun(method.getName())));
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(60);
    }

    /** The functions with whatever has to be active for this one. */
    private SessionFunctions begun(String name) {
        SessionFunctions functions = session.functions();
        functions.sessionCancel(EnumSet.allOf(OperationKind.class));
        if (name.endsWith("Init")) {
            return functions;
        }
        functions.encryptInit(Keys.cbcPad(), aes);
        functions.decryptInit(Keys.cbcPad(), aes);
        functions.digestInit(Mechanism.of(MechanismType.CKM_SHA256));
        functions.signInit(Keys.ecdsa(), ec.privateKey());
        functions.signRecoverInit(Mechanism.of(MechanismType.CKM_RSA_PKCS), rsa.privateKey());
        functions.verifyRecoverInit(Mechanism.of(MechanismType.CKM_RSA_PKCS), rsa.publicKey());
        if (name.startsWith("verifySignature")) {
            functions.verifySignatureInit(Keys.ecdsa(), ec.publicKey(), new byte[64]);
        } else {
            functions.verifyInit(Keys.ecdsa(), ec.publicKey());
        }
        functions.messageEncryptInit(Mechanism.of(MechanismType.CKM_AES_GCM), aes);
        functions.messageDecryptInit(Mechanism.of(MechanismType.CKM_AES_GCM), aes);
        functions.messageSignInit(Keys.ecdsa(), ec.privateKey());
        functions.messageVerifyInit(Keys.ecdsa(), ec.publicKey());
        MessageParameters aead = MessageParameters.Aead.withIv(new byte[12], new byte[16]);
        switch (name) {
            case "encryptMessageNext" ->
                    functions.encryptMessageBegin(
                            MessageParameters.Aead.generated(new byte[12], new byte[16]),
                            new byte[0]);
            case "decryptMessageNext" -> functions.decryptMessageBegin(aead, new byte[0]);
            case "signMessageNext", "signMessageEnd" -> functions.signMessageBegin();
            case "verifyMessageNext", "verifyMessageEnd" -> functions.verifyMessageBegin();
            default -> {}
        }
        return functions;
    }

    @Test
    void parametersAndOtherValues() {
        List<Class<?>> values =
                new ArrayList<>(List.of(Mechanism.class, MessageParameters.Aead.class));
        values.add(BackupOptions.class);
        values.addAll(List.of(BackupSecret.class.getPermittedSubclasses()));
        values.addAll(List.of(ObjectChange.class.getPermittedSubclasses()));
        values.addAll(List.of(MechanismParameters.class.getPermittedSubclasses()));
        values.addAll(List.of(MechanismParameters.PrfData.class.getPermittedSubclasses()));
        for (Class<?> value : values) {
            for (Constructor<?> constructor : value.getConstructors()) {
                eachNull(constructor, () -> null);
            }
            methods(value).stream()
                    .filter(method -> Modifier.isStatic(method.getModifiers()))
                    .forEach(method -> eachNull(method, () -> null));
        }
        everyMethod(Template.Builder.class, Template::builder);
        everyMethod(HsmConfig.Builder.class, HsmConfig::builder);
        everyMethod(AttributeCodec.class, () -> AttributeCodec.of(ByteOrder.BIG_ENDIAN, 4));
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(50);
    }

    @Test
    void nullInACollection() {
        Set<OperationKind> kinds = new HashSet<>(Collections.singleton(null));
        bad(() -> session.functions().sessionCancel(kinds));
        AttributeCodec form = AttributeCodec.of(ByteOrder.BIG_ENDIAN, 8);
        bad(
                () ->
                        session.functions()
                                .getAttributeValue(hmac, Collections.singletonList(null), form));
        bad(() -> session.endObjects(Collections.singletonList(null)));
        bad(() -> session.getAttributes(hmac, new AttributeType<?>[] {null}));
        bad(() -> session.describe(hmac, new AttributeType<?>[] {null}));
        bad(
                () ->
                        Template.builder()
                                .set(
                                        AttributeType.CKA_ALLOWED_MECHANISMS,
                                        new HashSet<>(Collections.singleton(null))));
    }

    @Test
    void nullInPlaceOfAMechanism_stillEndsWhatIsActive() {
        SessionFunctions functions = session.functions();
        functions.encryptInit(Keys.cbcPad(), aes);
        functions.encryptInit(null, null);
        functions.verifySignatureInit(Keys.ecdsa(), ec.publicKey(), new byte[64]);
        functions.verifySignatureInit(null, null, null);
        bad(() -> functions.encryptInit(Keys.cbcPad(), null));
        bad(() -> functions.verifySignatureInit(Keys.ecdsa(), ec.publicKey(), null));
    }
}
