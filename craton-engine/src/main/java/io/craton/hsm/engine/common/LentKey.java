package io.craton.hsm.engine.common;

import io.craton.hsm.spi.SecretAccess;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.SecretKey;

/**
 * A secret key while a library has it: it knows every copy that the library asked for, and wipes
 * them when the use is over. One thread at a time.
 */
final class LentKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final transient LibraryKey key;
    private final transient List<byte[]> copies = new ArrayList<>(2);

    LentKey(LibraryKey key) {
        this.key = key;
    }

    @Override
    public String getAlgorithm() {
        return key.algorithm();
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        byte[] copy = key.copy(SecretAccess.READ);
        copies.add(copy);
        return copy;
    }

    /** Wipes every copy that was given; the library must not need them any more. */
    void takeBack() {
        copies.forEach(ByteArrays::wipe);
        copies.clear();
    }

    /** Says nothing of the value. */
    @Override
    public String toString() {
        return "LentKey[" + key.algorithm() + "]";
    }
}
