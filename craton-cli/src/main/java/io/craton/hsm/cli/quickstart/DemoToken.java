package io.craton.hsm.cli.quickstart;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.cli.key.Export;
import io.craton.hsm.cli.key.KeyKind;
import io.craton.hsm.cli.key.NewKey;
import io.craton.hsm.provider.CratonHsmProvider;
import io.craton.hsm.spi.Bytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import org.jspecify.annotations.Nullable;

/**
 * The token of the tour while it is open: the API for its administration, the JCA provider for its
 * use.
 */
final class DemoToken implements AutoCloseable {
    static final String LABEL = "Quickstart";
    static final String SO_PIN = "quickstart-so-pin";
    static final String USER_PIN = "quickstart-pin";
    private static final int ID_BYTES = 8;

    private final Hsm hsm;
    private final Slot slot;
    private @Nullable Session session;
    private @Nullable Provider provider;
    private @Nullable KeyStore keyStore;
    private int signaturesMade;

    private DemoToken(Hsm hsm) {
        this.hsm = hsm;
        this.slot = hsm.slot(0);
    }

    static DemoToken open(HsmConfig config) {
        return new DemoToken(Hsm.open(config));
    }

    Hsm hsm() {
        return hsm;
    }

    /** Makes the token, or makes it anew if an earlier tour has left one. */
    void initialise() {
        slot.initToken(SO_PIN.toCharArray(), SO_PIN.toCharArray(), LABEL);
    }

    void setUserPin() {
        try (Session so = slot.openSession(SessionMode.READ_WRITE)) {
            so.login(UserType.CKU_SO, SO_PIN.toCharArray());
            so.initPin(USER_PIN.toCharArray());
            so.logout();
        }
    }

    /** Logs the user in, for the API and for the provider. */
    void login() throws GeneralSecurityException, IOException {
        Provider jca = new CratonHsmProvider(hsm);
        KeyStore keys = KeyStore.getInstance("CratonHSM", jca);
        keys.load(null, USER_PIN.toCharArray());
        provider = jca;
        keyStore = keys;
        session = slot.openSession(SessionMode.READ_WRITE);
    }

    Session session() {
        return present(session);
    }

    Provider provider() {
        return present(provider);
    }

    /** Loaded once for each login: it always shows what the token has now. */
    KeyStore keyStore() {
        return present(keyStore);
    }

    private static <T> T present(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the user is not logged in");
        }
        return part;
    }

    void generate(String label, KeyKind kind) {
        byte[] id = session().generateRandom(ID_BYTES);
        new NewKey(label, Bytes.of(id), Export.NEVER, kind.uses(), null, null, null)
                .generate(session(), kind);
    }

    /** The handle of an object. */
    ObjectHandle find(ObjectClass objectClass, String label) {
        return session()
                .findObjects(
                        Template.builder()
                                .objectClass(objectClass)
                                .label(label)
                                .token(true)
                                .build())
                .get(0);
    }

    /** The public key that leaves the token, DER {@code SubjectPublicKeyInfo}. */
    byte[] publicKeyInfo(String label) {
        return session()
                .getAttribute(
                        find(ObjectClass.CKO_PUBLIC_KEY, label), AttributeType.CKA_PUBLIC_KEY_INFO);
    }

    byte[] id(ObjectHandle object) {
        return session().getAttribute(object, AttributeType.CKA_ID);
    }

    /** A key as an application gets it: a reference without key material. */
    Key key(String label) throws GeneralSecurityException {
        return keyStore().getKey(label, null);
    }

    byte[] sign(DemoKey key, byte[] data) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(key.signature(), provider());
        signature.initSign((PrivateKey) key(key.label()));
        signature.update(data);
        signaturesMade++;
        return signature.sign();
    }

    /** How many signatures this opening has made through the provider, TLS apart. */
    int signaturesMade() {
        return signaturesMade;
    }

    /** Closes the module as a step of the tour, which is shown and timed. */
    void release() {
        hsm.close();
    }

    @Override
    public void close() {
        release();
    }
}
