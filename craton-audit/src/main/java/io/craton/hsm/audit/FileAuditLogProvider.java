package io.craton.hsm.audit;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.audit.file.AppendFile;
import io.craton.hsm.audit.file.FileRules;
import io.craton.hsm.audit.file.LogFile;
import io.craton.hsm.audit.file.Rotation;
import io.craton.hsm.audit.line.Chain;
import io.craton.hsm.audit.line.ChainHead;
import io.craton.hsm.audit.line.ChainPoint;
import io.craton.hsm.audit.line.LineRing;
import io.craton.hsm.audit.log.FileAuditLog;
import io.craton.hsm.audit.log.LogDrain;
import io.craton.hsm.audit.log.LogQueue;
import io.craton.hsm.audit.log.StoreMarks;
import io.craton.hsm.audit.proof.MerkleFrontier;
import io.craton.hsm.audit.state.HeadFile;
import io.craton.hsm.audit.state.Recovery;
import io.craton.hsm.audit.state.Spool;
import io.craton.hsm.audit.state.StateLock;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditLogProvider;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.AuditSettings;
import io.craton.hsm.spi.Bytes;
import io.craton.hsm.spi.Causes;
import io.craton.hsm.spi.Closing;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens logs that are files of JSON lines. */
public final class FileAuditLogProvider implements AuditLogProvider {
    private static final Logger LOG = LoggerFactory.getLogger(FileAuditLogProvider.class);

    /** The size of a ring that is in memory only, in bytes. */
    private static final int MEMORY_RING = 1 << 20;

    /** For the service loader. */
    public FileAuditLogProvider() {}

    @Override
    public AuditLog open(AuditSettings settings) {
        Path path = settings.file().toAbsolutePath();
        FileRules rules = rules(settings, settings.fileMode());
        return open(settings, () -> AppendFile.open(path, rules));
    }

    private static FileRules rules(AuditSettings settings, String mode) {
        return FileRules.of(mode, settings.surroundings().files());
    }

    /** Opens a log on a file of the caller's. */
    AuditLog open(AuditSettings settings, LogFile.Opener opener) {
        Path path = settings.file().toAbsolutePath();
        // an interrupt that is pending would close the channels behind the lock and the spool
        boolean interrupted = Thread.interrupted();
        try {
            return start(settings, opener, path);
        } catch (IOException e) {
            String failed = "Failed to open audit log: " + path + ": " + Causes.of(e);
            String advice = "; mend that, or set audit.log_path to a place that can be written";
            throw new HsmException(ReturnCode.CKR_GENERAL_ERROR, failed + advice, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static AuditLog start(AuditSettings settings, LogFile.Opener opener, Path path)
            throws IOException {
        FileRules stateRules = rules(settings, "0600");
        Path state = settings.stateDirectory();
        StateLock stateLock = null;
        HeadFile headFile = null;
        LogFile file = null;
        FileAuditLog log;
        Recovery recovery;
        try {
            ChainHead remembered = null;
            boolean forged = false;
            MappedByteBuffer spool = null;
            List<Spool.Frame> frames = List.of();
            if (state != null) {
                FileRules.directory(state);
                stateLock = StateLock.take(state, stateRules, settings.processId().getAsLong());
                headFile = HeadFile.open(state, stateRules, settings.random());
                forged = headFile.found() == HeadFile.Found.NOT_AUTHENTIC;
                remembered = headFile.read();
                spool = Spool.map(state, stateRules);
                frames = Spool.recover(spool);
            }
            file = opener.open();
            if (state != null) {
                new Rotation(state, stateRules).finish(file);
            }
            recovery = Recovery.run(file, path, stateRules, remembered, frames);
            if (forged) {
                recovery.findings()
                        .add("the remembered head does not authenticate and was not used");
            }
            log =
                    assemble(
                            settings,
                            opener,
                            path,
                            file,
                            headFile,
                            spool,
                            recovery,
                            remembered,
                            stateLock);
        } catch (IOException | RuntimeException e) {
            Closing.after(e, file, headFile, stateLock);
            throw e;
        }
        return started(log, recovery, path);
    }

    /** From its start on the log has everything that was opened, and closes it. */
    private static AuditLog started(FileAuditLog log, Recovery recovery, Path path) {
        log.start();
        try {
            report(log, recovery, path);
            return log;
        } catch (RuntimeException e) {
            Closing.after(e, log);
            throw e;
        }
    }

    private static FileAuditLog assemble(
            AuditSettings settings,
            LogFile.Opener opener,
            Path path,
            LogFile file,
            @Nullable HeadFile headFile,
            @Nullable MappedByteBuffer spool,
            Recovery recovery,
            @Nullable ChainHead remembered,
            @Nullable StateLock stateLock)
            throws IOException {
        MerkleFrontier tree = tree(recovery, remembered);
        for (Bytes line : recovery.missing()) {
            byte[] bytes = Arrays.copyOf(line.copy(), line.length() + 1);
            bytes[line.length()] = '\n';
            file.append(bytes, 0, bytes.length);
        }
        file.force();
        ChainPoint head = recovery.head();
        if (headFile != null) {
            List<String> roots = tree == null ? List.of() : tree.toHex();
            headFile.write(head.head(recovery.marks(), roots, head));
            headFile.force();
        }
        boolean lazy = settings.durability() == AuditSettings.Durability.ASYNC;
        LineRing ring = spool == null ? LineRing.inMemory(MEMORY_RING) : LineRing.in(spool);
        LogQueue.Speed speed =
                lazy
                        ? LogQueue.Speed.LAZY
                        : spool == null ? LogQueue.Speed.DIRECT : LogQueue.Speed.SPOOLED;
        Chain chain = new Chain(settings.clock());
        chain.reset(head);
        long pid = settings.processId().getAsLong();
        StoreMarks marks = new StoreMarks(recovery.marks());
        LongSupplier nanoTime = settings.surroundings().threads()::nanoTime;
        LogQueue queue = new LogQueue(chain, ring, speed, pid, marks, nanoTime);
        LogDrain drain = new LogDrain(path, opener, file, ring, headFile, head, nanoTime);
        drain.tree(tree);
        AutoCloseable owned = stateLock == null ? () -> {} : stateLock;
        FileRules rules = rules(settings, settings.fileMode());
        return new FileAuditLog(settings, rules, marks, queue, drain, pid, owned);
    }

    /**
     * The Merkle tree as far as the chain goes, if one was kept and the lines since are at hand.
     */
    private static @Nullable MerkleFrontier tree(
            Recovery recovery, @Nullable ChainHead remembered) {
        if (remembered == null || remembered.tree().isEmpty() || !recovery.treeUsable()) {
            return null;
        }
        MerkleFrontier tree = MerkleFrontier.of(remembered.sequence(), remembered.tree());
        recovery.spooled().forEach(line -> tree.line(line.copy(), 0, line.length()));
        return tree;
    }

    private static void report(AuditLog log, Recovery recovery, Path path) {
        if (!recovery.findings().isEmpty()) {
            String findings = String.join("; ", recovery.findings());
            LOG.warn("the audit log {} is not what was remembered of it: {}", path, findings);
            ReturnCode code = ReturnCode.CKR_GENERAL_ERROR;
            var detail = AuditDetail.LOG_FINDINGS.with(findings);
            log.record(AuditRecord.module(AuditEvent.CHAIN_CONTINUITY, code, detail));
        }
    }
}
