package io.craton.hsm.cli.console;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints results, as text or as one JSON value on standard output, and messages on standard error.
 */
public final class Output {
    private static final int FITS_EVERY_TERMINAL = 80;

    private final Io io;
    private final boolean json;
    private final boolean quiet;

    /**
     * @param json whether results are JSON
     * @param quiet whether messages other than errors are left out
     */
    public Output(Io io, boolean json, boolean quiet) {
        this.io = io;
        this.json = json;
        this.quiet = quiet;
    }

    /** Whether results are JSON. */
    public boolean json() {
        return json;
    }

    /** Prints what was asked for: the value as JSON, or the lines. */
    public void result(Object value, List<String> lines) {
        if (json) {
            io.out().json(toJson(value));
        } else {
            lines.forEach(io.out()::line);
        }
    }

    /** Prints what was asked for: the value as JSON, or the table and the lines behind it. */
    public void table(Object value, Table table, String... behind) {
        if (json) {
            io.out().json(toJson(value));
            return;
        }
        tableLines(table).forEach(io.out()::line);
        List.of(behind).forEach(io.out()::line);
    }

    /** A table as it fits the terminal, if standard output is one. */
    public List<String> tableLines(Table table) {
        List<String> whole = table.lines();
        boolean fits = whole.stream().allMatch(line -> line.length() <= FITS_EVERY_TERMINAL);
        return fits ? whole : table.lines(io.terminal().columns());
    }

    /** Prints what was asked for: the value as JSON, or the lines with their colours. */
    public void styled(Object value, List<StyledLine> lines) {
        if (json) {
            io.out().json(toJson(value));
        } else {
            lines.forEach(io.out()::line);
        }
    }

    /** Prints that something was done: the value as JSON, or the lines unless quiet. */
    public void done(Object value, String... lines) {
        if (json) {
            io.out().json(toJson(value));
        } else if (!quiet) {
            List.of(lines).forEach(io.out()::line);
        }
    }

    /** Prints a line of a command that goes on, and shows it at once; there is none in JSON. */
    public void progress(StyledLine line) {
        if (!json) {
            io.out().line(line);
            io.out().flush();
        }
    }

    /** Prints a message on standard error unless quiet. */
    public void warn(String message) {
        if (!quiet) {
            io.err().line("Warning: " + message);
        }
    }

    /** A JSON object from names and values in turn. */
    public static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }

    /** Any value as JSON, names in lower case with underscores. */
    public static String toJson(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result cannot be written as JSON", e);
        }
    }

    /** Loaded only when JSON is wanted: Jackson takes a while to start. */
    private static final class Json {
        static final ObjectMapper MAPPER =
                JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                        .build();
    }
}
