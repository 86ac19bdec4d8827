package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Template;
import io.craton.hsm.spi.Bytes;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the objects of an entry are called so that it has a certain alias: the label is the alias,
 * but where several objects have one label the alias of each is made of it and of the {@code
 * CKA_ID}, and then both stay.
 *
 * @param label the label
 * @param id the id; null if any will do
 */
record Place(String label, @Nullable Bytes id) {
    /**
     * Where the entry with an alias is, or a new one is to be.
     *
     * @param same whether the object that is there is the one that will be
     */
    static Place of(String alias, EntryIndex index, Predicate<Named> same) {
        Named there = index.names().get(alias);
        boolean made = there != null && alias.equals(AliasNames.withId(there));
        return there != null && (made || same.test(there))
                ? new Place(there.label(), Bytes.of(there.id()))
                : new Place(alias, null);
    }

    /** The attributes of an object here, of which those that are given come first. */
    Template attributes(Template given) {
        Template.Builder builder = Template.builder().label(label);
        if (id != null && id.length() > 0) {
            builder.set(AttributeType.CKA_ID, id.copy());
        }
        return builder.build().toBuilder().setAll(given).build();
    }
}
