package io.craton.hsm.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the product wants to reach, and how a run says whether it does.
 *
 * @param words what it is about
 * @param bound the figure that is wanted
 * @param most whether the figure is the most that may be measured, and not the least
 * @param measure what a run measured of it, if everybody whom it takes was there
 */
record Goal(String words, double bound, boolean most, Function<Results, Optional<Double>> measure) {
    private static final boolean OLD_GCM = Runtime.version().feature() < 25;

    /** How often the product does an operation while SoftHSM called from C does it once. */
    private static Goal times(Measured operation, Rival who, double least) {
        return new Goal(
                operation.label() + ": " + who.label() + ", times SoftHSM (C)",
                least,
                false,
                results -> results.ratio(operation, who));
    }

    /** What an operation costs beside the fastest library that is in the process. */
    private static Goal engine(Measured operation, Rival who, Rival... engines) {
        return new Goal(
                operation.label() + ": " + who.label() + ", of the fastest library there",
                1.10,
                true,
                results ->
                        fastest(results, operation, engines)
                                .flatMap(engine -> share(results, operation, who, engine)));
    }

    /** What a handshake costs with the key in the token. */
    private static Goal handshake(Measured operation) {
        return new Goal(
                operation.label() + ": key in the token, of a PKCS #12 key",
                1.02,
                true,
                results -> results.ratio(operation, Rival.JCA));
    }

    /** What a handshake costs where there is a native library, of what it costs with SunPKCS11. */
    private static Goal nativeHandshake(Measured operation) {
        return new Goal(
                operation.label() + ": with ACCP, of SunPKCS11 + SoftHSM",
                1.00,
                true,
                results ->
                        time(results, operation, Rival.SUN_PKCS11)
                                .flatMap(
                                        other -> share(results, operation, Rival.JCA_ACCP, other)));
    }

    /** What the product adds to the library that computes, in microseconds. */
    private static Goal added(Rival who, double micros) {
        Measured operation = Measured.GCM_64_SESSION_KEY;
        return new Goal(
                operation.label() + ": " + who.label() + ", µs more than the JDK",
                micros,
                true,
                results ->
                        time(results, operation, Rival.JDK)
                                .flatMap(
                                        engine ->
                                                time(results, operation, who)
                                                        .map(own -> (own - engine) / 1000)));
    }

    private static Optional<Double> time(Results results, Measured operation, Rival who) {
        return results.find(operation, who).map(Figure::processor);
    }

    private static Optional<Double> fastest(Results results, Measured operation, Rival... engines) {
        return List.of(engines).stream()
                .flatMap(each -> time(results, operation, each).stream())
                .min(Double::compare);
    }

    private static Optional<Double> share(
            Results results, Measured operation, Rival who, double other) {
        return time(results, operation, who).map(own -> own / other);
    }

    /** All of them, in the order of the tables. */
    static List<Goal> all() {
        List<Goal> goals = new ArrayList<>();
        goals.add(times(Measured.GCM_64_SESSION_KEY, Rival.API, 10));
        goals.add(times(Measured.GCM_64_SESSION_KEY, Rival.API_ACCP, 10));
        goals.add(added(Rival.API_UNLOGGED, 0.2));
        goals.add(added(Rival.API, 0.7));
        goals.add(times(Measured.GCM_64, Rival.API, 38));
        goals.add(times(Measured.GCM_64, Rival.API_ACCP, 38));
        goals.add(times(Measured.GCM_4K, Rival.API, OLD_GCM ? 17 : 24));
        goals.add(times(Measured.GCM_4K, Rival.API_ACCP, 29));
        goals.add(times(Measured.GCM_1M, Rival.API, OLD_GCM ? 14 : 30));
        goals.add(times(Measured.GCM_1M, Rival.API_ACCP, 60));
        goals.add(times(Measured.GCM_1M_DECRYPT, Rival.API, OLD_GCM ? 14 : 30));
        goals.add(times(Measured.HMAC_1K, Rival.API, 6));
        goals.add(times(Measured.SHA256_64, Rival.API, 0.8));
        goals.add(times(Measured.SHA256_64, Rival.API_UNLOGGED, 1.4));
        goals.add(times(Measured.SHA256_4K, Rival.API, 1.2));
        goals.add(times(Measured.SHA256_4K, Rival.API_UNLOGGED, 1.4));
        goals.add(times(Measured.RANDOM_32, Rival.API, 1));
        goals.add(times(Measured.RANDOM_32, Rival.API_UNLOGGED, 2));
        goals.add(times(Measured.SESSION, Rival.API, 0.5));
        goals.add(times(Measured.SESSION, Rival.API_UNLOGGED, 2));
        goals.add(times(Measured.SESSION_KEY, Rival.API, 2));
        goals.add(times(Measured.TOKEN_KEY, Rival.API, 25));
        goals.add(times(Measured.FIND_100, Rival.API, 20));
        goals.add(times(Measured.RSA_2048, Rival.API, 0.65));
        goals.add(times(Measured.RSA_2048, Rival.API_ACCP, 2.2));
        goals.add(times(Measured.P256_SIGN, Rival.API, 0.55));
        goals.add(times(Measured.P256_SIGN, Rival.API_ACCP, 2.5));
        goals.add(times(Measured.P384_SIGN, Rival.API, 2.5));
        goals.add(times(Measured.P384_SIGN, Rival.API_ACCP, 7.5));
        goals.add(times(Measured.ED25519_SIGN, Rival.API, 4));
        goals.add(times(Measured.ED25519_SIGN, Rival.API_ACCP, 15));
        for (Measured operation : Measured.values()) {
            if (operation.asymmetric()) {
                goals.add(engine(operation, Rival.API, Rival.JDK, Rival.BC));
                goals.add(engine(operation, Rival.API_ACCP, Rival.JDK, Rival.BC, Rival.ACCP));
            }
        }
        for (Measured operation : Measured.values()) {
            if (operation.handshake()) {
                goals.add(handshake(operation));
                goals.add(nativeHandshake(operation));
            }
        }
        return goals;
    }

    /** A row of the table of goals, if it was measured. */
    Optional<String> row(Results results) {
        return measure.apply(results)
                .map(
                        measured ->
                                String.format(
                                        Locale.ROOT,
                                        "| %s | %s %s | %.2f | %s |",
                                        words,
                                        most ? "<=" : ">=",
                                        wanted(),
                                        measured,
                                        reached(measured) ? "reached" : "**missed**"));
    }

    private String wanted() {
        return bound == Math.rint(bound)
                ? String.valueOf((long) bound)
                : String.format(Locale.ROOT, "%.2f", bound);
    }

    /** Whether a figure is what is wanted. */
    boolean reached(double measured) {
        return most ? measured <= bound : measured >= bound;
    }
}
