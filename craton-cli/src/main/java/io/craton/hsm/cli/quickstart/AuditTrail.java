package io.craton.hsm.cli.quickstart;

import io.craton.hsm.audit.export.AuditExport;
import io.craton.hsm.audit.export.AuditFilter;
import io.craton.hsm.audit.export.AuditFormat;
import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The audit log of the tour: that nobody changed it, and that it tells of the tour. */
final class AuditTrail {
    private final Path log;

    AuditTrail(Path log) {
        this.log = log;
    }

    /** Verifies the chain. */
    String verify() throws GeneralSecurityException, IOException {
        ChainVerification found = ChainVerifier.create().verify(log);
        if (!found.valid()) {
            throw new GeneralSecurityException(found.summary());
        }
        return found.lines() + " entries, the last with hash " + found.headHash();
    }

    /**
     * Looks for the entries of a tour.
     *
     * @param start when the tour began: the log may have earlier ones
     * @param keyPairs how many key pairs it has generated
     * @param signatures how many signatures it has made, those of TLS and of the certificate apart
     */
    String contains(Instant start, int keyPairs, int signatures)
            throws GeneralSecurityException, IOException {
        Map<String, Integer> expected = new LinkedHashMap<>();
        expected.put("Initialize", 2);
        expected.put("InitToken", 1);
        expected.put("InitPIN", 1);
        expected.put("Login", 2);
        expected.put("GenerateKeyPair", keyPairs);
        expected.put("GenerateKey", 1);
        expected.put("Sign", signatures);
        expected.put("Encrypt", 1);
        expected.put("Decrypt", 2);
        expected.put("Finalize", 2);
        Map<String, Long> found = count(start, expected.keySet());
        StringJoiner counts = new StringJoiner(", ");
        for (Map.Entry<String, Integer> event : expected.entrySet()) {
            long times = found.getOrDefault(event.getKey(), 0L);
            if (times < event.getValue()) {
                String entries = times + " successful " + event.getKey() + " entries of this run";
                String expect = event.getValue() + " were to be expected";
                throw new GeneralSecurityException("the audit log has " + entries + "; " + expect);
            }
            counts.add(times + " " + event.getKey());
        }
        return counts.toString();
    }

    private Map<String, Long> count(Instant start, Set<String> events) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        AuditExport.write(
                AuditSource.of(log),
                AuditFilter.ALL.from(start).events(events).results(Set.of("CKR_OK")),
                AuditFormat.NDJSON,
                lines);
        return lines.toString(StandardCharsets.UTF_8)
                .lines()
                .flatMap(line -> AuditEntry.parse(line.getBytes(StandardCharsets.UTF_8)).stream())
                .collect(Collectors.groupingBy(AuditEntry::event, Collectors.counting()));
    }
}
