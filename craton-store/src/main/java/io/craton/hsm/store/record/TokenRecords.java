package io.craton.hsm.store.record;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.Closing;
import io.craton.hsm.spi.RandomSource;
import io.craton.hsm.spi.SecretMemory;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.spi.TokenStore.OthersChanges;
import io.craton.hsm.spi.TokenStore.StoreMark;
import io.craton.hsm.spi.TokenStore.StoredObject;
import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.crypto.Hmac;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.spi.CommitOutcome;
import io.craton.hsm.store.spi.ForeignCommit;
import io.craton.hsm.store.spi.RecordStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects of one token: sealed, counted in the manifests, committed in groups. */
public final class TokenRecords implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenRecords.class);
    private static final int RETRIES = 100;

    private final RecordStore records;
    private final Gcm gcm;
    private final RandomSource random;
    private final SecretMemory memory;
    private final GroupCommit<CommitRequest> commits = new GroupCommit<>(this::commitGroup);
    private final Domain publicDomain;
    private volatile @Nullable Domain privateDomain;

    /** The mark of the last commit. */
    private volatile StoreMark mark;

    private final OthersCommits others;
    private volatile RecordStore.Subscription following = () -> {};

    private TokenRecords(
            RecordStore records,
            TokenHeader header,
            Gcm gcm,
            StoreSettings settings,
            Consumer<OthersChanges> others) {
        this.records = records;
        this.gcm = gcm;
        this.random = settings.random();
        this.memory = settings.memory();
        this.publicDomain =
                new Domain(Domain.PUBLIC, header.publicKey().copy(), header, gcm, random, memory);
        this.others = new OthersCommits(records, publicDomain, () -> privateDomain, others);
        this.mark = new StoreMark(0, "");
    }

    /**
     * Opens the objects of a token.
     *
     * @param records closed with what is returned, or if this fails
     * @param others hears of what others do to the objects
     * @throws HsmException {@code CKR_DEVICE_ERROR} if the records are not those of the header
     */
    public static TokenRecords open(
            RecordStore records,
            TokenHeader header,
            Gcm gcm,
            StoreSettings settings,
            Consumer<OthersChanges> others) {
        TokenRecords opened = null;
        try {
            opened = new TokenRecords(records, header, gcm, settings, others);
            opened.begin();
            return opened;
        } catch (RuntimeException e) {
            Closing.after(e, opened == null ? records : opened);
            throw e;
        }
    }

    /** The mark is read when others are followed already: no commit of theirs is between. */
    private void begin() {
        manifest(records.reader(), publicDomain);
        following = records.follow(this::othersCommitted);
        commits.between(this::readMark);
    }

    private void readMark() {
        mark = markNow();
    }

    /** Writes the empty manifests of a new token. */
    public static void format(RecordStore records, List<Domain> domains, TokenHeader header) {
        List<RecordStore.Write> writes = new ArrayList<>();
        for (Domain domain : domains) {
            writes.add(Manifest.empty(header).write(domain, records.sequence() + 1));
        }
        append(records, writes);
    }

    /**
     * Commits to a volume that is being built, and so is nobody else's.
     *
     * @throws HsmException {@code CKR_DEVICE_ERROR} if somebody else writes to it
     */
    public static void append(RecordStore records, List<RecordStore.Write> writes) {
        if (records.commit(records.sequence(), writes) == CommitOutcome.STALE) {
            throw Failures.damaged("the records of the new token were written by somebody else");
        }
    }

    private Manifest manifest(RecordStore.Reader reader, Domain domain) {
        byte[] record = reader.get(Manifest.key(domain.code()));
        if (record == null) {
            throw domain.damaged(Kind.MANIFEST, Manifest.ID, "is missing");
        }
        return Manifest.open(domain, record);
    }

    private StoreMark markNow() {
        try (RecordStore.Snapshot snapshot = records.snapshot()) {
            return mark(snapshot, snapshot.sequence());
        }
    }

    private static StoreMark mark(RecordStore.Reader reader, long sequence) {
        byte[] first = reader.get(Manifest.key(Domain.PUBLIC));
        byte[] second = reader.get(Manifest.key(Domain.PRIVATE));
        byte[] none = new byte[0];
        byte[] digest = Hmac.sha256(first == null ? none : first, second == null ? none : second);
        return new StoreMark(sequence, HexFormat.of().formatHex(digest));
    }

    public StoreMark mark() {
        return mark;
    }

    public RecordStore records() {
        return records;
    }

    /** How many objects, as the manifests say in the clear. */
    public long count() {
        long count = 0;
        for (int domain : new int[] {Domain.PUBLIC, Domain.PRIVATE}) {
            byte[] record = records.reader().get(Manifest.key(domain));
            count += record == null ? 0 : Manifest.objects(record);
        }
        return count;
    }

    /**
     * Gives the private records their key.
     *
     * @param master not kept
     * @param fresh whether the key has no records yet
     * @param suspect whether the header should be looked at: PINs failed or were changed since it
     *     was last sealed
     * @param inForce the header as it is then: logins at the same time write newer ones and seal
     *     them
     * @throws HsmException {@code CKR_DEVICE_ERROR} if records or header are not those that belong
     *     to it
     */
    public void unlock(
            byte[] master,
            TokenHeader header,
            boolean fresh,
            boolean suspect,
            Supplier<TokenHeader> inForce) {
        Domain domain = new Domain(Domain.PRIVATE, master, header, gcm, random, memory);
        try {
            byte[] record = records.reader().get(Manifest.key(Domain.PRIVATE));
            if (fresh && !isOfMaster(record, header)) {
                startOver(domain, header);
            }
            Manifest manifest = manifest(records.reader(), domain);
            // A header is written before it is sealed: one that is read now is not older.
            TokenHeader newest = inForce.get();
            if (manifest.header().isNewerThan(newest)) {
                throw Failures.damaged(
                        "the token's header is older than its records: an old copy was brought back");
            }
            commits.between(() -> replaceDomain(domain));
            if (suspect || !manifest.header().knowsPinsOf(newest)) {
                sealHeader(newest);
            }
        } catch (RuntimeException e) {
            commits.between(() -> replaceDomain(null));
            domain.close();
            throw e;
        }
    }

    /**
     * Makes sure that the records can remember another header, before there is one.
     *
     * @param present the header in force
     * @throws HsmException {@code CKR_DEVICE_MEMORY} if there is no room for that
     */
    public void proveRoom(TokenHeader present) {
        if (unlocked()) {
            commits.run(CommitRequest.sealHeader(present));
        }
    }

    /**
     * Lets the records remember that the header is not older than this, if they are unlocked. The
     * header is in force already: if the disk does not take it now, the next login tries again.
     */
    public void sealHeader(TokenHeader header) {
        if (!unlocked()) {
            return;
        }
        try {
            commits.run(CommitRequest.sealHeader(header));
        } catch (HsmException e) {
            LOG.warn("the records do not know the token's newest header yet", e);
        }
    }

    /** Whether there is a manifest, and it was sealed under the present master key. */
    private static boolean isOfMaster(byte @Nullable [] manifest, TokenHeader header) {
        return manifest != null && Manifest.masterVersion(manifest) >= header.masterVersion();
    }

    /** Removes private records whose key is gone and begins with none. */
    private void startOver(Domain domain, TokenHeader header) {
        BooleanSupplier attempt = () -> tryStartOver(domain, header);
        commits.between(() -> untilCommitted(attempt));
    }

    private boolean tryStartOver(Domain domain, TokenHeader header) {
        long basis = records.sequence();
        List<RecordStore.Write> writes = removals();
        writes.add(Manifest.empty(header).write(domain, basis + 1));
        if (records.commit(basis, writes) == CommitOutcome.STALE) {
            return false;
        }
        readMark();
        return true;
    }

    /** Others may commit between the reading and the writing: then it is done again. */
    private static void untilCommitted(BooleanSupplier attempt) {
        for (int i = 0; i < RETRIES; i++) {
            if (attempt.getAsBoolean()) {
                return;
            }
        }
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_FAILED,
                "the records are changed by others all the time; try again");
    }

    /** The mark is that of the last commit, whoever made it. */
    private void othersCommitted(ForeignCommit commit) {
        others.committed(commit, () -> commits.between(this::readMark));
    }

    private List<RecordStore.Write> removals() {
        List<RecordStore.Write> removals = new ArrayList<>();
        RecordStore.Reader reader = records.reader();
        for (Kind kind : List.of(Kind.ATTRIBUTES, Kind.SECRET, Kind.COUNTER)) {
            reader.forEach(
                    kind.from(Domain.PRIVATE),
                    kind.to(Domain.PRIVATE),
                    (key, value) -> removals.add(new RecordStore.Write(key, null)));
        }
        return removals;
    }

    public void lock() {
        commits.between(() -> replaceDomain(null));
    }

    private void replaceDomain(@Nullable Domain domain) {
        Domain old = privateDomain;
        privateDomain = domain;
        if (old != null) {
            old.close();
        }
    }

    public boolean unlocked() {
        return privateDomain != null;
    }

    /** Visits objects as they are at one commit, then compares them with the manifest. */
    public void forEach(boolean privateObjects, Consumer<StoredObject> visitor) {
        Scan.all(records, publicDomain, privateObjects ? privateDomain : null, visitor);
    }

    /** See {@link io.craton.hsm.spi.TokenStore#readObjects}. */
    public <T> void read(
            boolean privateObjects, Function<StoredObject, T> parse, Consumer<T> visitor) {
        try (RecordStore.Snapshot snapshot = records.snapshot()) {
            Scan.objects(domain(privateObjects), snapshot, parse, visitor);
        }
    }

    /** Checks every record that can be opened. */
    public void verify(
            RecordStore.Snapshot snapshot, byte @Nullable [] master, TokenHeader header) {
        Scan.whole(publicDomain, snapshot, object -> {});
        Domain present = privateDomain;
        if (master != null) {
            try (Domain domain = new Domain(Domain.PRIVATE, master, header, gcm, random, memory)) {
                Scan.whole(domain, snapshot, object -> {});
            }
        } else if (present != null) {
            Scan.whole(present, snapshot, object -> {});
        }
    }

    /** The secret of an object; null if it has none. */
    public byte @Nullable [] secret(UUID id) {
        for (int attempt = 0; attempt < RETRIES; attempt++) {
            Located located = locate(records.reader(), id);
            Domain domain = located.domain();
            AttributeRecord attributes = AttributeRecord.open(domain, id, located.record());
            if (attributes.secretVersion() == 0) {
                return null;
            }
            byte[] record = records.reader().get(Kind.SECRET.key(domain.code(), id));
            // Somebody may have committed between the two reads; then the attributes are others
            // now.
            boolean matches = record != null && attributes.names(record);
            byte[] now = records.reader().get(Kind.ATTRIBUTES.key(domain.code(), id));
            if (matches || Arrays.equals(located.record(), now)) {
                return attributes.openSecret(domain, id, record);
            }
        }
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_FAILED,
                "object " + id + " is changed all the time; try again");
    }

    /** Where an object is. */
    record Located(Domain domain, byte[] record) {}

    Located locate(RecordStore.Reader reader, UUID id) {
        byte[] open = reader.get(Kind.ATTRIBUTES.key(Domain.PUBLIC, id));
        if (open != null) {
            return new Located(publicDomain, open);
        }
        byte[] closed = reader.get(Kind.ATTRIBUTES.key(Domain.PRIVATE, id));
        if (closed == null) {
            throw new HsmException(
                    ReturnCode.CKR_OBJECT_HANDLE_INVALID, "there is no object " + id);
        }
        return new Located(domain(true), closed);
    }

    private Domain domain(boolean isPrivate) {
        Domain domain = isPrivate ? privateDomain : publicDomain;
        if (domain == null) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "the private objects are locked; log in first");
        }
        return domain;
    }

    public void commit(List<Change> changes) {
        commits.run(CommitRequest.changes(changes));
    }

    /** How many numbers were given out for a key before these. */
    public long reserve(UUID id, int count) {
        CommitRequest request = CommitRequest.reserve(id, count);
        commits.run(request);
        return request.first();
    }

    /** Commits a group; runs in turn. */
    private void commitGroup(List<CommitRequest> group) {
        untilCommitted(() -> tryCommit(group));
    }

    private boolean tryCommit(List<CommitRequest> group) {
        long basis = records.sequence();
        CommitBatch batch = new CommitBatch(records, this::domain, this::locate, this::manifest);
        for (CommitRequest request : group) {
            request.again();
            try {
                batch.add(request);
            } catch (RuntimeException e) {
                request.fail(e);
            }
        }
        if (batch.isEmpty()) {
            // What was refused may have been read while somebody else committed.
            return records.sequence() == basis;
        }
        List<RecordStore.Write> writes = batch.writes(basis + 1);
        StoreMark next = mark(batch, basis + 1);
        if (records.commit(basis, writes) == CommitOutcome.STALE) {
            return false;
        }
        mark = next;
        return true;
    }

    @Override
    public void close() {
        following.close();
        lock();
        publicDomain.close();
        records.close();
    }
}
