package io.craton.hsm.provider.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.craton.hsm.AttributeType;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.provider.CratonHsmProvider;
import io.craton.hsm.provider.memory.HeldKey.Kind;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/**
 * The process that {@link KeysInMemoryTest} looks into: it imports keys and uses them as it is
 * told, line by line on its standard input, and answers each line with one that begins with {@code
 * >}.
 */
final class KeyHolder {
    private static final char[] SO_PIN = "12345678".toCharArray();
    private static final char[] PIN = "87654321".toCharArray();
    private static final byte[] DATA = new byte[128];
    private static final byte[] NONE = {};
    private static final int ROUNDS = 20;

    private final Hsm hsm;
    private final Session session;
    private final CratonHsmProvider provider;
    private final Map<Kind, ObjectHandle> keys = new EnumMap<>(Kind.class);
    // What an application has open when nothing happens.
    private final List<Object> open = new ArrayList<>();

    private KeyHolder(Path directory, String backend) {
        hsm =
                Hsm.open(
                        HsmConfig.builder()
                                .storagePath(directory.resolve("store"))
                                .auditLogPath(directory.resolve("audit.jsonl"))
                                .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                                .set(ConfigKey.ALGORITHMS_CRYPTO_BACKEND, backend)
                                .set(ConfigKey.ALGORITHMS_ALLOW_DES3, true)
                                .build());
        hsm.slot(0).initToken(SO_PIN, "Memory");
        session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_SO, SO_PIN);
        session.initPin(PIN);
        session.logout();
        session.login(UserType.CKU_USER, PIN);
        provider = new CratonHsmProvider(hsm);
    }

    static byte[] pin() {
        return new String(PIN).getBytes(StandardCharsets.US_ASCII);
    }

    public static void main(String[] arguments) throws Exception {
        KeyHolder holder = new KeyHolder(Path.of(arguments[0]), arguments[1]);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        System.out.println("> ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String answer = "done";
            try {
                holder.obey(line);
            } catch (Exception e) {
                e.printStackTrace();
                answer = "failed " + e;
            }
            System.out.println("> " + answer);
        }
    }

    private void obey(String line) throws Exception {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "import" -> create(HeldKey.decoded(line.substring(words[0].length() + 1)));
            case "use" -> useAll();
            case "jca" -> useThroughJca();
            case "begin" -> begin();
            case "logout" -> session.logout();
            case "collect" -> collect();
            case "dump" -> dump(words[1].equals("live"), words[2]);
            default -> throw new IllegalArgumentException(line);
        }
    }

    private static void collect() {
        System.gc();
        System.gc();
    }

    private static void dump(boolean live, String file) throws Exception {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file, live);
    }

    private void create(HeldKey hidden) {
        Kind kind = hidden.kind();
        Template.Builder builder =
                Template.builder()
                        .objectClass(kind.objectClass())
                        .keyType(kind.keyType())
                        .label(kind.name())
                        .token(true);
        hidden.parts().forEach((type, value) -> set(builder, type, value));
        if (kind == Kind.ML_DSA) {
            builder.set(AttributeType.CKA_PARAMETER_SET, 1L);
        }
        switch (kind) {
            case AES_WRAP ->
                    builder.set(AttributeType.CKA_WRAP, true).set(AttributeType.CKA_UNWRAP, true);
            case AES, AES_XTS, DES3, CHACHA20 ->
                    builder.set(AttributeType.CKA_ENCRYPT, true)
                            .set(AttributeType.CKA_DECRYPT, true)
                            .set(AttributeType.CKA_SIGN, true);
            case HMAC ->
                    builder.set(AttributeType.CKA_SIGN, true)
                            .set(AttributeType.CKA_VERIFY, true)
                            .set(AttributeType.CKA_DERIVE, true);
            case RSA ->
                    builder.set(AttributeType.CKA_SIGN, true).set(AttributeType.CKA_DECRYPT, true);
            case EC ->
                    builder.set(AttributeType.CKA_SIGN, true).set(AttributeType.CKA_DERIVE, true);
            case X25519 -> builder.set(AttributeType.CKA_DERIVE, true);
            default -> builder.set(AttributeType.CKA_SIGN, true);
        }
        Template template = builder.build();
        keys.put(kind, session.createObject(template));
        // As whoever imports a key is told to.
        template.wipe();
    }

    private static void set(Template.Builder builder, AttributeType<byte[]> type, byte[] hidden) {
        byte[] value = HeldKey.inverted(hidden);
        builder.set(type, value);
        Arrays.fill(value, (byte) 0);
    }

    private void useAll() {
        for (int round = 0; round < ROUNDS; round++) {
            useAes(keys.get(Kind.AES));
            wrap(keys.get(Kind.AES_WRAP));
            encrypt(iv(MechanismType.CKM_AES_XTS, 16), Kind.AES_XTS);
            encrypt(iv(MechanismType.CKM_DES3_CBC_PAD, 8), Kind.DES3);
            encrypt(Mechanism.of(MechanismType.CKM_DES3_ECB), Kind.DES3);
            sign(Mechanism.of(MechanismType.CKM_DES3_CMAC), Kind.DES3);
            encrypt(
                    Mechanism.of(
                            MechanismType.CKM_CHACHA20_POLY1305,
                            new MechanismParameters.ChaCha20Poly1305(
                                    session.generateRandom(12), NONE)),
                    Kind.CHACHA20);
            useHmac(keys.get(Kind.HMAC));
            useRsa();
            sign(Mechanism.of(MechanismType.CKM_ECDSA_SHA256), Kind.EC);
            agree(Kind.EC, P256_POINT);
            sign(Mechanism.of(MechanismType.CKM_EDDSA), Kind.ED25519);
            agree(Kind.X25519, X25519_POINT);
            sign(Mechanism.of(MechanismType.CKM_ML_DSA), Kind.ML_DSA);
        }
    }

    private void useAes(ObjectHandle key) {
        Mechanism gcm =
                Mechanism.of(
                        MechanismType.CKM_AES_GCM, new MechanismParameters.Gcm(null, NONE, 128));
        session.encrypt(gcm, key, DATA);
        byte[] iv = session.generateRandom(12);
        Mechanism givenGcm =
                Mechanism.of(MechanismType.CKM_AES_GCM, new MechanismParameters.Gcm(iv, DATA, 128));
        session.decrypt(givenGcm, key, session.encrypt(givenGcm, key, DATA));
        Mechanism padded = iv(MechanismType.CKM_AES_CBC_PAD, 16);
        session.decrypt(padded, key, session.encrypt(padded, key, DATA));
        encrypt(iv(MechanismType.CKM_AES_CBC, 16), Kind.AES);
        encrypt(Mechanism.of(MechanismType.CKM_AES_ECB), Kind.AES);
        encrypt(iv(MechanismType.CKM_AES_CTS, 16), Kind.AES);
        encrypt(
                Mechanism.of(
                        MechanismType.CKM_AES_CTR,
                        new MechanismParameters.Ctr(128, session.generateRandom(16))),
                Kind.AES);
        encrypt(
                Mechanism.of(
                        MechanismType.CKM_AES_CCM,
                        new MechanismParameters.Ccm(
                                DATA.length, session.generateRandom(12), NONE, 16)),
                Kind.AES);
        sign(Mechanism.of(MechanismType.CKM_AES_CMAC), Kind.AES);
        sign(
                Mechanism.of(
                        MechanismType.CKM_AES_GMAC,
                        new MechanismParameters.Gcm(session.generateRandom(12), NONE, 128)),
                Kind.AES);
    }

    private void wrap(ObjectHandle key) {
        ObjectHandle session256 =
                session.generateKey(
                        Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                        Template.builder()
                                .objectClass(ObjectClass.CKO_SECRET_KEY)
                                .set(AttributeType.CKA_VALUE_LEN, 32L)
                                .set(AttributeType.CKA_EXTRACTABLE, true)
                                .build());
        session.wrapKey(Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP), key, session256);
        session.wrapKey(Mechanism.of(MechanismType.CKM_AES_KEY_WRAP), key, session256);
        session.destroyObject(session256);
    }

    private void useHmac(ObjectHandle key) {
        sign(Mechanism.of(MechanismType.CKM_SHA256_HMAC), Kind.HMAC);
        sign(Mechanism.of(MechanismType.CKM_SHA512_HMAC), Kind.HMAC);
        sign(Mechanism.of(MechanismType.CKM_SHA3_256_HMAC), Kind.HMAC);
        session.destroyObject(
                session.deriveKey(
                        Mechanism.of(
                                MechanismType.CKM_HKDF_DERIVE,
                                new MechanismParameters.Hkdf(
                                        true,
                                        true,
                                        MechanismType.CKM_SHA256,
                                        MechanismParameters.SaltType.CKF_HKDF_SALT_NULL,
                                        null,
                                        null,
                                        NONE)),
                        key,
                        secret()));
    }

    private void useRsa() {
        sign(Mechanism.of(MechanismType.CKM_SHA256_RSA_PKCS), Kind.RSA);
        sign(
                Mechanism.of(
                        MechanismType.CKM_SHA256_RSA_PKCS_PSS,
                        new MechanismParameters.RsaPss(
                                MechanismType.CKM_SHA256,
                                MechanismParameters.Mgf.CKG_MGF1_SHA256,
                                32)),
                Kind.RSA);
        byte[] zeros = new byte[256];
        zeros[255] = 1;
        session.decrypt(Mechanism.of(MechanismType.CKM_RSA_X_509), keys.get(Kind.RSA), zeros);
    }

    private void agree(Kind kind, String point) {
        session.destroyObject(
                session.deriveKey(
                        Mechanism.of(
                                MechanismType.CKM_ECDH1_DERIVE,
                                new MechanismParameters.Ecdh1Derive(
                                        MechanismParameters.Kdf.CKD_NULL,
                                        NONE,
                                        HexFormat.of().parseHex(point))),
                        keys.get(kind),
                        secret()));
    }

    private static Template secret() {
        return Template.builder()
                .objectClass(ObjectClass.CKO_SECRET_KEY)
                .keyType(KeyType.CKK_GENERIC_SECRET)
                .set(AttributeType.CKA_VALUE_LEN, 32L)
                .build();
    }

    private Mechanism iv(MechanismType type, int length) {
        return Mechanism.of(type, new MechanismParameters.Iv(session.generateRandom(length)));
    }

    private void encrypt(Mechanism mechanism, Kind kind) {
        session.encrypt(mechanism, keys.get(kind), DATA);
    }

    private void sign(Mechanism mechanism, Kind kind) {
        session.sign(mechanism, keys.get(kind), DATA);
    }

    /** The JCA door; what was initialised stays open, once used and once not. */
    private void useThroughJca() throws Exception {
        KeyStore store = KeyStore.getInstance("CratonHSM", provider);
        store.load(null, PIN);
        for (boolean used : new boolean[] {true, false}) {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
            cipher.init(Cipher.ENCRYPT_MODE, store.getKey("AES", null));
            Mac mac = Mac.getInstance("HmacSHA256", provider);
            mac.init(store.getKey("HMAC", null));
            Signature ec = Signature.getInstance("SHA256withECDSA", provider);
            ec.initSign((PrivateKey) store.getKey("EC", null));
            Signature rsa = Signature.getInstance("SHA256withRSA", provider);
            rsa.initSign((PrivateKey) store.getKey("RSA", null));
            if (used) {
                cipher.doFinal(DATA);
                mac.doFinal(DATA);
                ec.update(DATA);
                ec.sign();
                rsa.update(DATA);
                rsa.sign();
            }
            open.addAll(List.of(store, cipher, mac, ec, rsa));
        }
    }

    /** Operations that were begun and left. */
    private void begin() {
        CipherOperation cipher =
                session.encryptor(iv(MechanismType.CKM_AES_CBC_PAD, 16), keys.get(Kind.AES));
        cipher.update(DATA);
        SignOperation mac =
                session.signer(Mechanism.of(MechanismType.CKM_SHA256_HMAC), keys.get(Kind.HMAC));
        mac.update(DATA);
        open.add(cipher);
        open.add(mac);
        session.functions().encryptInit(iv(MechanismType.CKM_AES_CBC_PAD, 16), keys.get(Kind.AES));
        session.functions().encryptUpdate(DATA, java.nio.ByteBuffer.allocate(256));
    }

    // The base points, which are somebody's public keys as good as any other point.
    private static final String P256_POINT =
            "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                    + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
    private static final String X25519_POINT =
            "0900000000000000000000000000000000000000000000000000000000000000";
}
