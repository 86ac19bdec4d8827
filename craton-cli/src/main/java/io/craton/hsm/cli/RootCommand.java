package io.craton.hsm.cli;

import io.craton.hsm.cli.audit.AuditCommand;
import io.craton.hsm.cli.backup.BackupCommand;
import io.craton.hsm.cli.backup.RestoreCommand;
import io.craton.hsm.cli.cert.CertCommand;
import io.craton.hsm.cli.command.Globals;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.ProcessText;
import io.craton.hsm.cli.crypto.DecryptCommand;
import io.craton.hsm.cli.crypto.EncryptCommand;
import io.craton.hsm.cli.crypto.RandomCommand;
import io.craton.hsm.cli.crypto.SignCommand;
import io.craton.hsm.cli.crypto.VerifyCommand;
import io.craton.hsm.cli.doctor.DoctorCommand;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.cli.integrity.IntegrityCommand;
import io.craton.hsm.cli.key.KeyCommand;
import io.craton.hsm.cli.pin.PinCommand;
import io.craton.hsm.cli.quickstart.QuickstartCommand;
import io.craton.hsm.cli.token.StatusCommand;
import io.craton.hsm.cli.token.TokenCommand;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The tree of commands, and the options that all of them take. */
@Command(
        name = "craton-hsm",
        description = "Craton HSM for Java, a software HSM.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        subcommands = {
            QuickstartCommand.class,
            TokenCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            PinCommand.class,
            KeyCommand.class,
            CertCommand.class,
            SignCommand.class,
            VerifyCommand.class,
            EncryptCommand.class,
            DecryptCommand.class,
            RandomCommand.class,
            AuditCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            IntegrityCommand.class,
            CompletionCommand.class
        })
public final class RootCommand implements Globals {
    /** The environment variable in which a launcher tells its name, which usage texts then show. */
    static final String PROGRAM = "CRATON_HSM_PROGRAM";

    private final Io io;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "The configuration file; else CRATON_HSM_CONFIG, else ./craton_hsm.toml, else defaults.")
    private @Nullable Path config;

    @Option(
            names = "--connect",
            paramLabel = "unix:PATH",
            scope = ScopeType.INHERIT,
            description =
                    "The socket of the daemon that has the token; found by itself where the store is this user's.")
    private @Nullable String connect;

    @Option(
            names = "--slot",
            paramLabel = "N",
            defaultValue = "0",
            scope = ScopeType.INHERIT,
            description = "The slot; ${DEFAULT-VALUE} by default.")
    private long slot;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the result as JSON.")
    private boolean json;

    @Option(
            names = "--quiet",
            scope = ScopeType.INHERIT,
            description = "Print results and errors only.")
    private boolean quiet;

    private RootCommand(Io io) {
        this.io = io;
    }

    /** Runs one command. */
    public static int run(Io io, String... args) {
        Errors errors = new Errors(io);
        int code = ExitCode.DONE.code();
        try {
            LogSettings.check(io.environment());
            code = commandLine(io).execute(args);
            io.flush();
            return code;
        } catch (CliException e) {
            return errors.refused(e, List.of(args).contains("--json"));
        } catch (UncheckedIOException e) {
            return errors.unprinted(code, e);
        } catch (OutOfMemoryError e) {
            return errors.refused(
                    CliException.failed(
                            "there is not enough memory for data of this length; give Java more,"
                                    + " such as -Xmx4g (CRATON_HSM_JAVA_OPTS for the launchers)"),
                    false);
        } catch (LinkageError | ServiceConfigurationError e) {
            LoggerFactory.getLogger(RootCommand.class).debug("a class cannot be used", e);
            CliException damaged = new CliException(ExitCode.INTEGRITY, CliException.damaged(e));
            return errors.refused(damaged, List.of(args).contains("--json"));
        }
    }

    /**
     * Runs one command with the arguments of this process.
     *
     * @param args as Java has decoded them
     */
    static int runProcess(Io io, String... args) {
        String[] exact;
        try {
            exact = ProcessText.ofThisProcess().arguments(args);
        } catch (CliException e) {
            return new Errors(io).refused(e, List.of(args).contains("--json"));
        }
        return run(io, exact);
    }

    /** The tree of commands. */
    public static CommandLine commandLine(Io io) {
        Errors errors = new Errors(io);
        CommandLine line = new CommandLine(new RootCommand(io));
        line.setCommandName(io.environment().getOrDefault(PROGRAM, "craton-hsm"));
        line.setOut(io.out().writer());
        line.setErr(io.err().writer());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler(errors::usage);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(errors::execution);
        line.setExecutionStrategy(parsed -> execute(parsed, line, errors));
        line.registerConverter(Path.class, RootCommand::path);
        return line;
    }

    // Help and version are printed outside of what the handler of exceptions sees.
    private static int execute(ParseResult parsed, CommandLine line, Errors errors) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (UncheckedIOException e) {
            return errors.execution(e, line, parsed);
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(FileErrors.sentence(e));
        }
    }

    @Override
    public Io io() {
        return io;
    }

    @Override
    public @Nullable Path config() {
        return config;
    }

    @Override
    public @Nullable String connect() {
        return connect;
    }

    @Override
    public long slot() {
        return slot;
    }

    boolean json() {
        return json;
    }

    @Override
    public Output output() {
        return new Output(io, json, quiet);
    }
}
