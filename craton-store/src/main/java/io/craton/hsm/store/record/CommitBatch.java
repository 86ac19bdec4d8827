package io.craton.hsm.store.record;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.header.HeaderSeal;
import io.craton.hsm.store.spi.RecordStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a group of requests comes to: writes and new manifests. A request that cannot be done leaves
 * nothing here. Used by one thread, once.
 */
final class CommitBatch implements RecordStore.Reader {
    /** SP 800-38D, section 8.3: a key must not be used with more nonces of this kind. */
    static final long MOST_NUMBERS = 1L << 32;

    private final RecordStore records;
    private final Function<Boolean, Domain> domains;
    private final BiFunction<RecordStore.Reader, UUID, TokenRecords.Located> locator;
    private final BiFunction<RecordStore.Reader, Domain, Manifest> manifests;

    /** What the requests so far write; a missing value removes. */
    private Map<ByteBuffer, RecordStore.Write> writes = new LinkedHashMap<>();

    /** The manifests that they change. */
    private Map<Domain, Manifest> changed = new HashMap<>();

    CommitBatch(
            RecordStore records,
            Function<Boolean, Domain> domains,
            BiFunction<RecordStore.Reader, UUID, TokenRecords.Located> locator,
            BiFunction<RecordStore.Reader, Domain, Manifest> manifests) {
        this.records = records;
        this.domains = domains;
        this.locator = locator;
        this.manifests = manifests;
    }

    /** Adds a request, or throws and adds nothing. */
    void add(CommitRequest request) {
        Map<ByteBuffer, RecordStore.Write> writesBefore = new LinkedHashMap<>(writes);
        Map<Domain, Manifest> changedBefore = new HashMap<>(changed);
        boolean added = false;
        try {
            request.changes().forEach(this::change);
            UUID reserveFor = request.reserveFor();
            if (reserveFor != null) {
                request.first(reserve(reserveFor, request.count()));
            }
            HeaderSeal header = request.header();
            if (header != null) {
                Domain domain = domains.apply(true);
                changed.put(domain, manifest(domain).withHeader(header));
            }
            added = true;
        } finally {
            if (!added) {
                writes = writesBefore;
                changed = changedBefore;
            }
        }
    }

    boolean isEmpty() {
        return changed.isEmpty();
    }

    /** All writes, the manifests last, sealed for the commit of this number. */
    List<RecordStore.Write> writes(long sequence) {
        for (Map.Entry<Domain, Manifest> each : changed.entrySet()) {
            RecordStore.Write write = each.getValue().write(each.getKey(), sequence);
            writes.put(ByteBuffer.wrap(write.key()), write);
        }
        return new ArrayList<>(writes.values());
    }

    private void change(Change change) {
        if (change instanceof Change.Put put) {
            put(put);
        } else if (change instanceof Change.Delete delete) {
            TokenRecords.Located located = locator.apply(this, delete.id());
            remove(located.domain(), delete.id(), Kind.ATTRIBUTES);
            remove(located.domain(), delete.id(), Kind.COUNTER);
            remove(located.domain(), delete.id(), Kind.SECRET);
        }
    }

    private void put(Change.Put put) {
        UUID id = put.id();
        Domain domain = domains.apply(put.isPrivate());
        byte[] old = get(Kind.ATTRIBUTES.key(domain.code(), id));
        if (old == null) {
            old = fromOtherDomain(id, domain);
        }
        AttributeRecord present =
                old == null
                        ? new AttributeRecord(0, 0, new byte[Gcm.TAG], new byte[0])
                        : AttributeRecord.open(domain, id, old);
        long secretVersion = present.secretVersion();
        byte[] secretTag = present.secretTag();
        byte[] secret = put.secret();
        if (secret != null) {
            secretVersion++;
            byte[] sealed = domain.seal(Kind.SECRET, id, secretVersion, new byte[0], secret);
            secretTag = Domain.tag(sealed);
            write(Kind.SECRET.key(domain.code(), id), sealed);
        }
        AttributeRecord next =
                new AttributeRecord(
                        present.version() + 1, secretVersion, secretTag, put.attributes());
        replace(domain, id, Kind.ATTRIBUTES, next.seal(domain, id));
    }

    /**
     * Brings an object over that has been in the other domain; the record that it has here then, or
     * null.
     */
    private byte @Nullable [] fromOtherDomain(UUID id, Domain domain) {
        int other = domain.code() == Domain.PUBLIC ? Domain.PRIVATE : Domain.PUBLIC;
        if (get(Kind.ATTRIBUTES.key(other, id)) == null) {
            return null;
        }
        move(id, domains.apply(other == Domain.PRIVATE), domain);
        return get(Kind.ATTRIBUTES.key(domain.code(), id));
    }

    /** An object that becomes private, or public, is sealed again under the other key. */
    private void move(UUID id, Domain from, Domain to) {
        byte[] old = get(Kind.ATTRIBUTES.key(from.code(), id));
        if (old == null) {
            throw from.damaged(Kind.ATTRIBUTES, id, "is missing");
        }
        AttributeRecord attributes = AttributeRecord.open(from, id, old);
        byte[] secretTag = attributes.secretTag();
        if (attributes.secretVersion() > 0) {
            byte[] secretRecord = get(Kind.SECRET.key(from.code(), id));
            byte[] secret = attributes.openSecret(from, id, secretRecord);
            try {
                byte[] sealed =
                        to.seal(Kind.SECRET, id, attributes.secretVersion(), new byte[0], secret);
                secretTag = Domain.tag(sealed);
                write(Kind.SECRET.key(to.code(), id), sealed);
            } finally {
                Arrays.fill(secret, (byte) 0);
            }
            remove(from, id, Kind.SECRET);
        }
        byte[] counter = get(Kind.COUNTER.key(from.code(), id));
        if (counter != null) {
            Domain.Opened opened = from.open(Kind.COUNTER, id, counter, 0);
            replace(
                    to,
                    id,
                    Kind.COUNTER,
                    to.seal(Kind.COUNTER, id, opened.version(), new byte[0], opened.plaintext()));
            remove(from, id, Kind.COUNTER);
        }
        remove(from, id, Kind.ATTRIBUTES);
        AttributeRecord moved =
                new AttributeRecord(
                        attributes.version(),
                        attributes.secretVersion(),
                        secretTag,
                        attributes.attributes());
        replace(to, id, Kind.ATTRIBUTES, moved.seal(to, id));
    }

    private long reserve(UUID id, int count) {
        Domain domain = locator.apply(this, id).domain();
        byte[] record = get(Kind.COUNTER.key(domain.code(), id));
        long version = 0;
        long first = 0;
        if (record != null) {
            Domain.Opened opened = domain.open(Kind.COUNTER, id, record, 0);
            version = opened.version();
            first = ByteBuffer.wrap(opened.plaintext()).getLong();
        }
        if (first + count > MOST_NUMBERS) {
            String used = "key " + id + " has been used with " + first + " nonces, ";
            throw new HsmException(
                    ReturnCode.CKR_KEY_EXHAUSTED,
                    used + MOST_NUMBERS + " are the limit; make a new key");
        }
        byte[] next = ByteBuffer.allocate(8).putLong(first + count).array();
        replace(
                domain,
                id,
                Kind.COUNTER,
                domain.seal(Kind.COUNTER, id, version + 1, new byte[0], next));
        return first;
    }

    /** Writes a record that the manifest counts. */
    private void replace(Domain domain, UUID id, Kind kind, byte[] record) {
        byte[] old = get(kind.key(domain.code(), id));
        Manifest manifest = manifest(domain);
        int object = kind == Kind.ATTRIBUTES ? 1 : 0;
        if (old != null) {
            manifest = manifest.minus(domain.element(kind, id, old), object);
        }
        changed.put(domain, manifest.plus(domain.element(kind, id, record), object));
        write(kind.key(domain.code(), id), record);
    }

    private void remove(Domain domain, UUID id, Kind kind) {
        byte[] key = kind.key(domain.code(), id);
        byte[] old = get(key);
        if (old == null) {
            return;
        }
        if (kind != Kind.SECRET) {
            byte[] element = domain.element(kind, id, old);
            int objects = kind == Kind.ATTRIBUTES ? 1 : 0;
            changed.put(domain, manifest(domain).minus(element, objects));
        }
        write(key, null);
    }

    private Manifest manifest(Domain domain) {
        Manifest present = changed.get(domain);
        return present == null ? manifests.apply(records.reader(), domain) : present;
    }

    private void write(byte[] key, byte @Nullable [] value) {
        writes.put(ByteBuffer.wrap(key), new RecordStore.Write(key, value));
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        RecordStore.Write pending = writes.get(ByteBuffer.wrap(key));
        return pending == null ? records.reader().get(key) : pending.value();
    }

    @Override
    public void forEach(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
        throw new UnsupportedOperationException("a batch is read by key");
    }
}
