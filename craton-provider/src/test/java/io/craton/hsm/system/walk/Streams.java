package io.craton.hsm.system.walk;

import io.craton.hsm.system.walk.Finding.Rule;
import io.craton.hsm.system.walk.Step.Product;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All bytes that left the token, searched for runs of the victims' bytes: in themselves, and in the
 * difference of two things that one key made.
 */
final class Streams {
    /** Shorter ones are no key stream for anything. */
    private static final int LEAST = 8;

    private final Report report;
    private final Traces traces = new Traces();
    private final Map<Bits, List<Item.Blob>> blobs = new HashMap<>();
    private final Map<Bits, List<Product.Output>> outputs = new HashMap<>();

    Streams(Report report) {
        this.report = report;
    }

    Traces traces() {
        return traces;
    }

    /** Looks at what a key gave; null if it was no key, or nothing that one could set off. */
    void output(Step step, @Nullable Bits under, Product.Output output) {
        String found = traces.in(output.bytes());
        if (found != null) {
            report.add(Rule.LEAK, "its bytes are in what was given", found, step);
        } else if (under != null && under.length() > 0 && output.bytes().length >= LEAST) {
            blobs(under).forEach(blob -> difference(step, blob.bytes(), output));
            outputs(under).add(output);
        }
    }

    /**
     * Looks at a wrapped key.
     *
     * @param victim whether a victim is in it
     * @param known what is in it, if the attacker knows that
     */
    void blob(Step step, Item.Blob blob, boolean victim, byte @Nullable [] known) {
        String found = traces.in(blob.bytes());
        if (found != null) {
            report.add(Rule.LEAK, "its bytes stand in what was wrapped", found, step);
            return;
        }
        Bits under = blob.by().opener();
        if (victim) {
            outputs(under).forEach(each -> difference(step, blob.bytes(), each));
            blobs(under).add(blob);
        }
        if (known != null) {
            output(step, under, new Product.Output(blob.bytes(), known));
        }
    }

    private List<Item.Blob> blobs(Bits under) {
        return blobs.computeIfAbsent(under, k -> new ArrayList<>());
    }

    private List<Product.Output> outputs(Bits under) {
        return outputs.computeIfAbsent(under, k -> new ArrayList<>());
    }

    private void difference(Step step, byte[] wrapped, Product.Output other) {
        String found = traces.inDifference(wrapped, other.bytes(), other.known());
        if (found == null) {
            found = traces.inDifference(wrapped, other.bytes(), new byte[0]);
        }
        if (found != null) {
            report.add(
                    Rule.LEAK,
                    "its bytes are the difference of two things that one key made",
                    found,
                    step);
        }
    }
}
