package io.craton.hsm.cli.keyfile;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * A private or secret key that was read from a file.
 *
 * @param name what the file calls it, such as an alias; empty if it has no name there
 * @param key class, key type and components; closing wipes them
 * @param chain the certificates that the file has with it; empty if there are none
 */
public record KeyInFile(String name, Template key, List<X509Certificate> chain)
        implements AutoCloseable {
    /** The list is copied. */
    public KeyInFile {
        chain = List.copyOf(chain);
    }

    static KeyInFile of(Template key) {
        return new KeyInFile("", key, List.of());
    }

    /**
     * A secret key.
     *
     * @param value wiped
     */
    static KeyInFile secret(KeyType type, byte[] value) {
        Template key =
                Template.builder()
                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                        .keyType(type)
                        .set(AttributeType.CKA_VALUE, value)
                        .build();
        Arrays.fill(value, (byte) 0);
        return of(key);
    }

    KeyInFile named(String other) {
        return new KeyInFile(other, key, chain);
    }

    KeyInFile with(List<X509Certificate> certificates) {
        return new KeyInFile(name, key, certificates);
    }

    /** Whether it is the private half of a pair. */
    public boolean isPrivate() {
        return key.get(AttributeType.CKA_CLASS) == ObjectClass.CKO_PRIVATE_KEY;
    }

    /** Its type. */
    public KeyType type() {
        return key.get(AttributeType.CKA_KEY_TYPE, KeyType.CKK_GENERIC_SECRET);
    }

    @Override
    public void close() {
        key.wipe();
    }

    @Override
    public String toString() {
        return "KeyInFile[" + type() + "]";
    }
}
