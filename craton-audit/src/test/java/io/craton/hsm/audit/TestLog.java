package io.craton.hsm.audit;

import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.AuditSettings;
import io.craton.hsm.spi.AuditSettings.Durability;
import io.craton.hsm.spi.AuditSettings.Level;
import io.craton.hsm.spi.TokenStore.StoreMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a test's log is, and records to put into it. */
record TestLog(Path directory, Durability durability, Level level, boolean withState, Clock clock) {
    static final AuditRecord SIGN = crypto(AuditEvent.SIGN, null);
    static final AuditRecord GENERATE = crypto(AuditEvent.GENERATE_KEY, null);

    static TestLog in(Path directory) {
        return new TestLog(directory, Durability.ORDERED, Level.ALL, true, Clock.systemUTC());
    }

    TestLog durability(Durability other) {
        return new TestLog(directory, other, level, withState, clock);
    }

    TestLog level(Level other) {
        return new TestLog(directory, durability, other, withState, clock);
    }

    TestLog clock(Clock other) {
        return new TestLog(directory, durability, level, withState, other);
    }

    TestLog withoutState() {
        return new TestLog(directory, durability, level, false, clock);
    }

    Path file() {
        return directory.resolve("audit.jsonl");
    }

    Path state() {
        return directory.resolve("state");
    }

    AuditSettings settings() {
        return settings("0600");
    }

    AuditSettings settings(String mode) {
        SecureRandom random = new SecureRandom();
        return new AuditSettings(
                file(),
                withState ? state() : null,
                level,
                durability,
                mode,
                clock,
                () -> ProcessHandle.current().pid(),
                random::nextBytes);
    }

    AuditLog open() {
        return new FileAuditLogProvider().open(settings());
    }

    List<String> lines() {
        return lines(file());
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<AuditEntry> entries() {
        return entries(file());
    }

    static List<AuditEntry> entries(Path file) {
        return lines(file).stream()
                .map(
                        line ->
                                AuditEntry.parse(
                                                line.getBytes(
                                                        java.nio.charset.StandardCharsets.UTF_8))
                                        .orElseThrow(
                                                () -> new AssertionError("not an entry: " + line)))
                .toList();
    }

    ChainVerification verify() {
        return verify(file());
    }

    static ChainVerification verify(Path path) {
        try {
            return ChainVerifier.create().verify(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static AuditRecord crypto(AuditEvent event, @Nullable String detail) {
        return new AuditRecord(
                event,
                ReturnCode.CKR_OK,
                0,
                4711,
                UserType.CKU_USER,
                "0f8fad5b-d9cb-469f-a165-70867728950e",
                "signing key",
                MechanismType.CKM_ECDSA,
                true,
                -1,
                null,
                detail == null ? null : detail(detail));
    }

    /** A detail with any text: one that leaves all of it open. */
    static AuditDetail.Text detail(String text) {
        return AuditDetail.LOG_FINDINGS.with(text);
    }

    static AuditRecord numbered(AuditEvent event, long number) {
        return AuditRecord.module(event, ReturnCode.CKR_OK, detail("number " + number));
    }

    static AuditRecord marked(int slot, long sequence) {
        return new AuditRecord(
                AuditEvent.CREATE_OBJECT,
                ReturnCode.CKR_OK,
                slot,
                1,
                UserType.CKU_USER,
                null,
                null,
                null,
                null,
                -1,
                new StoreMark(sequence, "ab".repeat(32)),
                null);
    }
}
