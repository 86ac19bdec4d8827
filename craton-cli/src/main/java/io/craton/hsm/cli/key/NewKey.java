package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.object.KeyUse;
import io.craton.hsm.spi.Bytes;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key that is about to be made in a token: its attributes, apart from those that its kind
 * decides.
 *
 * @param label the label
 * @param id the id that both halves of a pair share
 * @param export whether it can be wrapped for export, and under which keys
 * @param uses what it may do
 * @param wrapping the mechanism that it is bound to, for a key that is made to wrap others; or null
 * @param startDate the first day it may be used, or null
 * @param endDate the last day, or null
 */
public record NewKey(
        String label,
        Bytes id,
        Export export,
        Set<KeyUse> uses,
        @Nullable WrappingMechanism wrapping,
        @Nullable LocalDate startDate,
        @Nullable LocalDate endDate) {

    /**
     * Generates the key, or both halves of the pair.
     *
     * @return the secret or the private key
     */
    public ObjectHandle generate(Session session, KeyKind kind) {
        Mechanism mechanism = Mechanism.of(kind.generator());
        if (kind.pair()) {
            return session.generateKeyPair(
                            mechanism,
                            template(ObjectClass.CKO_PUBLIC_KEY).setAll(kind.parameter()).build(),
                            template(ObjectClass.CKO_PRIVATE_KEY).build())
                    .privateKey();
        }
        return session.generateKey(
                mechanism,
                template(ObjectClass.CKO_SECRET_KEY)
                        .set(AttributeType.CKA_KEY_TYPE, kind.type())
                        .setAll(kind.parameter())
                        .build());
    }

    /** The template of the half, or the key, of this class. */
    Template.Builder template(ObjectClass objectClass) {
        boolean secret = objectClass != ObjectClass.CKO_PUBLIC_KEY;
        Template.Builder template =
                Template.builder()
                        .objectClass(objectClass)
                        .token(true)
                        .label(label)
                        .id(id.copy())
                        .set(AttributeType.CKA_PRIVATE, secret);
        if (secret) {
            template.set(AttributeType.CKA_SENSITIVE, true);
            export.set(template);
        }
        if (wrapping != null) {
            wrapping.bind(template);
        }
        if (startDate != null) {
            template.startDate(startDate);
        }
        if (endDate != null) {
            template.endDate(endDate);
        }
        KeyUse.set(template, objectClass, uses);
        return template;
    }
}
