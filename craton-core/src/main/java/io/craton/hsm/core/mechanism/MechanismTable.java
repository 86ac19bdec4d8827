package io.craton.hsm.core.mechanism;

import io.craton.hsm.MechanismType;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The one table of the mechanisms of this module (PKCS#11 v3.2, chapter 6), in the order of their
 * numbers. Listing calls, checks, the engine, the JCA provider and docs/mechanisms.md read it.
 */
public final class MechanismTable {
    private static final List<Supplier<Stream<Row>>> PARTS =
            List.of(
                    RsaRows::rows,
                    CurveRows::rows,
                    CipherRows::rows,
                    HashRows::rows,
                    DerivationRows::rows,
                    PqcRows::rows);
    private static final Map<MechanismType, MechanismSpec> ROWS = rows();

    private MechanismTable() {}

    private static Map<MechanismType, MechanismSpec> rows() {
        Map<MechanismType, MechanismSpec> rows = new EnumMap<>(MechanismType.class);
        for (Supplier<Stream<Row>> part : PARTS) {
            part.get().map(Row::spec).forEach(spec -> add(spec, rows));
        }
        return Collections.unmodifiableMap(rows);
    }

    private static void add(MechanismSpec spec, Map<MechanismType, MechanismSpec> rows) {
        if (rows.put(spec.type(), spec) != null) {
            throw new IllegalStateException(spec.type() + " is in the table twice");
        }
    }

    /** The row of a mechanism, if this module has it. */
    public static Optional<MechanismSpec> find(MechanismType type) {
        return Optional.ofNullable(ROWS.get(type));
    }

    /** All rows, in the order of their numbers. */
    public static Collection<MechanismSpec> all() {
        return ROWS.values();
    }
}
