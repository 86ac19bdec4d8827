package io.craton.hsm.core;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Template;
import io.craton.hsm.core.assurance.IntegrityResult;
import io.craton.hsm.core.fixture.MemoryStores;
import io.craton.hsm.core.fixture.ModulePlace;
import io.craton.hsm.core.fixture.MutableClock;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.core.object.ObjectRecords;
import io.craton.hsm.core.runtime.Parts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** A module in this process: the real engine, a store in memory, a clock that stands still. */
public final class OwnProcess implements ModulePlace {
    private final MemoryStores stores = new MemoryStores();
    private final RecordedAudit audit = new RecordedAudit();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-06-15T12:00:00Z"));
    private final List<Duration> slept = Collections.synchronizedList(new ArrayList<>());

    @Override
    public MemoryStores stores() {
        return stores;
    }

    @Override
    public RecordedAudit audit() {
        return audit;
    }

    @Override
    public MutableClock clock() {
        return clock;
    }

    @Override
    public List<Duration> slept() {
        return slept;
    }

    @Override
    public Hsm open(UnaryOperator<HsmConfig.Builder> settings, Bounds bounds) {
        Parts.Limits limits =
                bounds == null
                        ? Parts.Limits.STANDARD
                        : new Parts.Limits(bounds.objects(), bounds.gcmInvocations());
        return new Assembly(settings.apply(HsmConfig.builder().clock(clock)).build())
                .stores(stores)
                .audits(audit)
                .sleeper(slept::add)
                .integrity(new IntegrityResult(IntegrityResult.Status.OK, "a test"))
                .limits(limits)
                .open();
    }

    @Override
    public byte[] record(Template attributes) {
        return ObjectRecords.attributes(attributes);
    }

    @Override
    public Template attributes(byte[] record) {
        return ObjectRecords.attributes(record);
    }

    @Override
    public void destroyToken(Hsm hsm, String label) {
        hsm.slot(0).destroyToken(label);
    }

    @Override
    public void close() {
        // The module's own close leaves nothing.
    }
}
