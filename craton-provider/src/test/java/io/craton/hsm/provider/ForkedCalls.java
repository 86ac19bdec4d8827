package io.craton.hsm.provider;

import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeType;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageCipher;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.VerifyOperation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;

/**
 * What the embedded JVM of {@code fork.c} does for {@link ForkedCallsTest}: makes objects of every
 * kind, and in the child calls every public method of each, while a thread that is not there has
 * all their locks.
 */
public final class ForkedCalls {
    /** Where the store and the log are. */
    static final String DIRECTORY = "forked.directory";

    private static final String NAME = "CratonHSM";
    private static final byte[] DATA = new byte[16];
    private static final long HANG_MILLIS = 120_000;

    private static final Map<String, Object> OBJECTS = new LinkedHashMap<>();
    private static final Map<Class<?>, Object> ARGUMENTS = new HashMap<>();

    private static Hsm hsm;
    private static CratonHsmProvider provider;
    private static Session session;
    private static ObjectHandle aes;
    private static PrivateKey key;
    private static HeldLocks locks;
    private static volatile String calling = "nothing";

    private ForkedCalls() {}

    /** Opens, logs in, makes objects, and lets a thread take their locks. */
    public static String before() throws Exception {
        Path directory = Path.of(System.getProperty(DIRECTORY));
        hsm = Hsm.open(ForkedCallsTest.config(directory));
        api();
        jca();
        arguments(directory);
        locks = HeldLocks.of(OBJECTS.values());
        return OBJECTS.size() + " objects, " + locks.count() + " locks";
    }

    private static void api() {
        session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_USER, TestToken.PIN);
        Mechanism cbc =
                Mechanism.of(
                        MechanismType.CKM_AES_CBC_PAD, new MechanismParameters.Iv(new byte[16]));
        Mechanism hmac = Mechanism.of(MechanismType.CKM_SHA256_HMAC);
        aes =
                session.generateKey(
                        Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                        Template.builder()
                                .token(true)
                                .set(AttributeType.CKA_VALUE_LEN, 32L)
                                .set(AttributeType.CKA_ENCRYPT, true)
                                .set(AttributeType.CKA_DECRYPT, true)
                                .build());
        ObjectHandle generic =
                session.generateKey(
                        Mechanism.of(MechanismType.CKM_GENERIC_SECRET_KEY_GEN),
                        Template.builder()
                                .set(AttributeType.CKA_VALUE_LEN, 32L)
                                .set(AttributeType.CKA_SIGN, true)
                                .set(AttributeType.CKA_VERIFY, true)
                                .build());
        SignOperation signer = session.signer(hmac, generic);
        signer.update(DATA);
        VerifyOperation verifier = session.verifier(hmac, generic);
        verifier.update(DATA);
        CipherOperation encryptor = session.encryptor(cbc, aes);
        encryptor.update(new byte[40]);
        DigestOperation digester = session.digester(Mechanism.of(MechanismType.CKM_SHA256));
        digester.update(DATA);
        MessageCipher messages = session.messageEncryptor(aes);
        messages.message(DATA, DATA);
        SessionFunctions functions = session.functions();
        functions.encryptInit(cbc, aes);
        functions.digestInit(Mechanism.of(MechanismType.CKM_SHA256));
        OBJECTS.put("SignOperation", signer);
        OBJECTS.put("VerifyOperation", verifier);
        OBJECTS.put("CipherOperation", encryptor);
        OBJECTS.put("DigestOperation", digester);
        OBJECTS.put("MessageCipher", messages);
        OBJECTS.put("SessionFunctions", functions);
        OBJECTS.put("Session", session);
        OBJECTS.put("Slot", hsm.slot(0));
    }

    private static void jca() throws Exception {
        provider = new CratonHsmProvider(hsm);
        KeyStore keyStore = KeyStore.getInstance(NAME, provider);
        keyStore.load(null, null);
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC", provider);
        pairs.initialize(new ECGenParameterSpec("secp256r1"));
        key = pairs.generateKeyPair().getPrivate();
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(256);
        SecretKey secret = generator.generateKey();
        SecretKey macKey = KeyGenerator.getInstance("HmacSHA256", provider).generateKey();
        Signature signature = Signature.getInstance("SHA256withECDSA", provider);
        signature.initSign(key);
        signature.update(DATA);
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding", provider);
        cipher.init(Cipher.ENCRYPT_MODE, secret);
        cipher.update(new byte[40]);
        Mac mac = Mac.getInstance("HmacSHA256", provider);
        mac.init(macKey);
        mac.update(DATA);
        SecureRandom random = SecureRandom.getInstance(NAME, provider);
        random.nextBytes(new byte[16]);
        OBJECTS.put("Signature", signature);
        OBJECTS.put("Cipher", cipher);
        OBJECTS.put("Mac", mac);
        OBJECTS.put("KeyAgreement", KeyAgreement.getInstance("ECDH", provider));
        OBJECTS.put("KeyGenerator", generator);
        OBJECTS.put("KeyPairGenerator", pairs);
        OBJECTS.put("KeyFactory", KeyFactory.getInstance("EC", provider));
        OBJECTS.put("SecretKeyFactory", SecretKeyFactory.getInstance("AES", provider));
        OBJECTS.put("SecureRandom", random);
        OBJECTS.put("KeyStore", keyStore);
        OBJECTS.put("SecretKey", secret);
        OBJECTS.put("PrivateKey", key);
        OBJECTS.put("Provider", provider);
        OBJECTS.put("Hsm", hsm);
    }

    private static void arguments(Path directory) {
        KeyPairHandles none = new KeyPairHandles(aes, aes);
        ARGUMENTS.put(KeyPairHandles.class, none);
        ARGUMENTS.put(boolean.class, true);
        ARGUMENTS.put(int.class, 0);
        ARGUMENTS.put(long.class, 0L);
        ARGUMENTS.put(byte.class, (byte) 0);
        ARGUMENTS.put(byte[].class, DATA);
        ARGUMENTS.put(char[].class, TestToken.PIN);
        ARGUMENTS.put(String.class, "name");
        ARGUMENTS.put(Path.class, directory.resolve("rotated"));
        ARGUMENTS.put(Duration.class, Duration.ofMillis(1));
        ARGUMENTS.put(OutputStream.class, new ByteArrayOutputStream());
        ARGUMENTS.put(Template.class, Template.empty());
        ARGUMENTS.put(ObjectHandle.class, aes);
        ARGUMENTS.put(Session.class, session);
        ARGUMENTS.put(AttributeType.class, AttributeType.CKA_LABEL);
        ARGUMENTS.put(AttributeType[].class, new AttributeType<?>[] {AttributeType.CKA_LABEL});
        ARGUMENTS.put(MechanismType.class, MechanismType.CKM_AES_GCM);
        ARGUMENTS.put(UserType.class, UserType.CKU_USER);
        ARGUMENTS.put(SessionMode.class, SessionMode.READ_WRITE);
        ARGUMENTS.put(AttributeCodec.class, AttributeCodec.of(ByteOrder.LITTLE_ENDIAN, 8));
        ARGUMENTS.put(
                Mechanism.class,
                Mechanism.of(MechanismType.CKM_AES_CBC_PAD, new MechanismParameters.Iv(DATA)));
        MessageParameters aead = MessageParameters.Aead.withIv(new byte[12], new byte[16]);
        ARGUMENTS.put(MessageParameters.class, aead);
        ARGUMENTS.put(MessageParameters.Aead.class, aead);
        ARGUMENTS.put(Collection.class, List.of(aes));
        ARGUMENTS.put(List.class, List.of());
        ARGUMENTS.put(Set.class, Set.of());
        ARGUMENTS.put(Consumer.class, (Consumer<char[]>) pin -> {});
        ARGUMENTS.put(BackupOptions.class, BackupOptions.withSoPin(DATA));
        ARGUMENTS.put(BackupSecret.class, new BackupSecret.SoPin(DATA));
        ARGUMENTS.put(Key.class, key);
    }

    /**
     * Calls every method of every object, and says what came of it and what became of the files.
     */
    public static String child() throws Exception {
        Map<Path, byte[]> files = files();
        Calls calls = new Calls();
        Thread caller = new Thread(calls, "caller");
        caller.setDaemon(true);
        caller.start();
        caller.join(HANG_MILLIS);
        if (caller.isAlive()) {
            return "hangs in " + calling;
        }
        Map<Path, byte[]> now = files();
        boolean same =
                files.keySet().equals(now.keySet())
                        && files.entrySet().stream()
                                .allMatch(e -> Arrays.equals(e.getValue(), now.get(e.getKey())));
        return calls + " files " + (same ? "untouched" : "TOUCHED");
    }

    private static Map<Path, byte[]> files() throws IOException {
        Map<Path, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(Path.of(System.getProperty(DIRECTORY)))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file, Files.readAllBytes(file));
            }
        }
        return files;
    }

    /** Goes on as if nothing had happened. */
    public static String after() throws Exception {
        locks.release();
        session.generateRandom(8);
        Signature signature = Signature.getInstance("SHA256withECDSA", provider);
        signature.initSign(key);
        signature.update(DATA);
        int length = signature.sign().length;
        session.close();
        provider.close();
        hsm.close();
        return length > 60 ? "works" : "fails";
    }

    /** All calls, and what came of them. */
    private static final class Calls implements Runnable {
        private int refused;
        private int others;
        private final Set<String> silent = new TreeSet<>();
        private final Set<String> wrong = new TreeSet<>();

        @Override
        public void run() {
            OBJECTS.forEach(
                    (name, object) -> {
                        for (Method method : methods(object)) {
                            call(name + "." + method.getName(), object, method);
                        }
                    });
            calling = "nothing";
        }

        private static List<Method> methods(Object object) {
            List<Class<?>> doors = new ArrayList<>();
            if (isOurs(object) && !(object instanceof CratonHsmProvider)) {
                doors.addAll(interfaces(object.getClass()));
            } else {
                doors.add(publicClass(object.getClass()));
            }
            return doors.stream()
                    .flatMap(door -> Stream.of(door.getMethods()))
                    .filter(method -> !Modifier.isStatic(method.getModifiers()))
                    .filter(method -> isOf(method, object))
                    .distinct()
                    .sorted(
                            Comparator.comparing((Method m) -> m.getName().equals("close"))
                                    .thenComparing(Method::toString))
                    .toList();
        }

        private static boolean isOf(Method method, Object object) {
            Class<?> declaring = method.getDeclaringClass();
            return declaring != Object.class
                    && (object instanceof CratonHsmProvider
                            ? declaring == CratonHsmProvider.class
                            : !declaring.getName().startsWith("java.util."));
        }

        private static boolean isOurs(Object object) {
            return object.getClass().getName().startsWith("io.craton.");
        }

        private static Class<?> publicClass(Class<?> type) {
            return Modifier.isPublic(type.getModifiers())
                    ? type
                    : publicClass(type.getSuperclass());
        }

        private static boolean isDoor(Class<?> face) {
            String name = face.getName();
            return name.matches("io\\.craton\\.hsm\\.[A-Z].*") || name.matches("javax?\\..*");
        }

        private static List<Class<?>> interfaces(Class<?> type) {
            List<Class<?>> all = new ArrayList<>();
            for (Class<?> at = type; at != null; at = at.getSuperclass()) {
                for (Class<?> face : at.getInterfaces()) {
                    if (isDoor(face)) {
                        all.add(face);
                    }
                    all.addAll(interfaces(face));
                }
            }
            return all;
        }

        private void call(String name, Object object, Method method) {
            calling = name;
            Object[] arguments = arguments(method.getParameterTypes());
            try {
                method.invoke(object, arguments);
                silent.add(name);
            } catch (InvocationTargetException e) {
                failed(name, object, method, e.getCause());
            } catch (IllegalAccessException | IllegalArgumentException e) {
                wrong.add(name + ":" + e.getClass().getSimpleName());
            }
        }

        private static Object[] arguments(Class<?>[] types) {
            Object[] arguments = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                arguments[i] = argument(types[i], i);
            }
            return arguments;
        }

        private static Object argument(Class<?> type, int number) {
            if (type == ByteBuffer.class) {
                // What goes in is smaller than the place for what comes out.
                return ByteBuffer.allocate(16 + 4096 * number);
            }
            return type == InputStream.class ? new ByteArrayInputStream(DATA) : ARGUMENTS.get(type);
        }

        private void failed(String name, Object object, Method method, Throwable failure) {
            boolean jca = !isOurs(object) || object instanceof Key || object instanceof Provider;
            if (method.getName().equals("close")) {
                wrong.add(name + ":" + failure); // a close never fails
            } else if (isRefusal(failure)) {
                refused++;
            } else if (jca) {
                others++; // the arguments made no sense there
            } else {
                wrong.add(name + ":" + failure);
            }
        }

        private static boolean isRefusal(Throwable failure) {
            for (Throwable at = failure; at != null; at = at.getCause()) {
                if (at instanceof HsmException known) {
                    return known.code() == ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return "refused "
                    + refused
                    + " others "
                    + others
                    + " wrong "
                    + String.join(",", wrong)
                    + " silent "
                    + String.join(",", silent);
        }
    }
}
