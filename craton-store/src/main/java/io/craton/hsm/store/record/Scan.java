package io.craton.hsm.store.record;

import io.craton.hsm.spi.TokenStore.StoredObject;
import io.craton.hsm.store.crypto.Hmac;
import io.craton.hsm.store.spi.RecordStore;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads all objects of a domain and adds them up. Used once. */
public final class Scan {
    private final Domain domain;
    private final RecordStore.Reader reader;
    private final boolean secrets;
    private long count;
    private byte[] sum = new byte[Hmac.LENGTH];

    /** An object, and what its record adds to the sum. */
    private record Read<T>(byte[] element, T made) {}

    private Scan(Domain domain, RecordStore.Reader reader, boolean secrets) {
        this.domain = domain;
        this.reader = reader;
        this.secrets = secrets;
    }

    /**
     * Visits the objects of both domains as they are at one commit.
     *
     * @param privateDomain null to leave the private ones out
     */
    static void all(
            RecordStore records,
            Domain publicDomain,
            @Nullable Domain privateDomain,
            Consumer<StoredObject> visitor) {
        try (RecordStore.Snapshot snapshot = records.snapshot()) {
            objects(publicDomain, snapshot, object -> object, visitor);
            if (privateDomain != null) {
                objects(privateDomain, snapshot, object -> object, visitor);
            }
        }
    }

    /**
     * Reads the objects of a domain.
     *
     * @param parse what to make of an object; may run on several threads at once
     * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_ERROR} naming the record that does not
     *     open, or saying that the records are not those of the manifest
     */
    static <T> void objects(
            Domain domain,
            RecordStore.Reader reader,
            Function<StoredObject, T> parse,
            Consumer<T> visitor) {
        new Scan(domain, reader, false).run(parse, visitor);
    }

    /**
     * Reads a domain with its secrets, and keeps nothing of those.
     *
     * @throws io.craton.hsm.HsmException as {@link #objects}
     */
    public static void whole(
            Domain domain, RecordStore.Reader reader, Consumer<StoredObject> visitor) {
        new Scan(domain, reader, true).run(object -> object, visitor);
    }

    private <T> void run(Function<StoredObject, T> parse, Consumer<T> visitor) {
        int code = domain.code();
        byte[] record = reader.get(Manifest.key(code));
        if (record == null) {
            throw domain.damaged(Kind.MANIFEST, Manifest.ID, "is missing");
        }
        Manifest manifest = Manifest.open(domain, record);
        reader.map(
                Kind.ATTRIBUTES.from(code),
                Kind.ATTRIBUTES.to(code),
                (key, value) -> read(Kind.id(key), value, parse),
                read -> {
                    sum = Manifest.add(sum, read.element(), 1);
                    count++;
                    visitor.accept(read.made());
                });
        reader.map(
                Kind.COUNTER.from(code),
                Kind.COUNTER.to(code),
                (key, value) -> domain.element(Kind.COUNTER, Kind.id(key), value),
                element -> sum = Manifest.add(sum, element, 1));
        manifest.require(domain, count, sum);
    }

    private <T> Read<T> read(UUID id, byte[] record, Function<StoredObject, T> parse) {
        AttributeRecord attributes = AttributeRecord.open(domain, id, record);
        if (secrets && attributes.secretVersion() > 0) {
            byte[] secret = reader.get(Kind.SECRET.key(domain.code(), id));
            Arrays.fill(attributes.openSecret(domain, id, secret), (byte) 0);
        }
        boolean isPrivate = domain.code() == Domain.PRIVATE;
        return new Read<>(
                domain.element(Kind.ATTRIBUTES, id, record),
                parse.apply(new StoredObject(id, isPrivate, attributes.attributes())));
    }
}
