package io.craton.hsm.system;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeType;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupReport;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes what a release leaves on disk: a token with every kind of object, its log, a backup, and
 * what its keys did. It is run once with the jar of that release, compiled against it, and its
 * files are kept; see {@code compat/README.md}.
 */
final class ReleaseMaker {
    static final String SO_PIN = "so pin 48151623";
    static final String USER_PIN = "user pin 42108";
    static final String PASSPHRASE = "a passphrase of the backup";

    /** In which the attributes of the objects are kept. */
    static final AttributeCodec CODEC = AttributeCodec.of(ByteOrder.LITTLE_ENDIAN, Long.BYTES);

    private static final Set<ObjectClass> MADE_BY_THE_MODULE =
            Set.of(ObjectClass.CKO_PROFILE, ObjectClass.CKO_VALIDATION);

    private final Path out;
    private final Path module;
    private final List<KeptKey> keys;
    private final byte[] certificate;

    private ReleaseMaker(Path out, List<KeptKey> keys, byte[] certificate) {
        this.out = out;
        this.module = out.resolve("module");
        this.keys = keys;
        this.certificate = certificate;
    }

    /** The directory to write to, that of the published signatures, a certificate in DER. */
    public static void main(String[] args) throws IOException {
        new ReleaseMaker(
                        Path.of(args[0]),
                        KeptKeys.toMake(Path.of(args[1])),
                        Files.readAllBytes(Path.of(args[2])))
                .make();
    }

    /** The module on a directory of such files. */
    static Hsm open(Path directory) {
        return Hsm.open(
                HsmConfig.builder()
                        .storagePath(directory.resolve("store"))
                        .auditLogPath(directory.resolve("audit.jsonl"))
                        .set(ConfigKey.ALGORITHMS_ALLOW_DES3, true)
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                        .build());
    }

    private void make() throws IOException {
        Files.createDirectories(module);
        try (Hsm hsm = open(module)) {
            Slot slot = hsm.slot(0);
            slot.initToken(SO_PIN.toCharArray(), "A token of this release");
            try (Session session = slot.openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_SO, SO_PIN.toCharArray());
                session.initPin(USER_PIN.toCharArray());
                session.logout();
                session.login(UserType.CKU_USER, USER_PIN.toCharArray());
                for (KeptKey key : keys) {
                    key.make(session);
                    keep("uses/" + key.label(), key.use(session));
                }
                others(session);
                session.logout();
                session.login(UserType.CKU_SO, SO_PIN.toCharArray());
                trust(session);
                session.logout();
                session.login(UserType.CKU_USER, USER_PIN.toCharArray());
                for (Map.Entry<String, Template> object : describe(session).entrySet()) {
                    keep("objects/" + object.getKey(), CODEC.encode(object.getValue()));
                }
            }
            backup(slot);
            fail(slot);
            zip("killed.zip", module);
        }
        zip("closed.zip", module);
        zip("uses.zip", out.resolve("uses"));
        zip("objects.zip", out.resolve("objects"));
    }

    private void keep(String name, byte[] bytes) throws IOException {
        Path file = out.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static Template.Builder object(ObjectClass objectClass, String label) {
        return Template.builder().objectClass(objectClass).token(true).label(label);
    }

    private static Template.Builder data(String label, boolean isPrivate) {
        return object(ObjectClass.CKO_DATA, label)
                .set(CKA_PRIVATE, isPrivate)
                .set(CKA_APPLICATION, "an application \u00fc")
                .set(CKA_VALUE, label.getBytes(StandardCharsets.UTF_8));
    }

    private static Template.Builder aes(String label) {
        return Template.builder().token(true).label(label).set(CKA_VALUE_LEN, 32L);
    }

    /** The other classes, and keys with every kind of restriction. */
    private void others(Session session) {
        session.createObject(data("public data", false).build());
        session.createObject(data("private data", true).set(CKA_MODIFIABLE, false).build());
        session.createObject(data("kept data", false).set(CKA_DESTROYABLE, false).build());
        session.createObject(
                object(ObjectClass.CKO_CERTIFICATE, "certificate")
                        .set(CKA_CERTIFICATE_TYPE, 0L)
                        .set(CKA_SUBJECT, new byte[] {0x30, 0})
                        .set(CKA_VALUE, certificate)
                        .build());
        session.createObject(
                object(ObjectClass.CKO_DOMAIN_PARAMETERS, "domain parameters")
                        .keyType(KeyType.CKK_EC)
                        .set(CKA_EC_PARAMS, new byte[] {6, 5, 0x2b, (byte) 0x81, 4, 0, 0x22})
                        .build());
        session.createObject(
                object(ObjectClass.CKO_SECRET_KEY, "public secret")
                        .keyType(KeyType.CKK_GENERIC_SECRET)
                        .set(CKA_PRIVATE, false)
                        .set(CKA_SENSITIVE, false)
                        .set(CKA_EXTRACTABLE, true)
                        .set(CKA_VALUE, "a public secret of 0.10".getBytes(StandardCharsets.UTF_8))
                        .build());
        Mechanism generation = Mechanism.of(MechanismType.CKM_AES_KEY_GEN);
        session.generateKey(
                generation,
                aes("to be trusted").set(CKA_PRIVATE, false).set(CKA_WRAP, true).build());
        session.generateKey(
                generation,
                aes("trusting")
                        .set(CKA_EXTRACTABLE, true)
                        .set(CKA_WRAP_WITH_TRUSTED, true)
                        .build());
        session.generateKey(
                generation,
                aes("limited")
                        .set(CKA_ALLOWED_MECHANISMS, Set.of(MechanismType.CKM_AES_GCM))
                        .set(CKA_COPYABLE, false)
                        .set(CKA_MODIFIABLE, false)
                        .startDate(LocalDate.of(2020, 1, 1))
                        .endDate(LocalDate.of(2199, 12, 31))
                        .build());
        session.generateKey(
                generation,
                aes("with templates")
                        .set(CKA_WRAP, true)
                        .set(CKA_UNWRAP, true)
                        .set(CKA_WRAP_TEMPLATE, Template.builder().label("wrapped").build())
                        .set(CKA_UNWRAP_TEMPLATE, Template.builder().set(CKA_SIGN, false).build())
                        .build());
    }

    private static void trust(Session session) {
        ObjectHandle key =
                session.findObjects(Template.builder().label("to be trusted").build()).get(0);
        session.setAttributes(key, Template.builder().set(CKA_TRUSTED, true).build());
    }

    /** Every attribute that can be read of every object that is kept, by unique id. */
    static Map<String, Template> describe(Session session) {
        AttributeType<?>[] types = AttributeType.all().toArray(AttributeType<?>[]::new);
        Map<String, Template> objects = new TreeMap<>();
        for (ObjectHandle handle : session.findObjects(Template.builder().token(true).build())) {
            Template object = session.getAttributes(handle, types);
            if (!MADE_BY_THE_MODULE.contains(object.get(CKA_CLASS))) {
                objects.put(object.get(CKA_UNIQUE_ID), object);
            }
        }
        return objects;
    }

    private void backup(Slot slot) throws IOException {
        BackupOptions options =
                new BackupOptions(
                        SO_PIN.getBytes(StandardCharsets.UTF_8),
                        PASSPHRASE.getBytes(StandardCharsets.UTF_8),
                        2,
                        3);
        try (OutputStream archive = Files.newOutputStream(out.resolve("backup"))) {
            BackupReport result = slot.backup(options, archive);
            Files.write(out.resolve("shares"), result.shares());
        }
    }

    /** Leaves one failed login of the user. */
    private static void fail(Slot slot) {
        try (Session session = slot.openSession(SessionMode.READ_ONLY)) {
            session.login(UserType.CKU_USER, "not the PIN".toCharArray());
        } catch (HsmException e) {
            System.out.println(e.getMessage());
        }
    }

    private void zip(String name, Path directory) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(out.resolve(name)));
                Stream<Path> files = Files.walk(directory)) {
            zip.setLevel(9);
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(directory.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
    }
}
