package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.object.KeyUse;
import io.craton.hsm.cli.object.TokenObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The two halves of a pair as objects of a token. */
final class KeyPairs {
    private KeyPairs() {}

    /**
     * The public keys that a private key has beside it, under its label; none if the key is a
     * secret one.
     */
    static List<ObjectHandle> publicHalves(Session session, TokenObject key) {
        if (key.objectClass() != ObjectClass.CKO_PRIVATE_KEY) {
            return List.of();
        }
        byte[] info = session.getAttribute(key.handle(), AttributeType.CKA_PUBLIC_KEY_INFO);
        Template half =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .token(true)
                        .label(key.label())
                        .set(AttributeType.CKA_PUBLIC_KEY_INFO, info)
                        .build();
        return session.findObjects(half);
    }

    /** The certificates under the label of a key. */
    static List<ObjectHandle> certificates(Session session, TokenObject key) {
        Template certificate =
                Template.builder()
                        .objectClass(ObjectClass.CKO_CERTIFICATE)
                        .token(true)
                        .label(key.label())
                        .build();
        return session.findObjects(certificate);
    }

    /** What a key may do, and of a pair what either half may. */
    static Set<KeyUse> uses(Session session, TokenObject key) {
        List<ObjectHandle> halves = new ArrayList<>(publicHalves(session, key));
        halves.add(key.handle());
        Set<KeyUse> uses = EnumSet.noneOf(KeyUse.class);
        for (ObjectHandle half : halves) {
            uses.addAll(KeyUse.of(session.getAttributes(half, KeyUse.attributes())));
        }
        return uses;
    }
}
