package io.craton.hsm.cli.object;

import io.craton.hsm.ObjectClass;
import java.util.Locale;

/** How the classes of objects are called in sentences and lists. */
public final class ObjectClasses {
    private ObjectClasses() {}

    /** The class in words, such as {@code private key}. */
    public static String words(ObjectClass objectClass) {
        String name = objectClass.name().substring("CKO_".length());
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
