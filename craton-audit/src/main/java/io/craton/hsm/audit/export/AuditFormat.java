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
            int priority = FACILITY * 8 + (succeeded(entry) ? 6 : 4);
            String time = SYSLOG_TIME.format(entry.time().atOffset(ZoneOffset.UTC));
            String process = entry.field("pid").orElse("-");
            String event = ascii(entry.event());
            StringBuilder message = new StringBuilder("<" + priority + ">1 " + time);
            message.append(" craton_hsm craton_hsm " + process + " " + event + " [hsm@0");
            entry.fields().forEach((name, value) -> message.append(syslog(name, value)));
            return message.append("] " + event + " " + ascii(entry.result())).toString();
        }

        private static String syslog(String field, Object value) {
            String name =
                    switch (field) {
                        case "event" -> "op";
                        case "object" -> "key";
                        default -> ascii(field);
                    };
            return " " + name + "=\"" + escape(value.toString(), "\"\\]") + "\"";
        }
    },
    /** ArcSight Common Event Format, version 0. */
    CEF {
        @Override
        public String format(AuditEntry entry) {
            boolean ok = succeeded(entry);
            String version = escape(entry.field("format_version").orElse(""), "\\|");
            String signature = escape(entry.event(), "\\|");
            StringBuilder event = new StringBuilder("CEF:0|Craton|Craton HSM|" + version);
            event.append("|" + signature + "|" + signature + "|" + (ok ? 3 : 6) + "|");
            event.append("rt=" + entry.time().toEpochMilli());
            event.append(" externalId=" + entry.sequence());
            event.append(" act=" + escape(entry.event(), "\\="));
            event.append(" outcome=" + (ok ? "success" : "failure"));
            event.append(" reason=" + escape(entry.result(), "\\="));
            CEF_FIELDS.forEach((name, cef) -> event.append(extension(entry, name, cef)));
            return event.toString();
        }

        /** A field with its label, or nothing if the entry does not have it. */
        private static String extension(AuditEntry entry, String name, String cef) {
            String value = entry.field(name).orElse(null);
            if (value == null) {
                return "";
            }
            boolean custom = cef.startsWith("c") || cef.startsWith("flex");
            String label = custom ? " " + cef + "Label=" + name : "";
            return " " + cef + "=" + escape(value, "\\=") + label;
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
        for (int c : text.codePoints().toArray()) {
            if (special.indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.appendCodePoint(endsALine(c) ? ' ' : c);
        }
        return escaped.toString();
    }

    private static boolean endsALine(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }
}
