package io.craton.hsm.cli.quickstart;

import io.craton.hsm.cli.console.Colour;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.StyledLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of the tour one after the other, tells of each, and stops at the first that fails.
 */
final class Steps {
    private final Output output;
    private final boolean colour;
    private final List<Map<String, @Nullable Object>> done = new ArrayList<>();

    Steps(Output output, boolean colour) {
        this.output = output;
        this.colour = colour;
    }

    /** What a step does; its result in a few words, or nothing. */
    @FunctionalInterface
    interface Step {
        String run() throws Exception;
    }

    /** Prints a heading. */
    void heading(String text) {
        print(new StyledLine(colour).add(Colour.BOLD, text));
    }

    /** Prints a line. */
    void note(String text) {
        print(new StyledLine(colour).add("     " + text));
    }

    /** Runs a step. */
    void step(String title, Step step) throws Exception {
        long start = System.nanoTime();
        try {
            String result = step.run();
            finished(title, result, true, start);
        } catch (Exception e) {
            finished(title, message(e), false, start);
            throw e;
        }
    }

    /** What an exception says; its kind if it says nothing. */
    static String message(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    /** All steps so far, as JSON. */
    List<Map<String, @Nullable Object>> json() {
        return List.copyOf(done);
    }

    private void finished(String title, String result, boolean ok, long start) {
        double millis = (System.nanoTime() - start) / 1_000_000.0;
        done.add(
                Output.object(
                        "step", done.size() + 1,
                        "title", title,
                        "result", result,
                        "ok", ok,
                        "milliseconds", Math.round(millis * 10) / 10.0));
        String time = String.format(java.util.Locale.ROOT, "%8.1f ms", millis);
        print(
                new StyledLine(colour)
                        .add(Colour.DIM, time)
                        .add(" ")
                        .add(ok ? Colour.GREEN : Colour.RED, ok ? " ok  " : "FAIL ")
                        .add(title + (result.isEmpty() ? "" : ": " + result)));
    }

    private void print(StyledLine line) {
        output.progress(line);
    }
}
