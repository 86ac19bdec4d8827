package io.craton.hsm.store;

import io.craton.hsm.spi.TokenStore.StoredObject;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;

/** Reads all objects of a domain and adds them up. Used once. */
final class Scan {
    private final Domain domain;
    private long count;
    private byte[] sum = new byte[Hmac.LENGTH];

    Scan(Domain domain) {
        this.domain = domain;
    }

    /**
     * Reads a domain with its secrets and its manifest, and keeps nothing.
     *
     * @throws io.craton.hsm.HsmException as {@link #run}
     */
    static void whole(Domain domain, RecordStore.Reader reader, Consumer<StoredObject> visitor) {
        byte[] manifest = reader.get(Manifest.key(domain.code()));
        if (manifest == null) {
            throw domain.damaged(Kind.MANIFEST, Manifest.ID, "is missing");
        }
        new Scan(domain).run(reader, Manifest.open(domain, manifest), visitor);
        int code = domain.code();
        reader.forEach(
                Kind.ATTRIBUTES.from(code),
                Kind.ATTRIBUTES.to(code),
                (key, record) -> {
                    UUID id = Kind.id(key);
                    AttributeRecord attributes = AttributeRecord.open(domain, id, record);
                    if (attributes.secretVersion() > 0) {
                        byte[] secret = reader.get(Kind.SECRET.key(code, id));
                        Arrays.fill(attributes.openSecret(domain, id, secret), (byte) 0);
                    }
                });
    }

    /**
     * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_ERROR} naming the record that does not
     *     open, or saying that the records are not those of the manifest
     */
    void run(RecordStore.Reader reader, Manifest manifest, Consumer<StoredObject> visitor) {
        int code = domain.code();
        boolean isPrivate = code == Domain.PRIVATE;
        reader.forEach(
                Kind.ATTRIBUTES.from(code),
                Kind.ATTRIBUTES.to(code),
                (key, record) -> {
                    UUID id = Kind.id(key);
                    AttributeRecord attributes = AttributeRecord.open(domain, id, record);
                    add(Kind.ATTRIBUTES, id, record);
                    count++;
                    visitor.accept(new StoredObject(id, isPrivate, attributes.attributes()));
                });
        reader.forEach(
                Kind.COUNTER.from(code),
                Kind.COUNTER.to(code),
                (key, record) -> add(Kind.COUNTER, Kind.id(key), record));
        if (!manifest.matches(count, sum)) {
            throw Failures.damaged(
                    "the "
                            + (isPrivate ? "private" : "public")
                            + " records of the token are not those"
                            + " of its manifest ("
                            + count
                            + " found, "
                            + manifest.objects()
                            + " expected): records are missing, came back or were replaced by older ones");
        }
    }

    private void add(Kind kind, UUID id, byte[] record) {
        sum = Manifest.add(sum, domain.element(kind, id, record), 1);
    }
}
