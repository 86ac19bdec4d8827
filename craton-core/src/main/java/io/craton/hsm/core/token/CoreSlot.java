package io.craton.hsm.core.token;

import io.craton.hsm.Arguments;
import io.craton.hsm.AttributeType;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupReport;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.SlotInfo;
import io.craton.hsm.Template;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.TokenInfo.Flag;
import io.craton.hsm.TrustInfo;
import io.craton.hsm.core.mechanism.Service;
import io.craton.hsm.core.policy.Policy;
import io.craton.hsm.core.policy.Policy.Offer;
import io.craton.hsm.core.runtime.Product;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.TokenState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A slot: the token in it, as the API shows it. */
public final class CoreSlot implements Slot {
    private static final int LABEL_BYTES = 32;

    private final Token token;

    /**
     * @param token what is in the slot
     */
    public CoreSlot(Token token) {
        this.token = token;
    }

    /** What is in the slot. */
    public Token token() {
        return token;
    }

    @Override
    public long id() {
        return token.slot();
    }

    @Override
    public SlotInfo info() {
        token.parts().gate().enter();
        return new SlotInfo(
                Product.NAME + " slot " + token.slot(),
                Product.MANUFACTURER,
                token.present(),
                Product.VERSION_NUMBER,
                Product.VERSION_NUMBER);
    }

    @Override
    public TokenInfo tokenInfo() {
        token.parts().gate().enter();
        HsmConfig config = token.parts().config();
        TokenState state = token.store().state();
        return new TokenInfo(
                state.label(),
                padded(state.label()),
                Product.MANUFACTURER,
                Product.MODEL,
                state.serialNumber(),
                flags(state, config.integer(ConfigKey.SECURITY_MAX_FAILED_LOGINS)),
                config.integer(ConfigKey.TOKEN_MAX_SESSIONS),
                token.sessionCount(),
                config.integer(ConfigKey.TOKEN_MAX_RW_SESSIONS),
                token.rwSessionCount(),
                config.integer(ConfigKey.SECURITY_PIN_MIN_LENGTH),
                config.integer(ConfigKey.SECURITY_PIN_MAX_LENGTH),
                token.store().objectCount(),
                token.objects().stored().unreadable(),
                config.clock().instant());
    }

    private static String padded(String label) {
        int bytes = label.getBytes(StandardCharsets.UTF_8).length;
        return label + " ".repeat(Math.max(0, LABEL_BYTES - bytes));
    }

    private static Set<Flag> flags(TokenState state, int maxFailures) {
        Set<Flag> flags =
                EnumSet.of(
                        Flag.CKF_RNG,
                        Flag.CKF_LOGIN_REQUIRED,
                        Flag.CKF_CLOCK_ON_TOKEN,
                        Flag.CKF_DUAL_CRYPTO_OPERATIONS);
        if (state.initialized()) {
            flags.add(Flag.CKF_TOKEN_INITIALIZED);
            pin(
                    flags,
                    state.so(),
                    maxFailures,
                    Flag.CKF_SO_PIN_COUNT_LOW,
                    Flag.CKF_SO_PIN_FINAL_TRY,
                    Flag.CKF_SO_PIN_LOCKED);
        }
        if (state.userPinSet()) {
            flags.add(Flag.CKF_USER_PIN_INITIALIZED);
            pin(
                    flags,
                    state.user(),
                    maxFailures,
                    Flag.CKF_USER_PIN_COUNT_LOW,
                    Flag.CKF_USER_PIN_FINAL_TRY,
                    Flag.CKF_USER_PIN_LOCKED);
        }
        return flags;
    }

    private static void pin(
            Set<Flag> flags,
            TokenState.PinState pin,
            int maxFailures,
            Flag countLow,
            Flag finalTry,
            Flag locked) {
        if (pin.locked()) {
            flags.add(locked);
        } else if (pin.failures() > 0) {
            flags.add(countLow);
            if (pin.failures() == maxFailures - 1) {
                flags.add(finalTry);
            }
        }
    }

    @Override
    public Set<MechanismType> mechanisms() {
        token.parts().gate().enter();
        return token.parts().policy().mechanisms();
    }

    @Override
    public MechanismInfo mechanismInfo(MechanismType type) {
        token.parts().gate().enter();
        return token.parts().policy().offer(Arguments.notNull(type, "the mechanism")).info();
    }

    @Override
    public void check(Mechanism mechanism, MechanismInfo.Flag operation, Template key) {
        token.parts().gate().enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(operation, "the use");
        Arguments.notNull(key, "the template");
        Policy policy = token.parts().policy();
        Offer offer = policy.permit(mechanism, operation);
        Service service = Service.of(mechanism, operation);
        Long length = key.get(AttributeType.CKA_VALUE_LEN);
        if (length != null) {
            service = service.making(new Service.Made(length, null));
        }
        KeyType keyType = key.get(AttributeType.CKA_KEY_TYPE);
        if (keyType != null) {
            KeyMaterial material =
                    KeyMaterial.of(ObjectClass.CKO_PUBLIC_KEY, keyType, key, Map.of());
            service = service.with(material, false);
            checkSize(policy, offer, key);
        }
        policy.approvals().check(offer.spec(), service);
    }

    private static void checkSize(Policy policy, Offer offer, Template key) {
        byte[] modulus = key.get(AttributeType.CKA_MODULUS);
        Long bits =
                modulus == null
                        ? key.get(AttributeType.CKA_MODULUS_BITS)
                        : Long.valueOf(new BigInteger(1, modulus).bitLength());
        if (bits != null) {
            policy.size(offer, bits, ReturnCode.CKR_KEY_SIZE_RANGE);
        }
    }

    @Override
    public void initToken(char[] soPin, String label) {
        token.parts().gate().enter();
        PinRules.withBytes(
                soPin,
                pin -> {
                    initToken(pin, label);
                    return true;
                });
    }

    @Override
    public void initToken(byte[] soPin, String label) {
        token.parts().gate().enter();
        initToken(soPin, soPin, label);
    }

    @Override
    public void initToken(char[] soPin, char[] newSoPin, String label) {
        token.parts().gate().enter();
        PinRules.withBytes(
                soPin,
                pin ->
                        PinRules.withBytes(
                                newSoPin,
                                newPin -> {
                                    initToken(pin, newPin, label);
                                    return true;
                                }));
    }

    @Override
    public void initToken(byte[] soPin, byte[] newSoPin, String label) {
        token.parts().gate().enter();
        Arguments.notNull(soPin, "the SO PIN");
        Arguments.notNull(newSoPin, "the new SO PIN");
        token.logins().initToken(soPin, newSoPin, Arguments.notNull(label, "the label"));
    }

    @Override
    public void destroyToken(String label) {
        token.parts().gate().enter();
        token.logins().destroyToken(Arguments.notNull(label, "the label"));
    }

    @Override
    public BackupReport backup(BackupOptions options, OutputStream out) throws IOException {
        token.parts().gate().enter();
        Arguments.notNull(options, "the options of the backup");
        return new Archives(token).backup(options, Arguments.notNull(out, "the stream"));
    }

    @Override
    public void restore(BackupSecret secret, InputStream in, boolean force) throws IOException {
        token.parts().gate().enter();
        Arguments.notNull(secret, "what opens the backup");
        new Archives(token).restore(secret, Arguments.notNull(in, "the stream"), force);
    }

    @Override
    public void trust(String uniqueId, Session soSession, boolean acceptForeign) {
        own(soSession).objects().trust(uniqueId, acceptForeign);
    }

    @Override
    public boolean recoversObjects(Session soSession) {
        return own(soSession).token().logins().recoversObjects();
    }

    @Override
    public TrustInfo trustInfo(String uniqueId, Session soSession) {
        return own(soSession).objects().trustInfo(uniqueId);
    }

    @Override
    public List<TrustInfo> trustedKeys() {
        token.parts().gate().enter();
        return token.index().marked().stream().map(TrustInfos::of).toList();
    }

    private CoreSession own(Session session) {
        token.parts().gate().enter();
        Arguments.notNull(session, "the session");
        if (session instanceof CoreSession own && own.token() == token) {
            return own;
        }
        throw new HsmException(
                ReturnCode.CKR_SESSION_HANDLE_INVALID,
                "the session is not one of slot " + token.slot());
    }

    @Override
    public Session openSession(SessionMode mode) {
        return token.openSession(mode);
    }

    @Override
    public Session openResidentSession() {
        return token.openResidentSession();
    }

    @Override
    public long changeCount() {
        return token.changeCount();
    }

    @Override
    public void closeAllSessions() {
        token.closeAllSessions();
    }

    /** Two views of one slot of one module are equal. */
    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof CoreSlot slot && slot.token == token;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(token);
    }

    /** Its number. */
    @Override
    public String toString() {
        return "Slot[" + token.slot() + "]";
    }
}
