package io.craton.hsm.core.policy;

import static io.craton.hsm.ReturnCode.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.AuditEvent;
import java.util.Set;

/**
 * What a key can be used for (PKCS#11 v3.2, sections 4.8 to 4.10 for the attributes, 3.4 for the
 * flags of mechanisms): the one table of which attribute and which mechanism flag permit it, which
 * classes of keys can do it, whether it processes what was protected before (and so outlives the
 * key's end date), and the codes for a key that does not suit.
 */
public enum Use {
    /** Signatures and MACs. */
    SIGN(0x1, Flag.CKF_SIGN, AttributeType.CKA_SIGN, Keys.OWN, false, AuditEvent.SIGN),
    /** Signatures from which the data can be recovered. */
    SIGN_RECOVER(
            0x2,
            Flag.CKF_SIGN_RECOVER,
            AttributeType.CKA_SIGN_RECOVER,
            Keys.OWN,
            false,
            AuditEvent.SIGN),
    /** Verification. */
    VERIFY(0x4, Flag.CKF_VERIFY, AttributeType.CKA_VERIFY, Keys.OTHERS, true, AuditEvent.VERIFY),
    /** Verification that recovers the data. */
    VERIFY_RECOVER(
            0x8,
            Flag.CKF_VERIFY_RECOVER,
            AttributeType.CKA_VERIFY_RECOVER,
            Keys.OTHERS,
            true,
            AuditEvent.VERIFY),
    /** Encryption. */
    ENCRYPT(
            0x10,
            Flag.CKF_ENCRYPT,
            AttributeType.CKA_ENCRYPT,
            Keys.OTHERS,
            false,
            AuditEvent.ENCRYPT),
    /** Decryption. */
    DECRYPT(0x20, Flag.CKF_DECRYPT, AttributeType.CKA_DECRYPT, Keys.OWN, true, AuditEvent.DECRYPT),
    /** Message-based encryption. */
    MESSAGE_ENCRYPT(
            0x40,
            Flag.CKF_MESSAGE_ENCRYPT,
            AttributeType.CKA_ENCRYPT,
            Keys.OTHERS,
            false,
            AuditEvent.ENCRYPT),
    /** Message-based decryption. */
    MESSAGE_DECRYPT(
            0x80,
            Flag.CKF_MESSAGE_DECRYPT,
            AttributeType.CKA_DECRYPT,
            Keys.OWN,
            true,
            AuditEvent.DECRYPT),
    /** Message-based signing. */
    MESSAGE_SIGN(
            0x100, Flag.CKF_MESSAGE_SIGN, AttributeType.CKA_SIGN, Keys.OWN, false, AuditEvent.SIGN),
    /** Message-based verification. */
    MESSAGE_VERIFY(
            0x200,
            Flag.CKF_MESSAGE_VERIFY,
            AttributeType.CKA_VERIFY,
            Keys.OTHERS,
            true,
            AuditEvent.VERIFY),
    /** Wrapping of keys. */
    WRAP(
            0x400,
            Flag.CKF_WRAP,
            AttributeType.CKA_WRAP,
            Keys.OTHERS,
            false,
            AuditEvent.WRAP_KEY,
            CKR_WRAPPING_KEY_HANDLE_INVALID,
            CKR_WRAPPING_KEY_TYPE_INCONSISTENT,
            CKR_WRAPPING_KEY_SIZE_RANGE),
    /** Unwrapping of keys. */
    UNWRAP(
            0x800,
            Flag.CKF_UNWRAP,
            AttributeType.CKA_UNWRAP,
            Keys.OWN,
            true,
            AuditEvent.UNWRAP_KEY,
            CKR_UNWRAPPING_KEY_HANDLE_INVALID,
            CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT,
            CKR_UNWRAPPING_KEY_SIZE_RANGE),
    /** Derivation of keys. */
    DERIVE(
            0x1000,
            Flag.CKF_DERIVE,
            AttributeType.CKA_DERIVE,
            Keys.OWN,
            false,
            AuditEvent.DERIVE_KEY),
    /** Key encapsulation. */
    ENCAPSULATE(
            0x2000,
            Flag.CKF_ENCAPSULATE,
            AttributeType.CKA_ENCAPSULATE,
            Keys.OTHERS,
            false,
            AuditEvent.ENCAPSULATE_KEY),
    /** Key decapsulation. */
    DECAPSULATE(
            0x4000,
            Flag.CKF_DECAPSULATE,
            AttributeType.CKA_DECAPSULATE,
            Keys.OWN,
            true,
            AuditEvent.DECAPSULATE_KEY);

    private final int bit;
    private final Flag flag;
    private final AttributeType<Boolean> attribute;
    private final Set<ObjectClass> classes;
    private final boolean ofOldData;
    private final AuditEvent event;
    private final ReturnCode badHandle;
    private final ReturnCode badType;
    private final ReturnCode badSize;

    Use(
            int bit,
            Flag flag,
            AttributeType<Boolean> attribute,
            Set<ObjectClass> classes,
            boolean ofOldData,
            AuditEvent event) {
        this(
                bit,
                flag,
                attribute,
                classes,
                ofOldData,
                event,
                CKR_KEY_HANDLE_INVALID,
                CKR_KEY_TYPE_INCONSISTENT,
                CKR_KEY_SIZE_RANGE);
    }

    Use(
            int bit,
            Flag flag,
            AttributeType<Boolean> attribute,
            Set<ObjectClass> classes,
            boolean ofOldData,
            AuditEvent event,
            ReturnCode badHandle,
            ReturnCode badType,
            ReturnCode badSize) {
        this.bit = bit;
        this.flag = flag;
        this.attribute = attribute;
        this.classes = classes;
        this.ofOldData = ofOldData;
        this.event = event;
        this.badHandle = badHandle;
        this.badType = badType;
        this.badSize = badSize;
    }

    /** What the mechanism has to offer. */
    public Flag flag() {
        return flag;
    }

    /** Which attribute of the key has to be true. */
    public AttributeType<Boolean> attribute() {
        return attribute;
    }

    /** Which classes of keys can do this. */
    public boolean suits(ObjectClass objectClass) {
        return classes.contains(objectClass);
    }

    /** Whether it processes what was protected before: permitted after the key's end date. */
    public boolean ofOldData() {
        return ofOldData;
    }

    /** What the audit log calls it. */
    public AuditEvent event() {
        return event;
    }

    /** The code for a handle that names no key. */
    public ReturnCode badHandle() {
        return badHandle;
    }

    /** The code for a key of another type. */
    public ReturnCode badType() {
        return badType;
    }

    /** The code for a key of a size that does not suit. */
    public ReturnCode badSize() {
        return badSize;
    }

    /** The bit of this use in a set of uses. */
    public int bit() {
        return bit;
    }

    /** The classes of keys, by whose they are. */
    private static final class Keys {
        static final Set<ObjectClass> OWN =
                Set.of(ObjectClass.CKO_PRIVATE_KEY, ObjectClass.CKO_SECRET_KEY);
        static final Set<ObjectClass> OTHERS =
                Set.of(ObjectClass.CKO_PUBLIC_KEY, ObjectClass.CKO_SECRET_KEY);
    }
}
