package io.craton.hsm.system.walk;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Template;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** What a reader of a finding sees. */
final class Show {
    private Show() {}

    static String template(Template template) {
        return template.types().stream()
                .map(type -> type.name().substring(4) + "=" + value(template.get(type)))
                .collect(Collectors.joining(" ", "[", "]"));
    }

    private static String value(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes.length > 8 ? bytes.length + " bytes" : HexFormat.of().formatHex(bytes);
        }
        return value instanceof Template inner ? template(inner) : String.valueOf(value);
    }

    static String name(AttributeType<?> type) {
        return type.name().substring(4);
    }
}
