package io.craton.hsm.audit.export;

import io.craton.hsm.audit.line.AuditEntry;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The forms in which entries are given to others. */
public enum AuditFormat {
    /** One JSON array of the entries as they are. */
    JSON {
        @Override
        public String format(AuditEntry entry) {
            return entry.json();
        }
    },
    /** The entries as they are, one a line: byte by byte the lines of the log. */
    NDJSON {
        @Override
        public String format(AuditEntry entry) {
            return entry.json();
        }
    },
    /**
     * RFC 5424 messages, facility 10, severity informational (6) for successes and warning (4) for
     * failures.
     */
    SYSLOG {
        @Override
        public String format(AuditEntry entry) {
            StringBuilder message =
                    new StringBuilder()
                            .append('<')
                            .append(FACILITY * 8 + (succeeded(entry) ? 6 : 4))
                            .append(">1 ")
                            .append(SYSLOG_TIME.format(entry.time().atOffset(ZoneOffset.UTC)))
                            .append(" craton_hsm craton_hsm ")
                            .append(entry.field("pid").orElse("-"))
                            .append(' ')
                            .append(ascii(entry.event()))
                            .append(" [hsm@0");
            for (Map.Entry<String, Object> field : entry.fields().entrySet()) {
                String name =
                        switch (field.getKey()) {
                            case "event" -> "op";
                            case "object" -> "key";
                            default -> ascii(field.getKey());
                        };
                message.append(' ')
                        .append(name)
                        .append("=\"")
                        .append(escape(field.getValue().toString(), "\"\\]"))
                        .append('"');
            }
            return message.append("] ")
                    .append(ascii(entry.event()))
                    .append(' ')
                    .append(ascii(entry.result()))
                    .toString();
        }
    },
    /** ArcSight Common Event Format, version 0. */
    CEF {
        @Override
        public String format(AuditEntry entry) {
            StringBuilder event =
                    new StringBuilder("CEF:0|Craton|Craton HSM|")
                            .append(escape(entry.field("format_version").orElse(""), "\\|"))
                            .append('|')
                            .append(escape(entry.event(), "\\|"))
                            .append('|')
                            .append(escape(entry.event(), "\\|"))
                            .append('|')
                            .append(succeeded(entry) ? 3 : 6)
                            .append('|')
                            .append("rt=")
                            .append(entry.time().toEpochMilli())
                            .append(" externalId=")
                            .append(entry.sequence())
                            .append(" act=")
                            .append(escape(entry.event(), "\\="))
                            .append(" outcome=")
                            .append(succeeded(entry) ? "success" : "failure")
                            .append(" reason=")
                            .append(escape(entry.result(), "\\="));
            CEF_FIELDS.forEach(
                    (name, cef) ->
                            entry.field(name)
                                    .ifPresent(
                                            value -> {
                                                event.append(' ')
                                                        .append(cef)
                                                        .append('=')
                                                        .append(escape(value, "\\="));
                                                if (cef.startsWith("c") || cef.startsWith("flex")) {
                                                    event.append(' ')
                                                            .append(cef)
                                                            .append("Label=")
                                                            .append(name);
                                                }
                                            }));
            return event.toString();
        }
    };

    private static final int FACILITY = 10;

    // RFC 5424 section 6.2.3 allows six digits of a second, not nine
    private static final DateTimeFormatter SYSLOG_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

    private static final Map<String, String> CEF_FIELDS = cefFields();

    private static Map<String, String> cefFields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("pid", "dvcpid");
        fields.put("role", "suser");
        fields.put("detail", "msg");
        fields.put("slot", "cn1");
        fields.put("session", "cn2");
        fields.put("failed_logins", "cn3");
        fields.put("object", "cs1");
        fields.put("mechanism", "cs2");
        fields.put("label_sha256", "cs3");
        fields.put("fips_approved", "cs4");
        fields.put("store_digest", "cs5");
        fields.put("previous_hash", "cs6");
        fields.put("client", "suid");
        fields.put("application", "flexString1");
        fields.put("peer", "flexString2");
        return fields;
    }

    /** One entry, without line feed. */
    public abstract String format(AuditEntry entry);

    static boolean succeeded(AuditEntry entry) {
        return entry.result().equals("CKR_OK");
    }

    /** Only what a name may have: the log is not trusted to keep to its own vocabulary. */
    static String ascii(String name) {
        String clean = name.replaceAll("[^A-Za-z0-9_]", "_");
        return clean.isEmpty() ? "_" : clean.substring(0, Math.min(32, clean.length()));
    }

    /** Puts a backslash before some characters, and takes what would end the line. */
    static String escape(String text, String special) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        text.codePoints()
                .forEach(
                        c -> {
                            if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                                escaped.append(' ');
                            } else {
                                if (special.indexOf(c) >= 0) {
                                    escaped.append('\\');
                                }
                                escaped.appendCodePoint(c);
                            }
                        });
        return escaped.toString();
    }
}
