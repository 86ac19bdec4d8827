package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The library's header beside those of others: the same program, compiled with each, prints the
 * values of constants and where the fields of structures are.
 */
class StandardHeaderTest {
    private static final Pattern CONSTANT = Pattern.compile("#define (CK[A-Z]?_\\w+) [^\\n]+");
    private static final Pattern STRUCTURE =
            Pattern.compile("typedef struct \\{([^}]*)\\} (\\w+)", Pattern.DOTALL);
    private static final Pattern FIELD =
            Pattern.compile("(?:CK_\\w+ \\*?|, )(\\w+)(?:\\[\\d+])?(?=[,;])|\\(\\*(\\w+)\\)\\(");

    private static final Path OURS = NativeLibrary.SOURCES.resolve("pkcs11.h");

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"/usr/include/p11-kit-1/p11-kit/pkcs11.h", "/usr/include/nss/pkcs11.h"})
    void valuesAndLayouts_areThoseOfOthers(String header) throws Exception {
        boolean there = Files.exists(Path.of(header));
        if (!there) {
            System.out.println("left out: there is no " + header + " here");
        }
        assumeTrue(there, () -> "there is no " + header + " here");
        Map<String, String> theirs = said(Path.of(header));
        Map<String, String> ours = said(OURS);
        if (header.contains("p11-kit")) {
            // 0x1c1 there until 0.25, a number of its own; NSS has that of the standard.
            theirs.remove("CKR_FIPS_SELF_TEST_FAILED");
        }
        if (header.contains("nss")) {
            // NSS has a field of its own in the middle, LibraryParameters.
            theirs.keySet().removeIf(name -> name.startsWith("CK_C_INITIALIZE_ARGS"));
        }
        ours.keySet().retainAll(theirs.keySet());
        theirs.keySet().retainAll(ours.keySet());
        assertThat(ours).hasSizeGreaterThan(150);
        assertThat(new TreeMap<>(ours)).isEqualTo(new TreeMap<>(theirs));
    }

    /** What the test would say of a header with one field too many. */
    @Test
    void anotherLayout_isFound() throws Exception {
        String text = Files.readString(OURS);
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.writeString(
                other.resolve("pkcs11.h"),
                text.replace("CK_ULONG ulMaxRwSessionCount;", "CK_ULONG x, ulMaxRwSessionCount;"));
        Files.copy(NativeLibrary.SOURCES.resolve("functions.h"), other.resolve("functions.h"));
        Map<String, String> ours = said(OURS);
        Map<String, String> theirs = said(other.resolve("pkcs11.h"));
        assertThat(theirs).doesNotContainEntry("CK_TOKEN_INFO", ours.get("CK_TOKEN_INFO"));
    }

    /** What the program says that is made from the names of the library's header. */
    private Map<String, String> said(Path header) throws Exception {
        Programs.require("cc");
        StringBuilder source = new StringBuilder();
        source.append("#include <stddef.h>\n#include <stdio.h>\n#include \"").append(header);
        source.append("\"\nint main(void) {\n");
        String known = everything(header.getParent());
        String text = Files.readString(OURS);
        Matcher constant = CONSTANT.matcher(text);
        while (constant.find()) {
            String name = constant.group(1);
            source.append("#ifdef ").append(name).append('\n');
            line(source, name, "(unsigned long)" + name);
            source.append("#endif\n");
        }
        Matcher structure = STRUCTURE.matcher(text);
        while (structure.find()) {
            String name = structure.group(2);
            if (!known.contains(name)) {
                continue;
            }
            line(source, name, "(unsigned long)sizeof(" + name + ")");
            Matcher field = FIELD.matcher(structure.group(1));
            while (field.find()) {
                offset(source, name, field.group(1) != null ? field.group(1) : field.group(2));
            }
        }
        functions(source, known.contains("CK_FUNCTION_LIST_3_0"));
        source.append("return 0;\n}\n");
        Path file = Files.writeString(directory.resolve("header.c"), source.toString());
        Path program = directory.resolve("header");
        List<String> command = new ArrayList<>(List.of("cc", "-I/usr/include/nspr"));
        command.addAll(List.of("-o", program.toString(), file.toString()));
        Programs.runWell(directory, Map.of(), command);
        Map<String, String> said = new HashMap<>();
        Programs.runWell(directory, Map.of(), List.of(program.toString()))
                .lines()
                .map(line -> line.split(" ", 2))
                .forEach(words -> said.put(words[0], words[1]));
        return said;
    }

    /** The text of a header and of those beside it: older ones lack structures. */
    private static String everything(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("pkcs11.h", "pkcs11t.h", "functions.h")) {
            Path file = directory.resolve(name);
            text.append(Files.exists(file) ? Files.readString(file) : "");
        }
        return text.toString();
    }

    private static void functions(StringBuilder source, boolean has30) throws Exception {
        String table = Files.readString(NativeLibrary.SOURCES.resolve("functions.h"));
        String old = table.substring(table.indexOf("define FUNCTIONS_2_40"));
        Matcher row = Pattern.compile("(?:CALL|OWN)\\((C_\\w+),").matcher(old);
        int end = old.indexOf("define FUNCTIONS_3_0");
        int last = old.indexOf("define FUNCTIONS_3_2");
        while (row.find() && row.start() < last) {
            if (row.start() < end) {
                offset(source, "CK_FUNCTION_LIST", row.group(1));
            }
            if (has30) {
                offset(source, "CK_FUNCTION_LIST_3_0", row.group(1));
            }
        }
    }

    private static void offset(StringBuilder source, String structure, String field) {
        String what = "offsetof(" + structure + ", " + field + ")";
        line(source, structure + "." + field, "(unsigned long)" + what);
    }

    private static void line(StringBuilder source, String name, String value) {
        source.append("printf(\"").append(name).append(" %lx\\n\", ").append(value).append(");\n");
    }
}
