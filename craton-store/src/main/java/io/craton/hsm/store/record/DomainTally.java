package io.craton.hsm.store.record;

import io.craton.hsm.HsmException;
import io.craton.hsm.spi.TokenStore.StoredObject;
import io.craton.hsm.store.crypto.Hmac;
import io.craton.hsm.store.file.Failures;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks the records of a domain one by one, in any order, in a memory that does not grow with
 * them. Used by one thread.
 */
public final class DomainTally implements AutoCloseable {
    private final Domain domain;
    private final Consumer<StoredObject> objects;
    private @Nullable Manifest manifest;
    private long count;
    private byte[] sum = new byte[Hmac.LENGTH];

    /** What the attributes say of secrets, less what secrets there are: nothing in the end. */
    private byte[] secrets = new byte[Hmac.LENGTH];

    /**
     * @param domain closed with this
     */
    public DomainTally(Domain domain, Consumer<StoredObject> objects) {
        this.domain = domain;
        this.objects = objects;
    }

    /**
     * Opens a record.
     *
     * @throws HsmException {@code CKR_DEVICE_ERROR} naming the record if it does not open
     */
    public void add(Kind kind, UUID id, byte[] record) {
        switch (kind) {
            case ATTRIBUTES -> {
                AttributeRecord attributes = AttributeRecord.open(domain, id, record);
                sum = Manifest.add(sum, domain.element(kind, id, record), 1);
                count++;
                if (attributes.secretVersion() > 0) {
                    long version = attributes.secretVersion();
                    byte[] tag = attributes.secretTag();
                    byte[] element = domain.element(Kind.SECRET, id, version, tag);
                    secrets = Manifest.add(secrets, element, 1);
                }
                boolean isPrivate = domain.code() == Domain.PRIVATE;
                objects.accept(new StoredObject(id, isPrivate, attributes.attributes()));
            }
            case SECRET -> {
                Arrays.fill(domain.open(kind, id, record, 0).plaintext(), (byte) 0);
                secrets = Manifest.add(secrets, domain.element(kind, id, record), -1);
            }
            case COUNTER -> sum = Manifest.add(sum, domain.element(kind, id, record), 1);
            case MANIFEST -> manifest = Manifest.open(domain, record);
        }
    }

    /**
     * Says whether that was all, and nothing else.
     *
     * @throws HsmException {@code CKR_DEVICE_ERROR} if records are missing or too many
     */
    public void finish() {
        Manifest present = manifest;
        if (present == null) {
            throw domain.damaged(Kind.MANIFEST, Manifest.ID, "is missing");
        }
        present.require(domain, count, sum);
        if (!Arrays.equals(secrets, new byte[Hmac.LENGTH])) {
            throw Failures.damaged("the secrets in the backup are not those of its objects");
        }
    }

    @Override
    public void close() {
        domain.close();
    }
}
