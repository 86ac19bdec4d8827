package io.craton.hsm.remote;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.provider.CratonHsmProvider;
import java.lang.management.ManagementFactory;
import java.security.KeyStore;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * A program that has the provider and the client on its class path and nothing else. It brings a
 * key into the token and uses it, logs out, and dumps its heap. Its input is the PIN and the key,
 * in complements, and that is what it keeps of them.
 */
final class AloneProgram {
    static final int PIN_LENGTH = 24;
    static final int KEY_LENGTH = 32;

    private AloneProgram() {}

    /** The configuration file, the target in it, and the file for the heap. */
    public static void main(String[] arguments) throws Exception {
        byte[] hiddenPin = System.in.readNBytes(PIN_LENGTH);
        byte[] hiddenKey = System.in.readNBytes(KEY_LENGTH);
        useSession(arguments[1], hiddenPin, hiddenKey);
        useProvider(arguments[0], hiddenPin);
        System.gc();
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpHeap(arguments[2], false);
        System.out.println(
                "still there: " + hiddenPin.length + " and " + Arrays.hashCode(hiddenKey));
    }

    private static void useSession(String target, byte[] hiddenPin, byte[] hiddenKey) {
        HsmConfig config = HsmConfig.builder().set(ConfigKey.CLIENT_TARGET, target).build();
        try (Hsm hsm = Hsm.open(config);
                Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            char[] pin = pin(hiddenPin);
            session.login(UserType.CKU_USER, pin);
            Arrays.fill(pin, '\0');
            ObjectHandle key = create(session, hiddenKey);
            for (int i = 0; i < 50; i++) {
                session.sign(Mechanism.of(MechanismType.CKM_SHA256_HMAC), key, new byte[100]);
            }
            session.logout();
        }
    }

    private static ObjectHandle create(Session session, byte[] hidden) {
        byte[] value = inverted(hidden);
        Template template =
                Template.builder()
                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                        .keyType(KeyType.CKK_GENERIC_SECRET)
                        .label("mac")
                        .token(true)
                        .set(AttributeType.CKA_VALUE, value)
                        .set(AttributeType.CKA_SIGN, true)
                        .build();
        Arrays.fill(value, (byte) 0);
        return session.createObject(template);
    }

    private static void useProvider(String file, byte[] hiddenPin) throws Exception {
        CratonHsmProvider provider = (CratonHsmProvider) new CratonHsmProvider().configure(file);
        char[] pin = pin(hiddenPin);
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
        keyStore.load(null, pin);
        Arrays.fill(pin, '\0');
        Mac mac = Mac.getInstance("HmacSHA256", provider);
        for (int i = 0; i < 50; i++) {
            mac.init(keyStore.getKey("mac", null));
            mac.doFinal(new byte[100]);
        }
        provider.logout();
    }

    private static char[] pin(byte[] hidden) {
        char[] pin = new char[hidden.length];
        for (int i = 0; i < pin.length; i++) {
            pin[i] = (char) (~hidden[i] & 0xff);
        }
        return pin;
    }

    static byte[] inverted(byte[] bytes) {
        byte[] inverted = bytes.clone();
        for (int i = 0; i < inverted.length; i++) {
            inverted[i] = (byte) ~inverted[i];
        }
        return inverted;
    }
}
