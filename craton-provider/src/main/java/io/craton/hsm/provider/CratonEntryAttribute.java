package io.craton.hsm.provider;

import io.craton.hsm.AttributeType;
import java.security.KeyStore;

/**
 * An attribute of the standard on a key store entry, as text: {@code true}, a number, a name, or
 * bytes in hexadecimal. Key stores of type {@code CratonHSM} give it with {@code getEntry} and take
 * it with {@code setEntry}. Immutable.
 *
 * @param name the name of the attribute, such as {@code CKA_EXTRACTABLE}
 * @param value its value
 */
public record CratonEntryAttribute(String name, String value) implements KeyStore.Entry.Attribute {

    /** An attribute of a type. */
    public static CratonEntryAttribute of(AttributeType<?> type, String value) {
        return new CratonEntryAttribute(type.name(), value);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getValue() {
        return value;
    }
}
