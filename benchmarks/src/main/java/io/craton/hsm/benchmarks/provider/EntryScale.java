package io.craton.hsm.benchmarks.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.provider.CratonHsmProvider;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * What entries of the key store cost beside many others: 500 certificates set, read, looked up by
 * alias and by certificate, and deleted, in a token in memory that has so many entries already.
 *
 * <pre>
 * java -cp benchmarks.jar io.craton.hsm.benchmarks.provider.EntryScale [entries ...]
 * </pre>
 */
public final class EntryScale {
    private static final char[] SO = "12345678".toCharArray();
    private static final char[] USER = "87654321".toCharArray();
    private static final int ROUND = 500;
    private static final int BATCH = 500;
    private static final byte[] AN_ENTRY_OF_ITS_OWN = {2};

    /** {@code openssl req -x509 -subj /CN=scale -set_serial 0x4142434445464748}, with P-256. */
    private static final String BASE64 =
            "MIIBazCCARGgAwIBAgIIQUJDREVGR0gwCgYIKoZIzj0EAwIwEDEOMAwGA1UEAwwFc2NhbGUwIBcN"
                    + "MjYxMTMwMTEwNDQ1WhgPMjEyNjExMDYxMTA0NDVaMBAxDjAMBgNVBAMMBXNjYWxlMFkwEwYHKoZI"
                    + "zj0CAQYIKoZIzj0DAQcDQgAE8eWjvs17hCI7ZRrcJ2h5sF2TXhjawP1WTPJNEr/V8SOOx7dN5XzK"
                    + "JIRF7lqvR4gXul1FC5FISdJ4lEqhJDG9UqNTMFEwHQYDVR0OBBYEFMguzlJ9A8pMvEaEFThdntKO"
                    + "c8HyMB8GA1UdIwQYMBaAFMguzlJ9A8pMvEaEFThdntKOc8HyMA8GA1UdEwEB/wQFMAMBAf8wCgYI"
                    + "KoZIzj0EAwIDSAAwRQIgIL6xU4O9UC1cnBw01xRuCOJOi4MsMzUKhILi253W2fICIQCQafQT2cM2"
                    + "chKLxHNccFHLHiX47m064knYpoW1dBNTMQ==";

    private static final byte[] CERTIFICATE = Base64.getDecoder().decode(BASE64);

    // version 3, then the serial number: 4 bytes of it stay.
    private static final int SERIAL_NUMBER = new String(CERTIFICATE, ISO_8859_1).indexOf("EFGH");

    private final CertificateFactory factory;
    private int serial;

    private EntryScale() throws Exception {
        factory = CertificateFactory.getInstance("X.509", "SUN");
    }

    /** How many entries there are, one run for each number. */
    public static void main(String[] args) throws Exception {
        System.out.println(
                "entries   first look ms   set us   read us   delete us (each, processor time)");
        for (String count :
                args.length == 0 ? new String[] {"0", "5000", "20000", "100000"} : args) {
            new EntryScale().run(Integer.parseInt(count));
        }
    }

    private void run(int count) throws Exception {
        HsmConfig config =
                HsmConfig.builder()
                        .set(ConfigKey.TOKEN_PERSIST_OBJECTS, false)
                        .set(ConfigKey.AUDIT_ENABLED, false)
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                        .build();
        try (Hsm hsm = Hsm.open(config);
                CratonHsmProvider provider = new CratonHsmProvider(hsm, 0, "scale")) {
            fill(hsm, count);
            KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
            keyStore.load(null, USER);
            double first = cpu(keyStore::size);
            measure(keyStore, "warm");
            System.out.printf("%7d %15.0f %s%n", count, first * 1e3, measure(keyStore, "new"));
        }
    }

    private String measure(KeyStore keyStore, String prefix) throws Exception {
        List<Certificate> certificates = new ArrayList<>();
        for (int i = 0; i < ROUND; i++) {
            certificates.add(certificate());
        }
        double set = each(i -> keyStore.setCertificateEntry(prefix + i, certificates.get(i)));
        double read = each(i -> read(keyStore, prefix + i));
        double delete = each(i -> keyStore.deleteEntry(prefix + i));
        return String.format("%8.0f %9.0f %11.0f", set, read, delete);
    }

    private static void read(KeyStore keyStore, String alias) throws Exception {
        Certificate found = keyStore.getCertificate(alias);
        boolean there = keyStore.containsAlias(alias);
        if (!there || !alias.equals(keyStore.getCertificateAlias(found))) {
            throw new IllegalStateException("the entry is not there");
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private interface Step {
        void run(int i) throws Exception;
    }

    /** Microseconds of processor time that a step takes, on the average of a round. */
    private static double each(Step step) throws Exception {
        return cpu(() -> round(step)) * 1e6 / ROUND;
    }

    private static void round(Step step) throws Exception {
        for (int i = 0; i < ROUND; i++) {
            step.run(i);
        }
    }

    /** Seconds of processor time of this thread. */
    private static double cpu(Work work) throws Exception {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        work.run();
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9;
    }

    private void fill(Hsm hsm, int count) throws Exception {
        hsm.slot(0).initToken(SO, "Scale");
        try (Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_SO, SO);
            session.initPin(USER);
            session.logout();
            session.login(UserType.CKU_USER, USER);
            for (int done = 0; done < count; done += BATCH) {
                List<ObjectChange> batch = new ArrayList<>();
                for (int i = 0; i < Math.min(BATCH, count - done); i++) {
                    batch.add(new ObjectChange.Create(template()));
                }
                session.changeObjects(batch, -1);
            }
            session.logout();
        }
    }

    private Template template() {
        byte[] der = encoded();
        return Template.builder()
                .objectClass(ObjectClass.CKO_CERTIFICATE)
                .token(true)
                .label("old-" + serial)
                .set(AttributeType.CKA_CERTIFICATE_TYPE, 0L)
                .set(AttributeType.CKA_SUBJECT, new X500Principal("CN=scale").getEncoded())
                .set(AttributeType.CKA_VALUE, der)
                .set(AttributeType.CKA_CRATON_ENTRY, AN_ENTRY_OF_ITS_OWN)
                .build();
    }

    private Certificate certificate() throws Exception {
        return factory.generateCertificate(new ByteArrayInputStream(encoded()));
    }

    /** A certificate of its own serial number; nobody looks at its signature. */
    private byte[] encoded() {
        byte[] der = CERTIFICATE.clone();
        ByteBuffer.wrap(der).putInt(SERIAL_NUMBER, ++serial);
        return der;
    }
}
