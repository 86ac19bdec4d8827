package io.craton.hsm.core.token;

import static io.craton.hsm.AttributeType.CKA_PRIVATE;
import static io.craton.hsm.AttributeType.CKA_TOKEN;
import static io.craton.hsm.AttributeType.CKA_UNIQUE_ID;

import io.craton.hsm.ApplicationIdentity;
import io.craton.hsm.Hsm;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.util.List;

/** One of several applications on a module, with a read-write session. */
final class Side {
    final Hsm hsm;
    Session session;

    private Side(Hsm hsm) {
        this.hsm = hsm;
        this.session = open();
    }

    /** The application that opened the module. */
    static Side first(TestModule module) {
        return new Side(module.hsm());
    }

    /** Another one. */
    static Side another(TestModule module, String name) {
        return new Side(
                module.hsm().newApplication(new ApplicationIdentity(name, "client " + name, null)));
    }

    Slot slot() {
        return hsm.slot(0);
    }

    Session open() {
        return slot().openSession(SessionMode.READ_WRITE);
    }

    Session openReadOnly() {
        return slot().openSession(SessionMode.READ_ONLY);
    }

    Side user() {
        session.login(UserType.CKU_USER, TestModule.USER_PIN.toCharArray());
        return this;
    }

    Side officer() {
        session.login(UserType.CKU_SO, TestModule.SO_PIN.toCharArray());
        return this;
    }

    ObjectHandle key(boolean onToken, boolean isPrivate) {
        return Keys.aes(session, b -> b.set(CKA_TOKEN, onToken).set(CKA_PRIVATE, isPrivate));
    }

    String id(ObjectHandle object) {
        return session.getAttribute(object, CKA_UNIQUE_ID);
    }

    List<ObjectHandle> find(String id) {
        return session.findObjects(Template.builder().set(CKA_UNIQUE_ID, id).build());
    }

    /** The object with a unique id that this application sees. */
    ObjectHandle one(String id) {
        return find(id).get(0);
    }

    void use(ObjectHandle key) {
        session.encrypt(Keys.cbc(), key, new byte[16]);
    }
}
