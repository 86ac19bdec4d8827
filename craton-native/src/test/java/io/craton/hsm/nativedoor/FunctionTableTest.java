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
import org.junit.jupiter.api.Test;

/** The library's table of functions says of each what the table of the wire does. */
class FunctionTableTest {
    private static final Pattern ROW = Pattern.compile("row (\\w+) (\\d+) \"([^\"]*)\"");

    /** What an argument is on the wire, by its letter in the form. */
    private static final Map<Character, String> ARGUMENTS =
            Map.ofEntries(
                    Map.entry('b', "bytes"),
                    Map.entry('n', "bytes"),
                    Map.entry('l', "text"),
                    Map.entry('t', "template"),
                    Map.entry('m', "mechanism?"),
                    Map.entry('h', "object?"),
                    Map.entry('k', "object?"),
                    Map.entry('u', "ulong"),
                    Map.entry('e', "bool"),
                    Map.entry('p', "message parameters"),
                    Map.entry('F', "form?"),
                    Map.entry('o', "room?"));

    /** What a result is on the wire, by what stands behind the arrow. */
    private static final Map<String, String> RESULTS =
            Map.of(
                    "", "nothing",
                    "o", "ulong",
                    "h", "object?",
                    "2", "KeyPairHandles (object?, object?)?",
                    "oc", "EncapsulatedKey (ulong, object?)?",
                    "u", "ulong",
                    "b", "bytes");

    /** Functions of the standard that the library answers itself, from what it knows. */
    private static final Set<String> OF_THE_LIBRARY =
            Set.of("C_GetInfo", "C_GetFunctionList", "C_GetInterfaceList", "C_GetInterface");

    private record Row(String name, int number, String form) {
        boolean isOwn() {
            return form.equals("own");
        }

        /** The name of the function in the table of the wire. */
        String onTheWire() {
            return name.startsWith("C_")
                    ? name.replaceFirst("_(end|message)$", "")
                    : name.replaceFirst("_", ".");
        }

        List<String> arguments() {
            List<String> words = new ArrayList<>();
            for (char letter : form.replaceFirst(">.*", "").replace("-", "").toCharArray()) {
                words.add(letter == 'v' ? "v" : String.valueOf(ARGUMENTS.get(letter)));
            }
            return words;
        }

        String result() {
            String room = form.contains("o") ? "o" : "";
            return String.valueOf(RESULTS.get(room + form.replaceFirst("^[^>]*>?", "")));
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
            boolean isNumber = words.get(i).matches("UserType\\?|flags of OperationKind\\?");
            if (ours.get(i).equals("v") && isNumber) {
                ours.set(i, words.get(i));
            }
        }
        // A template in bytes is bytes.
        words = words.equals(List.of("bytes", "form?")) ? List.of("template", "form?") : words;
        assertThat(ours).as(row.name()).isEqualTo(words);
        assertThat(row.result()).as(row.name()).isEqualTo(function.result().words());
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
