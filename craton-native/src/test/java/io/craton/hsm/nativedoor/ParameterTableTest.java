package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.wire.mechanism.ParameterForm;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The library's table of structures has every mechanism, and the fields that travel. */
class ParameterTableTest {
    private static final Pattern ROW =
            Pattern.compile(" \\{\"(\\w+)\", \\{([^}]+)}}, +/\\* (CK_\\w+) \\*/");
    private static final Pattern TYPE = Pattern.compile("== 0x(\\w+)UL;? +/\\* (CKA_\\w+) \\*/");

    private static String source(String name) throws IOException {
        return Files.readString(NativeLibrary.MODULE.resolve("src/main/c").resolve(name));
    }

    @Test
    void everyMechanismWithAParameter_hasItsFields() throws IOException {
        Map<String, String> ours = new TreeMap<>();
        Matcher row = ROW.matcher(source("parameters.c"));
        while (row.find()) {
            for (String number : row.group(2).split(",")) {
                String name = MechanismType.of(Long.decode(number.strip())).orElseThrow().name();
                ours.put(name, onTheWire(row.group(1)));
            }
        }
        Map<String, String> expected = new TreeMap<>();
        for (ParameterForm form : ParameterForm.values()) {
            if (form != ParameterForm.BYTES) {
                form.mechanisms()
                        .forEach(type -> expected.put(type.name(), letters(form.fields())));
            }
        }
        assertThat(ours).isEqualTo(expected);
    }

    /** What of a structure travels: arrays and pointers are bytes. */
    private static String onTheWire(String fields) {
        return fields.replaceAll("[BiPxy]", "b").replace("D", "[ub]").replace("K", "u");
    }

    /** The same of the words in the table of the wire. */
    private static String letters(String words) {
        String list =
                words.replaceAll(
                        "ulong ulNumberOfDataParams, for each: ulong type, bytes pValue[^;]*;",
                        "[ub],");
        return java.util.Arrays.stream(list.replaceAll("\\([^)]*\\)", "").split(","))
                .map(String::strip)
                .map(word -> word.startsWith("[") ? word : letter(word))
                .collect(Collectors.joining());
    }

    private static String letter(String word) {
        return word.startsWith("bool") ? "f" : word.substring(0, 1);
    }

    @Test
    void attributesWithTemplates_areThoseOfTheModule() throws IOException {
        String source = source("message.c");
        TreeSet<String> ours = new TreeSet<>();
        Matcher one = TYPE.matcher(source);
        while (one.find()) {
            ours.add(one.group(2));
            long code = Long.parseLong(one.group(1), 16);
            assertThat(AttributeType.of(code).orElseThrow().name()).isEqualTo(one.group(2));
        }
        TreeSet<String> expected = new TreeSet<>();
        for (AttributeType<?> type : AttributeType.all()) {
            if (type.encoding() == AttributeType.Encoding.TEMPLATE) {
                expected.add(type.name());
            }
        }
        assertThat(ours).isEqualTo(expected);
    }
}
