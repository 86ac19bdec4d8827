package io.craton.hsm.benchmarks.compare;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All figures of a run. */
final class Results {
    private final Map<Measured, Map<Rival, Figure>> figures = new EnumMap<>(Measured.class);

    /** The figure of an operation of a rival, made when it is first asked for. */
    Figure figure(Measured operation, Rival rival) {
        return figures.computeIfAbsent(operation, each -> new EnumMap<>(Rival.class))
                .computeIfAbsent(rival, each -> new Figure());
    }

    /** Forgets what was measured. */
    void leaveOut(Measured operation, Rival rival) {
        Map<Rival, Figure> all = figures.get(operation);
        if (all != null && all.remove(rival) != null && all.isEmpty()) {
            figures.remove(operation);
        }
    }

    /** What was measured. */
    Optional<Figure> find(Measured operation, Rival rival) {
        return Optional.ofNullable(figures.getOrDefault(operation, Map.of()).get(rival));
    }

    /** The operations that somebody did. */
    Set<Measured> operations() {
        return figures.keySet();
    }

    /** Those who took part. */
    Set<Rival> rivals() {
        Set<Rival> all = EnumSet.noneOf(Rival.class);
        figures.values().forEach(each -> all.addAll(each.keySet()));
        return all;
    }

    /** Whom an operation is set beside: a software key for handshakes, else SoftHSM from C. */
    static Rival reference(Measured operation) {
        return operation.handshake() ? Rival.JDK : Rival.SOFTHSM;
    }

    /**
     * How often a rival does it while the reference does it once, by processor time; for handshakes
     * how much it costs beside the reference's.
     */
    Optional<Double> ratio(Measured operation, Rival rival) {
        Optional<Figure> reference = find(operation, reference(operation));
        Optional<Figure> own = find(operation, rival);
        if (reference.isEmpty() || own.isEmpty()) {
            return Optional.empty();
        }
        double times = reference.get().processor() / own.get().processor();
        return Optional.of(operation.handshake() ? 1 / times : times);
    }
}
