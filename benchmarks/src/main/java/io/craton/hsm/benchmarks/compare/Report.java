package io.craton.hsm.benchmarks.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The figures of a run in words and as data. */
final class Report {
    private final Results results;
    private final Map<String, String> circumstances = new LinkedHashMap<>();

    Report(Results results, int rounds) throws IOException {
        this.results = results;
        circumstances.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        circumstances.put(
                "machine",
                processor() + ", " + Runtime.getRuntime().availableProcessors() + " processors");
        circumstances.put(
                "system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        circumstances.put("java", Runtime.version().toString());
        circumstances.put("Craton HSM", version());
        circumstances.put("rounds", String.valueOf(rounds));
        openssl().ifPresent(version -> circumstances.put("openssl", version));
        softHsm().ifPresent(version -> circumstances.put("softhsm", version));
    }

    private static String version() {
        String version = Report.class.getPackage().getImplementationVersion();
        return version == null ? "unreleased" : version;
    }

    private static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return "unknown processor";
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown processor");
    }

    private static Optional<String> openssl() {
        return answer("openssl", "version");
    }

    private static Optional<String> softHsm() {
        return answer("softhsm2-util", "--version");
    }

    private static Optional<String> answer(String program, String argument) {
        if (!Programs.on(program)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Programs.run(Map.of(), program, argument).trim());
        } catch (IOException | IllegalStateException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Four tables: processor time, wall time, ratios, goals. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        circumstances.forEach(
                (name, value) ->
                        text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append(
                "\nProcessor time of a call in microseconds, of the whole process; median of the rounds, ± half of how far\n");
        text.append("the rounds lie apart, in percent of it:\n\n");
        table(text, this::processor);
        text.append(
                "\nWall time of a call in microseconds, of those whose wall time was measured:\n\n");
        table(text, (figure, ratio) -> figure.wall().map(Report::micros).orElse(""));
        text.append(
                "\nBy processor time, how often while SoftHSM called from C does it once (more is better); handshakes: what\n");
        text.append("one costs beside a key of PKCS #12 (less is better):\n\n");
        table(
                text,
                (figure, ratio) ->
                        ratio.map(value -> String.format(Locale.ROOT, "%.2f", value)).orElse(""));
        goals(text);
        return text.toString();
    }

    private void goals(StringBuilder text) {
        List<String> rows =
                Goal.all().stream().flatMap(goal -> goal.row(results).stream()).toList();
        if (rows.isEmpty()) {
            return;
        }
        text.append("\nWhat is wanted, and what this run measured of it, by processor time:\n\n");
        text.append("| goal | wanted | measured | |\n|---|---|---|---|\n");
        rows.forEach(row -> text.append(row).append('\n'));
    }

    private String processor(Figure figure, Optional<Double> ratio) {
        return micros(figure.processor()) + " ±" + Math.round(50 * figure.spread());
    }

    /** What stands in a cell. */
    @FunctionalInterface
    private interface Cell {
        String of(Figure figure, Optional<Double> ratio);
    }

    private void table(StringBuilder text, Cell cell) {
        text.append("| |");
        results.rivals().forEach(each -> text.append(' ').append(each.label()).append(" |"));
        text.append("\n|---|");
        results.rivals().forEach(each -> text.append("---|"));
        text.append('\n');
        for (Measured operation : results.operations()) {
            text.append("| ").append(operation.label()).append(" |");
            for (Rival rival : results.rivals()) {
                String words =
                        results.find(operation, rival)
                                .map(figure -> cell.of(figure, results.ratio(operation, rival)))
                                .orElse("");
                text.append(' ').append(words).append(" |");
            }
            text.append('\n');
        }
    }

    private static String micros(double nanos) {
        double micros = nanos / 1000;
        return String.format(
                Locale.ROOT, micros < 10 ? "%.2f" : micros < 100 ? "%.1f" : "%.0f", micros);
    }

    /** Each round of each figure, with the circumstances. */
    String json() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        circumstances.forEach(root::put);
        ArrayNode figures = root.putArray("figures");
        for (Measured operation : results.operations()) {
            for (Rival rival : results.rivals()) {
                results.find(operation, rival)
                        .ifPresent(figure -> add(figures.addObject(), operation, rival, figure));
            }
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void add(ObjectNode node, Measured operation, Rival rival, Figure figure) {
        node.put("operation", operation.name());
        node.put("contender", rival.name());
        node.put("processorNanos", figure.processor());
        figure.wall().ifPresent(nanos -> node.put("wallNanos", nanos));
        ArrayNode each = node.putArray("processorNanosOfRounds");
        figure.rounds().forEach(each::add);
    }
}
