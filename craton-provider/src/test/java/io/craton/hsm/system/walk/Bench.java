package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.TestProfile;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.OldCopies;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.provider.CratonHsmProvider;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.spi.SecretAccess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A token in memory on which steps are tried, its provider, and what only a test can do: read the
 * attributes and the secret value of every object. What it reads is for the judge alone; the
 * attacker gets what the calls give.
 */
final class Bench implements AutoCloseable {
    static final char[] SO_PIN = "so-pin-12345".toCharArray();
    static final char[] PIN = "user-pin-12345".toCharArray();

    private final Hsm hsm;
    private final Slot slot;
    private final Session session;
    private final Atoms atoms = new Atoms();
    private final Recorder recorder = new Recorder();
    private final List<java.security.Key> held = new java.util.ArrayList<>();
    private @Nullable CratonHsmProvider provider;
    private @Nullable KeyStore keyStore;

    /** A token in memory. */
    Bench(UnaryOperator<HsmConfig.Builder> settings) {
        this(TestProfile.open(settings.apply(config(false)).build()));
    }

    private Bench(Hsm hsm) {
        this.hsm = hsm;
        slot = hsm.slot(0);
        if (!slot.tokenInfo().initialized()) {
            initialise(slot);
        }
        session = slot.openSession(SessionMode.READ_WRITE);
        // Who puts an old copy of the store back needs the officer to believe him.
        session.login(UserType.CKU_SO, SO_PIN);
        session.logout();
        session.login(UserType.CKU_USER, PIN);
    }

    /** A token in a directory, which is there already or is made. */
    static Bench onDisk(Path directory) {
        return new Bench(open(directory));
    }

    private static Hsm open(Path directory) {
        return Hsm.open(
                config(true)
                        .storagePath(directory.resolve("store"))
                        .auditLogPath(directory.resolve("audit.jsonl"))
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                        .build());
    }

    /** Puts a token from a backup into an empty directory. */
    static void restore(Path directory, BackupSecret secret, byte[] backup) throws IOException {
        try (Hsm hsm = open(directory)) {
            hsm.slot(0).restore(secret, new ByteArrayInputStream(backup), false);
        }
    }

    private static HsmConfig.Builder config(boolean onDisk) {
        return HsmConfig.builder()
                .set(ConfigKey.TOKEN_PERSIST_OBJECTS, onDisk)
                .set(ConfigKey.AUDIT_ENABLED, onDisk)
                .set(ConfigKey.ALGORITHMS_ALLOW_DES3, true)
                .set(ConfigKey.ALGORITHMS_ALLOW_SHA1_SIGNING, true);
    }

    private static void initialise(Slot slot) {
        slot.initToken(SO_PIN, "walk");
        try (Session first = slot.openSession(SessionMode.READ_WRITE)) {
            first.login(UserType.CKU_SO, SO_PIN);
            first.initPin(PIN);
        }
    }

    Slot slot() {
        return slot;
    }

    Session session() {
        return session;
    }

    Atoms atoms() {
        return atoms;
    }

    CratonHsmProvider provider() throws Exception {
        CratonHsmProvider made = provider;
        if (made == null) {
            made = new CratonHsmProvider(recorder.watch(hsm), 0, "walk");
            provider = made;
            keyStore = KeyStore.getInstance("CratonHSM", made);
            keyStore.load(null, PIN);
        }
        return made;
    }

    /** The key of the provider that names an object. */
    java.security.Key jcaKey(Item.Key key) throws Exception {
        provider();
        KeyStore store = java.util.Objects.requireNonNull(keyStore);
        String id = key.attributes().get(CKA_UNIQUE_ID, "");
        for (String alias : java.util.Collections.list(store.aliases())) {
            if (store.getKey(alias, null) instanceof OpaqueKey found
                    && found.ref().uniqueId().equals(id)) {
                return found;
            }
        }
        throw new java.security.KeyStoreException("the provider does not show this key");
    }

    /** Which readable keys the provider has made since this was last asked. */
    List<String> madeReadable() {
        return recorder.readable();
    }

    /** Keeps a Java key, whose object would go with it. */
    void holds(java.security.Key key) {
        held.add(key);
    }

    /** Does something as the SO; session objects of the user are gone afterwards. */
    void asOfficer(Runnable work) {
        session.logout();
        session.login(UserType.CKU_SO, SO_PIN);
        try {
            work.run();
        } finally {
            session.logout();
            session.login(UserType.CKU_USER, PIN);
        }
    }

    /** The object with this unique id. */
    ObjectHandle find(String uniqueId) {
        return session.findObjects(Template.builder().set(CKA_UNIQUE_ID, uniqueId).build()).get(0);
    }

    private HsmObject object(ObjectHandle handle) {
        return ((CoreSession) session).services().reads().lookUp(handle);
    }

    /** What every token object is: its attributes, and its secret value. */
    Map<String, List<Object>> everything() {
        Map<String, List<Object>> all = new TreeMap<>();
        for (ObjectHandle handle : session.findObjects(Template.builder().token(true).build())) {
            Template attributes = attributes(handle);
            all.put(
                    attributes.get(CKA_UNIQUE_ID, ""),
                    List.of(attributes, HexFormat.of().formatHex(secret(handle))));
        }
        return all;
    }

    /** All attributes of an object but secret ones, also those that no caller sees. */
    Template attributes(ObjectHandle handle) {
        return object(handle).attributes();
    }

    /** The secret components of a key, one after the other; of an object without any, nothing. */
    byte[] secret(ObjectHandle handle) {
        HsmObject object = object(handle);
        if (!object.isKey()) {
            byte[] value = object.attributes().get(CKA_VALUE);
            return value == null ? new byte[0] : value;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        components(object.material()).forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** The secret components of a key. */
    List<byte[]> components(ObjectHandle handle) {
        HsmObject object = object(handle);
        return object.isKey() ? components(object.material()).toList() : List.of();
    }

    private static Stream<byte[]> components(KeyMaterial material) {
        return material.secretTypes().stream()
                .sorted(Comparator.comparing(AttributeType::code))
                .map(type -> material.secret(type).copy(SecretAccess.READ));
    }

    /**
     * The object as an old copy of the store would bring it back: another object, with all
     * attributes and the value that this one has now.
     */
    ObjectHandle oldCopy(ObjectHandle handle) {
        return OldCopies.of((CoreSession) session, object(handle));
    }

    void destroy(ObjectHandle handle) {
        OldCopies.remove((CoreSession) session, object(handle));
    }

    @Override
    public void close() {
        if (provider != null) {
            provider.close();
        }
        hsm.close();
    }
}
