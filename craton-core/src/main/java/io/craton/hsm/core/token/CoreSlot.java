package io.craton.hsm.core.token;

import io.craton.hsm.Arguments;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupReport;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.SlotInfo;
import io.craton.hsm.Template;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.TrustInfo;
import io.craton.hsm.core.runtime.Product;
import io.craton.hsm.core.token.content.TrustInfos;
import io.craton.hsm.core.token.context.ActiveFunctions;
import io.craton.hsm.core.token.context.Application;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.Recorder;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.core.token.login.PinRules;
import io.craton.hsm.core.token.operation.SavedDigests;
import io.craton.hsm.spi.RefusedCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A slot as one application sees it. */
public final class CoreSlot implements Slot, RefusedCalls {
    private final Token token;
    private final TokenContext context;
    private final Application application;
    private final ApplicationSessions sessions;
    private final SessionOwner owner;

    /**
     * @param token what is in the slot
     * @param application whose view it is
     * @param functions makes the functions of the standard for a session
     */
    public CoreSlot(
            Token token,
            Application application,
            Function<CoreSession, ActiveFunctions> functions) {
        this.token = token;
        this.context = token.context();
        this.application = application;
        this.sessions = new ApplicationSessions(token, application);
        SavedDigests saved = new SavedDigests(context.parts().random());
        this.owner = new SessionOwner(token, this, saved, functions, sessions::close);
    }

    /** Begins the application in this slot. */
    public void begin() {
        context.applications().add(application);
    }

    /** Makes a session for the module itself. */
    public static Session ownSession(Token token, Caller caller) {
        CoreSlot slot = new CoreSlot(token, caller.application(), CoreSlot::noFunctions);
        return new CoreSession(caller, slot.owner);
    }

    private static ActiveFunctions noFunctions(CoreSession session) {
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED, session + " of the module has no functions");
    }

    /** What is in the slot. */
    public Token token() {
        return token;
    }

    /** Ends the application in this slot: its sessions and its login. */
    public void end() {
        sessions.end();
    }

    private void enter() {
        sessions.enter();
    }

    @Override
    public long id() {
        return context.slot();
    }

    @Override
    public SlotInfo info() {
        enter();
        return new SlotInfo(
                Product.NAME + " slot " + context.slot(),
                Product.MANUFACTURER,
                context.applications().present(),
                Product.VERSION_NUMBER,
                Product.VERSION_NUMBER);
    }

    @Override
    public TokenInfo tokenInfo() {
        enter();
        return TokenInfos.of(token, application);
    }

    @Override
    public Set<MechanismType> mechanisms() {
        enter();
        return context.parts().policy().mechanisms();
    }

    @Override
    public MechanismInfo mechanismInfo(MechanismType type) {
        enter();
        return context.parts().policy().offer(Arguments.notNull(type, "the mechanism")).info();
    }

    @Override
    public void check(Mechanism mechanism, MechanismInfo.Flag operation, Template key) {
        enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(operation, "the use");
        Arguments.notNull(key, "the template");
        new PolicyCheck(context.parts().policy()).check(mechanism, operation, key);
    }

    @Override
    public void initToken(char[] soPin, String label) {
        enter();
        PinRules.withBytes(soPin, pin -> initToken(pin, label));
    }

    @Override
    public void initToken(byte[] soPin, String label) {
        enter();
        initToken(soPin, soPin, label);
    }

    @Override
    public void initToken(char[] soPin, char[] newSoPin, String label) {
        enter();
        PinRules.withBytes(soPin, pin -> initToken(pin, newSoPin, label));
    }

    private void initToken(byte[] soPin, char[] newSoPin, String label) {
        PinRules.withBytes(newSoPin, newPin -> initToken(soPin, newPin, label));
    }

    @Override
    public void initToken(byte[] soPin, byte[] newSoPin, String label) {
        enter();
        Arguments.notNull(soPin, "the SO PIN");
        Arguments.notNull(newSoPin, "the new SO PIN");
        Arguments.notNull(label, "the label");
        token.newTokens().init(application, soPin, newSoPin, label);
    }

    @Override
    public void destroyToken(String label) {
        enter();
        token.newTokens().destroy(application, Arguments.notNull(label, "the label"));
    }

    @Override
    public BackupReport backup(BackupOptions options, OutputStream out) throws IOException {
        enter();
        Arguments.notNull(options, "the options of the backup");
        Arguments.notNull(out, "the stream");
        return token.archives().backup(application, options, out);
    }

    @Override
    public void restore(BackupSecret secret, InputStream in, boolean force) throws IOException {
        enter();
        Arguments.notNull(secret, "what opens the backup");
        Arguments.notNull(in, "the stream");
        token.archives().restore(application, secret, in, force);
    }

    @Override
    public void trust(String uniqueId, Session soSession, boolean acceptForeign) {
        own(soSession).services().objects().trust(uniqueId, acceptForeign);
    }

    @Override
    public boolean recoversObjects(Session soSession) {
        return token.pins().officerOpensObjects(own(soSession).caller());
    }

    @Override
    public TrustInfo trustInfo(String uniqueId, Session soSession) {
        return own(soSession).services().objects().trustInfo(uniqueId);
    }

    @Override
    public List<TrustInfo> trustedKeys() {
        enter();
        return context.index().marked().stream()
                .filter(application::sees)
                .map(TrustInfos::of)
                .toList();
    }

    private CoreSession own(Session session) {
        enter();
        Arguments.notNull(session, "the session");
        if (session instanceof CoreSession own
                && own.token() == token
                && own.caller().application() == application) {
            own.caller().enter();
            return own;
        }
        throw new HsmException(
                ReturnCode.CKR_SESSION_HANDLE_INVALID,
                "the session is not one of slot " + context.slot());
    }

    @Override
    public Session openSession(SessionMode mode) {
        return new CoreSession(sessions.open(mode), owner);
    }

    @Override
    public Session openResidentSession() {
        return new CoreSession(sessions.openResident(), owner);
    }

    @Override
    public void refused(String function, HsmException refusal) {
        enter();
        new Recorder(context, application, 0).refused(function, refusal);
    }

    @Override
    public long changeCount() {
        return application.changeNumber(context.index().changeCount());
    }

    @Override
    public void closeAllSessions() {
        sessions.closeAll();
    }

    /** Its number. */
    @Override
    public String toString() {
        return "Slot[" + context.slot() + "]";
    }
}
