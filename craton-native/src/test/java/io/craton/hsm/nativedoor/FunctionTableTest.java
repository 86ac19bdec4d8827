package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.value.ValueCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The library's table of functions says of each what the table of the wire does. */
class FunctionTableTest {
    private static final Pattern ROW = Pattern.compile("row (\\w+) (\\d+) \"([^\"]*)\"");

    /** What an argument is on the wire, by its shape; what is not here does not travel. */
    private static final Map<String, List<String>> ARGUMENTS =
            Map.ofEntries(
                    Map.entry("bytes", List.of("bytes")),
                    Map.entry("pin", List.of("bytes")),
                    Map.entry("label", List.of("text")),
                    Map.entry("template", List.of("template")),
                    Map.entry("search", List.of("template", "form?")),
                    Map.entry("values", List.of("[(ulong, room?)]?", "form?")),
                    Map.entry("mechanism", List.of("mechanism?")),
                    Map.entry("mechanism_or_message", List.of("mechanism?")),
                    Map.entry("message_mechanism", List.of("mechanism?")),
                    Map.entry("message", List.of("message parameters")),
                    Map.entry("object", List.of("object?")),
                    Map.entry("object_or_none", List.of("object?")),
                    Map.entry("number", List.of("ulong")),
                    Map.entry("found", List.of("ulong")),
                    Map.entry("random", List.of("ulong")),
                    Map.entry("type", List.of("a number")),
                    Map.entry("mode", List.of("SessionMode?")),
                    Map.entry("end", List.of("bool")),
                    Map.entry("encapsulated", List.of("room?")),
                    Map.entry("room", List.of("room?")));

    /** What a result is on the wire, by the shape of where it goes. */
    private static final Map<String, String> RESULTS =
            Map.ofEntries(
                    Map.entry("room", "ulong"),
                    Map.entry("encapsulated", "EncapsulatedKey (ulong, object?)?"),
                    Map.entry("new_object", "object?"),
                    Map.entry("new_session", "Session?"),
                    Map.entry("new_pair", "KeyPairHandles (object?, object?)?"),
                    Map.entry("new_number", "ulong"),
                    Map.entry("state", "bytes"),
                    Map.entry("random", "bytes"),
                    Map.entry("list", "[MechanismType?]?"),
                    Map.entry("found", "[object?]?"),
                    Map.entry("values", "ReturnCode?"),
                    Map.entry("token_info", "TokenInfo"),
                    Map.entry("session_info", "SessionInfo"),
                    Map.entry("mechanism_info", "MechanismInfo"));

    /** The shapes of a room that name the operations which an error ends. */
    private static final Pattern ROOM =
            Pattern.compile("(en|de)crypted.*|digested.*|signed.*|(sign|verify)_recovered");

    /** Functions of the standard that the library answers itself, from what it knows. */
    private static final Set<String> OF_THE_LIBRARY =
            Set.of("C_GetInfo", "C_GetFunctionList", "C_GetInterfaceList", "C_GetInterface");

    private record Row(String name, int number, String form) {
        boolean isOwn() {
            return form.equals("own");
        }

        /** The name of the function in the table of the wire. */
        String onTheWire() {
            return name.replaceFirst("_other$", "");
        }

        List<String> shapes() {
            return Stream.of(form.split(", "))
                    .map(shape -> ROOM.matcher(shape).matches() ? "room" : shape)
                    .toList();
        }

        List<String> arguments() {
            return shapes().stream()
                    .skip(1)
                    .flatMap(shape -> ARGUMENTS.getOrDefault(shape, List.of()).stream())
                    .toList();
        }

        String result() {
            return shapes().stream()
                    .filter(RESULTS::containsKey)
                    .map(shape -> String.valueOf(RESULTS.get(shape)))
                    .findFirst()
                    .orElse("nothing");
        }
    }

    private static List<Row> rows() throws IOException, InterruptedException {
        String text =
                NativeLibrary.preprocessed(NativeLibrary.MODULE.resolve("src/test/c/table.c"));
        List<Row> rows = new ArrayList<>();
        Matcher matcher = ROW.matcher(text);
        while (matcher.find()) {
            rows.add(
                    new Row(
                            matcher.group(1),
                            Integer.parseInt(matcher.group(2)),
                            matcher.group(3)));
        }
        assertThat(rows).hasSizeGreaterThan(104);
        return rows;
    }

    @Test
    void numberAndForm_areThoseOfTheWire() throws Exception {
        for (Row row : rows()) {
            if (row.number() == 0) {
                assertThat(OF_THE_LIBRARY).contains(row.name());
                continue;
            }
            WireFunction function = WireFunction.of(row.number()).orElseThrow();
            if (row.number() != WireFunction.ASYNC.number()) {
                assertThat(function.words()).isEqualTo(row.onTheWire());
            }
            if (!row.isOwn()) {
                requireForm(row, function);
            }
        }
    }

    private static void requireForm(Row row, WireFunction function) {
        List<String> words = function.arguments().stream().map(ValueCodec::words).toList();
        List<String> ours = new ArrayList<>(row.arguments());
        for (int i = 0; i < Math.min(words.size(), ours.size()); i++) {
            String word = words.get(i);
            boolean isNumber =
                    word.matches("UserType\\?|MechanismType\\?|flags of OperationKind\\?");
            if (ours.get(i).equals("a number") && isNumber) {
                ours.set(i, word);
            }
        }
        // A template in bytes is bytes.
        words = words.equals(List.of("bytes", "form?")) ? List.of("template", "form?") : words;
        assertThat(ours).as(row.name()).isEqualTo(words);
        String result = function.result().words();
        boolean isInfo = row.result().endsWith("Info");
        assertThat(isInfo ? result.replaceFirst(" .*", "") : result)
                .as(row.name())
                .isEqualTo(row.result());
    }

    /** The names of the standard, all of them, once. */
    @Test
    void everyFunctionOfTheWire_isInTheTable() throws Exception {
        Set<String> names = new HashSet<>();
        for (Row row : rows()) {
            assertThat(names.add(row.name())).as(row.name()).isTrue();
        }
        Set<String> missing = new TreeSet<>();
        for (WireFunction function : WireFunction.values()) {
            if (function.words().startsWith("C_") && !names.contains(function.words())) {
                missing.add(function.words());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(names.stream().filter(name -> name.matches("C_[A-Za-z]+"))).hasSize(104);
    }
}
