package io.craton.hsm.cli;

import io.craton.hsm.Hsm;
import io.craton.hsm.cli.audit.AuditCommand;
import io.craton.hsm.cli.backup.BackupCommand;
import io.craton.hsm.cli.backup.RestoreCommand;
import io.craton.hsm.cli.cert.CertCommand;
import io.craton.hsm.cli.command.Globals;
import io.craton.hsm.cli.config.ConfigCommand;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.ProcessText;
import io.craton.hsm.cli.console.Progress;
import io.craton.hsm.cli.crypto.DecryptCommand;
import io.craton.hsm.cli.crypto.EncryptCommand;
import io.craton.hsm.cli.crypto.RandomCommand;
import io.craton.hsm.cli.crypto.SignCommand;
import io.craton.hsm.cli.crypto.VerifyCommand;
import io.craton.hsm.cli.doctor.DoctorCommand;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.cli.integrity.IntegrityCommand;
import io.craton.hsm.cli.key.ImportCommand;
import io.craton.hsm.cli.key.KeyCommand;
import io.craton.hsm.cli.module.SlotChoice;
import io.craton.hsm.cli.pin.PinCommand;
import io.craton.hsm.cli.quickstart.QuickstartCommand;
import io.craton.hsm.cli.token.StatusCommand;
import io.craton.hsm.cli.token.TokenCommand;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.ServiceConfigurationError;
import java.util.Set;
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
        usageHelpAutoWidth = true)
public final class RootCommand implements Globals {
    /** The environment variable in which a launcher tells its name, which usage texts then show. */
    static final String PROGRAM = "CRATON_HSM_PROGRAM";

    /** The options here that take a value, which is no command. */
    static final Set<String> WITH_VALUE = Set.of("--config", "--connect", "--slot", "--token");

    private static final Set<Class<?>> ABOUT_ALL =
            Set.of(CompletionCommand.class, HelpCommand.class);

    private static final Map<String, Class<?>> COMMANDS = commands();

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
            scope = ScopeType.INHERIT,
            description = "The slot; 0 by default.")
    private @Nullable Long slot;

    @Option(
            names = "--token",
            paramLabel = "LABEL",
            scope = ScopeType.INHERIT,
            description =
                    "The token, by its label or a pkcs11: URI (RFC 7512), instead of its slot.")
    private @Nullable String token;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the result as JSON.")
    private boolean json;

    @Option(
            names = "--quiet",
            scope = ScopeType.INHERIT,
            description = "Print results and errors only.")
    private boolean quiet;

    /** The shell that the command stands in, or null. */
    private final @Nullable Shell shell;

    private RootCommand(Io io, @Nullable Shell shell) {
        this.io = io;
        this.shell = shell;
    }

    /**
     * What commands in a shell have from it.
     *
     * @param outer its own options, which count for them unless they say otherwise
     * @param hsm the module, which stays open
     */
    record Shell(RootCommand outer, Hsm hsm) {}

    /** A shell of this command. */
    Shell shell(Hsm hsm) {
        return new Shell(this, hsm);
    }

    /** Runs one command of a shell. */
    static int run(Io io, Shell shell, List<String> words) {
        String[] args = words.toArray(String[]::new);
        return run(io, shell, args);
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> all = new LinkedHashMap<>();
        all.put("quickstart", QuickstartCommand.class);
        all.put("token", TokenCommand.class);
        all.put("status", StatusCommand.class);
        all.put("doctor", DoctorCommand.class);
        all.put("config", ConfigCommand.class);
        all.put("shell", ShellCommand.class);
        all.put("pin", PinCommand.class);
        all.put("key", KeyCommand.class);
        all.put("cert", CertCommand.class);
        all.put("import", ImportCommand.class);
        all.put("sign", SignCommand.class);
        all.put("verify", VerifyCommand.class);
        all.put("encrypt", EncryptCommand.class);
        all.put("decrypt", DecryptCommand.class);
        all.put("random", RandomCommand.class);
        all.put("audit", AuditCommand.class);
        all.put("backup", BackupCommand.class);
        all.put("restore", RestoreCommand.class);
        all.put("integrity", IntegrityCommand.class);
        all.put("completion", CompletionCommand.class);
        all.put("help", HelpCommand.class);
        return all;
    }

    /** Runs one command. */
    public static int run(Io io, String... args) {
        return run(io, (Shell) null, args);
    }

    private static int run(Io io, @Nullable Shell shell, String... args) {
        Errors errors = new Errors(io);
        int code = ExitCode.DONE.code();
        try {
            LogLevel.check(io.environment());
            code = commandLine(io, shell, named(args)).execute(args);
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

    /**
     * The command that the arguments name alone, for to make all of them takes longer than most
     * commands do. All of them where none is named, or it is about all.
     */
    private static Map<String, Class<?>> named(String... args) {
        String word = args.length == 0 ? "" : firstWord(args);
        if (word.equals("--version") && args.length == 1) {
            return Map.of();
        }
        Class<?> named = COMMANDS.get(word);
        return named == null || ABOUT_ALL.contains(named) ? COMMANDS : Map.of(word, named);
    }

    /** Options of the root may stand before the command, and those with a value have it behind. */
    private static String firstWord(String... args) {
        int at = 0;
        while (at < args.length - 1 && args[at].startsWith("-")) {
            at += WITH_VALUE.contains(args[at]) ? 2 : 1;
        }
        return args[Math.min(at, args.length - 1)];
    }

    /** The tree of commands. */
    public static CommandLine commandLine(Io io) {
        return commandLine(io, null, COMMANDS);
    }

    private static CommandLine commandLine(
            Io io, @Nullable Shell shell, Map<String, Class<?>> commands) {
        Errors errors = new Errors(io);
        CommandLine line = new CommandLine(new RootCommand(io, shell));
        commands.forEach((name, type) -> line.addSubcommand(name, new CommandLine(type)));
        line.setCommandName(io.environment().getOrDefault(PROGRAM, "craton-hsm"));
        line.setOut(io.out().writer());
        line.setErr(io.err().writer());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler(errors::usage);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(errors::execution);
        line.setExecutionStrategy(parsed -> execute(parsed, line, errors));
        line.registerConverter(Path.class, RootCommand::path);
        line.registerConverter(LocalDate.class, RootCommand::date);
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

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no day of the calendar, such as 2027-01-31");
        }
    }

    @Override
    public Io io() {
        return io;
    }

    @Override
    public @Nullable Path config() {
        return shell == null ? config : shell.outer().config();
    }

    @Override
    public @Nullable Hsm shared() {
        if (shell == null) {
            return null;
        }
        if (config != null || connect != null) {
            throw CliException.usage(
                    "--config and --connect are options of the shell, and not of a command in it");
        }
        return shell.hsm();
    }

    @Override
    public @Nullable String connect() {
        return shell == null ? connect : shell.outer().connect();
    }

    @Override
    public SlotChoice slot() {
        if (shell != null && slot == null && token == null) {
            return shell.outer().slot();
        }
        return SlotChoice.of(slot, token);
    }

    boolean json() {
        return json || (shell != null && shell.outer().json());
    }

    private boolean quiet() {
        return quiet || (shell != null && shell.outer().quiet());
    }

    @Override
    public Progress progress(String what, OptionalLong total) {
        return new Progress(io, what, total, quiet());
    }

    @Override
    public Output output() {
        return new Output(io, json(), quiet());
    }
}
