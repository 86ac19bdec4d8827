package io.craton.hsm.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * What is logged: warnings and errors, on standard error. {@code CRATON_HSM_LOG} sets another
 * level. In code, because reading an XML file would take longer than most commands.
 */
public final class LogSettings extends ContextAwareBase implements Configurator {
    private static final int WITH_WAY_TO_C = 22;

    /** Found by {@link java.util.ServiceLoader}. */
    public LogSettings() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        String level = System.getenv(Errors.LOG_VARIABLE);
        encoder.setPattern(
                // What a terminal would take for a command is not shown to it.
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSX,UTC} %-5level %logger{0}: %replace(%msg){'[\\p{C}\\p{Zl}\\p{Zp}]', '?'}%n"
                        // A stack trace is for whoever has asked for a log.
                        + (level == null ? "%nopex" : ""));
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(level, Level.WARN));
        root.addAppender(appender);
        if (level == null && Runtime.version().feature() < WITH_WAY_TO_C) {
            // True of every command on an older Java: 'doctor' says it once instead.
            context.getLogger("io.craton.hsm.engine.memory").setLevel(Level.ERROR);
            context.getLogger("io.craton.hsm.core.process").setLevel(Level.ERROR);
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
