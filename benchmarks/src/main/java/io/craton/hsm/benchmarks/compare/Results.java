package io.craton.hsm.benchmarks.compare;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All figures of a run. */
final class Results {
    private final Map<Operation, Map<Contender, Figure>> figures = new EnumMap<>(Operation.class);

    /** The figure of an operation of a contender, made when it is first asked for. */
    Figure figure(Operation operation, Contender contender) {
        return figures.computeIfAbsent(operation, each -> new EnumMap<>(Contender.class))
                .computeIfAbsent(contender, each -> new Figure());
    }

    /** What was measured. */
    Optional<Figure> find(Operation operation, Contender contender) {
        return Optional.ofNullable(figures.getOrDefault(operation, Map.of()).get(contender));
    }

    /** The operations that somebody did. */
    Set<Operation> operations() {
        return figures.keySet();
    }

    /** Those who took part. */
    Set<Contender> contenders() {
        Set<Contender> all = EnumSet.noneOf(Contender.class);
        figures.values().forEach(each -> all.addAll(each.keySet()));
        return all;
    }

    /** Whom an operation is set beside: a software key for handshakes, else SoftHSM from C. */
    static Contender reference(Operation operation) {
        return operation.handshake() ? Contender.JDK : Contender.SOFTHSM;
    }

    /**
     * How often a contender does it while the reference does it once, by processor time; for
     * handshakes how much it costs beside the reference's.
     */
    Optional<Double> ratio(Operation operation, Contender contender) {
        Optional<Figure> reference = find(operation, reference(operation));
        Optional<Figure> own = find(operation, contender);
        if (reference.isEmpty() || own.isEmpty()) {
            return Optional.empty();
        }
        double times = reference.get().processor() / own.get().processor();
        return Optional.of(operation.handshake() ? 1 / times : times);
    }
}
