package io.craton.hsm.provider;

import io.craton.hsm.ConfigKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A token in memory whose audit log can be read while it is in use. */
final class AuditedToken implements AutoCloseable {
    private static final Pattern EVENT =
            Pattern.compile("\"event\":\"(\\w+)\",\"result\":\"(\\w+)\"");

    private final TestToken token;
    private final Path log;
    private int seen;

    AuditedToken(Path directory, String level) throws IOException {
        this.log = directory.resolve("audit.jsonl");
        this.token =
                TestToken.with(
                        TestToken.config()
                                .set(ConfigKey.AUDIT_ENABLED, true)
                                .set(ConfigKey.AUDIT_LOG_LEVEL, level)
                                .auditLogPath(log)
                                .build());
        lines();
    }

    TestToken token() {
        return token;
    }

    /** The lines since the last look. */
    List<String> lines() throws IOException {
        List<String> all = Files.readAllLines(log, StandardCharsets.UTF_8);
        List<String> fresh = List.copyOf(all.subList(seen, all.size()));
        seen = all.size();
        return fresh;
    }

    /** The events since the last look, those that failed with their code. */
    List<String> events() throws IOException {
        return lines().stream().map(AuditedToken::event).toList();
    }

    static String event(String line) {
        Matcher matcher = EVENT.matcher(line);
        if (!matcher.find()) {
            return line;
        }
        return matcher.group(2).equals("CKR_OK")
                ? matcher.group(1)
                : matcher.group(1) + " " + matcher.group(2);
    }

    @Override
    public void close() {
        token.close();
    }
}
