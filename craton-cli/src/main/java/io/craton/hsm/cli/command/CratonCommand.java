package io.craton.hsm.cli.command;

import com.google.errorprone.annotations.MustBeClosed;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.Progress;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.cli.module.ModuleAccess;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.module.Settings;
import io.craton.hsm.cli.module.SlotChoice;
import io.craton.hsm.cli.module.StorePresence;
import io.craton.hsm.cli.pki.Pem;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Role;
import io.craton.hsm.cli.secret.SecretReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command has: the global options, the streams, and how to reach the module. */
@Command
public abstract class CratonCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    /** For commands. */
    protected CratonCommand() {}

    /** Does it; an error is an exception. */
    protected abstract void run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        run();
        return ExitCode.DONE.code();
    }

    /** This command in the tree of commands. */
    protected final CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("the command runs outside of a command line");
        }
        return spec;
    }

    private Globals globals() {
        return (Globals) spec().root().userObject();
    }

    /** The streams of the process. */
    protected final Io io() {
        return globals().io();
    }

    /** Where results go. */
    protected final Output output() {
        return globals().output();
    }

    /** Where PINs come from. */
    protected final SecretReader secrets() {
        return new SecretReader(io(), output());
    }

    /**
     * Logs in with the PIN that the options give, or with one that is asked for, again if it is
     * wrong. In a shell whoever is logged in stays so, and a PIN is tried only if one is given.
     */
    protected final void logIn(Session session, Role role, PinOptions options) throws IOException {
        if (globals().shared() != null) {
            Role present = Role.loggedIn(session);
            if (present == role && options.source() == null) {
                return;
            }
            if (present != null) {
                session.logout();
            }
        }
        String prompt = "Enter " + role.word() + " PIN: ";
        secrets().accepted(options, prompt, pin -> session.login(role.type(), pin.bytes())).close();
    }

    /** The configuration of this command, read once for each call. */
    protected final Settings settings() {
        return Settings.load(globals().config(), globals().connect());
    }

    /** The file of it, which may not be usable; empty if there is none. */
    protected final Optional<Path> configurationFile() {
        return Settings.file(globals().config());
    }

    /**
     * Opens the module and takes the slot of {@code --slot} or {@code --token}.
     *
     * @throws HsmException {@code CKR_TOKEN_NOT_PRESENT} if there is no store: none is made
     */
    @MustBeClosed
    protected final OpenToken open() {
        SlotChoice slot = globals().slot();
        Hsm shared = globals().shared();
        if (shared != null) {
            return OpenToken.ofShared(shared, slot);
        }
        HsmConfig config = settings().config();
        requireStore(config);
        return OpenToken.of(ModuleAccess.open(config), slot);
    }

    private static void requireStore(HsmConfig config) {
        StorePresence store = StorePresence.of(config);
        if (!ModuleAccess.isRemote(config) && !store.exists()) {
            throw new HsmException(ReturnCode.CKR_TOKEN_NOT_PRESENT, store.sentence());
        }
    }

    /** The same for what no daemon does: in this process, or not at all. */
    @MustBeClosed
    protected final OpenToken openHere() {
        HsmConfig config = settings().config();
        requireStore(config);
        return openHere(config);
    }

    @MustBeClosed
    private OpenToken openHere(HsmConfig config) {
        SlotChoice slot = globals().slot();
        if (globals().shared() != null) {
            throw CliException.failed(
                    "this command needs the store for itself; run it outside of the shell");
        }
        String name = spec().qualifiedName(" ").replaceFirst("^\\S+ ", "");
        Hsm hsm = ModuleAccess.openHere(config, "'" + name + "'");
        return OpenToken.of(hsm, slot);
    }

    /** The same for a command that makes a token, and a store if there is none. */
    @MustBeClosed
    protected final OpenToken openOrMake() {
        if (globals().shared() != null) {
            return open();
        }
        SlotChoice slot = globals().slot();
        return OpenToken.of(ModuleAccess.open(settings().config()), slot);
    }

    /** Both: makes a store if there is none, and no daemon does it. */
    @MustBeClosed
    protected final OpenToken openOrMakeHere() {
        return openHere(settings().config());
    }

    /**
     * The same for a command that only looks: where there is no store it sees slots without tokens,
     * and leaves nothing behind.
     */
    @MustBeClosed
    protected final OpenToken look() {
        if (globals().shared() != null) {
            return open();
        }
        SlotChoice slot = globals().slot();
        HsmConfig config = settings().config();
        StorePresence store = StorePresence.of(config);
        if (ModuleAccess.isRemote(config) || store.exists()) {
            return OpenToken.of(ModuleAccess.open(config), slot);
        }
        output().warn(store.sentence());
        Hsm empty = ModuleAccess.open(StorePresence.withoutFiles(config));
        return OpenToken.of(empty, slot);
    }

    /**
     * Asks before something is destroyed; the answer can also come on standard input.
     *
     * @param yes true if {@code --yes} was given: nobody is asked
     */
    protected final void confirm(String question, boolean yes) {
        if (yes) {
            return;
        }
        io().flush();
        String answer = io().terminal().readLine(question + " [y/N] ");
        if (answer == null || !answer.trim().toLowerCase(Locale.ROOT).matches("y|yes")) {
            throw CliException.failed(
                    "not confirmed: nothing was changed; --yes goes on without the question");
        }
    }

    /**
     * A stream that shows on a terminal how much of a file has been read.
     *
     * @param what what is done with it, such as {@code Signing}
     */
    protected final InputStream watched(String what, String file, InputStream in)
            throws IOException {
        return globals().progress(what, DataFile.size(file)).counting(in);
    }

    /** Shows on a terminal that the command is at work; for what is not counted. */
    protected final Progress progress(String what) {
        return globals().progress(what, OptionalLong.empty());
    }

    /**
     * Bytes on a terminal help nobody, and it could take them for commands.
     *
     * @param force true if {@code --force} was given
     */
    protected final void refuseDataOnTerminal(String file, boolean force) {
        if (!force && DataFile.isStandard(file) && io().terminal().outputIsTerminal()) {
            throw CliException.usage(
                    "this is no text, and standard output is a terminal; let --output name a file, or add"
                            + " --force");
        }
    }

    /** For commands whose data are bytes: they and a JSON value cannot share standard output. */
    protected final void refuseJsonBesideData(String file) {
        if (output().json() && DataFile.isStandard(file)) {
            throw CliException.usage(
                    "--json and the data both want standard output; let --output name a file");
        }
    }

    /**
     * Writes a text to a file, or prints it; as JSON it is a member of the result then.
     *
     * @param member its name in the result
     */
    protected final void writeText(
            String file,
            DataFile.Access access,
            String text,
            String member,
            Map<String, @Nullable Object> json)
            throws IOException {
        boolean printed = output().json() && DataFile.isStandard(file);
        if (printed) {
            json.put(member, text.stripTrailing());
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            DataFile.write(io(), file, access, out -> out.write(bytes));
            json.put("output", file);
        }
        reportData(json);
    }

    /** Refuses bytes where only text can go, for {@link #writeEncoded}. */
    protected final void refuseBytes(String file, EncodingOption encoding) {
        if (encoding.isDer()) {
            refuseJsonBesideData(file);
            refuseDataOnTerminal(file, encoding.isForced());
        }
    }

    /**
     * Writes a DER value, as PEM or as it is.
     *
     * @param value the value and what PEM calls it
     * @param member its name in the result
     */
    protected final void writeEncoded(
            String file,
            EncodingOption encoding,
            Pem.Block value,
            String member,
            Map<String, @Nullable Object> json)
            throws IOException {
        byte[] der = value.der().copy();
        if (!encoding.isDer()) {
            writeText(file, DataFile.Access.USUAL, Pem.encode(value.type(), der), member, json);
            return;
        }
        DataFile.write(io(), file, der);
        json.put("output", file);
        reportData(json);
    }

    /** With {@code --json}, what there is to say beside the data that were written. */
    protected final void reportData(Map<String, @Nullable Object> json) {
        if (output().json()) {
            output().done(json);
        }
    }
}
