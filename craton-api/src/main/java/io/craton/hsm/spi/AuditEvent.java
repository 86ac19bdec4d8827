package io.craton.hsm.spi;

/** The events of the audit log: the one table of their names, categories and durability. */
public enum AuditEvent {
    /** The module was opened. */
    INITIALIZE("Initialize", Category.ADMIN, true),
    /** The module was closed. */
    FINALIZE("Finalize", Category.ADMIN, true),
    /** The self-tests ran. */
    SELF_TEST("SelfTest", Category.ADMIN, true),
    /** A health test of the random generator failed. */
    DRBG_HEALTH("DrbgHealth", Category.ADMIN, true),
    /** A call came from another process than the one that opened the module. */
    FORK_DETECTED("ForkDetected", Category.ADMIN, true),
    /** The store is behind what this log knows of it. */
    ROLLBACK_SUSPECTED("RollbackSuspected", Category.ADMIN, true),
    /** A token was initialised. */
    INIT_TOKEN("InitToken", Category.ADMIN, true),
    /** A token was destroyed without a PIN. */
    DESTROY_TOKEN("DestroyToken", Category.ADMIN, true),
    /** A token was backed up. */
    BACKUP("Backup", Category.ADMIN, true),
    /** A token was restored. */
    RESTORE("Restore", Category.ADMIN, true),
    /** The log was rotated under the writer's lock. */
    ROTATE("Rotate", Category.ADMIN, true),
    /**
     * The log, when it was opened, was not what its remembered head said; written by the log
     * itself.
     */
    CHAIN_CONTINUITY("ChainContinuity", Category.ADMIN, true),
    /** The user PIN was set by the SO. */
    INIT_PIN("InitPIN", Category.AUTH, true),
    /** A PIN was changed. */
    SET_PIN("SetPIN", Category.AUTH, true),
    /** Somebody logged in, or tried. */
    LOGIN("Login", Category.AUTH, true),
    /** Somebody logged out. */
    LOGOUT("Logout", Category.AUTH, true),
    /** A session was opened. */
    OPEN_SESSION("OpenSession", Category.SESSION, false),
    /** A session was closed. */
    CLOSE_SESSION("CloseSession", Category.SESSION, false),
    /** A secret key was generated. */
    GENERATE_KEY("GenerateKey", Category.CRYPTO, true),
    /** A key pair was generated. */
    GENERATE_KEY_PAIR("GenerateKeyPair", Category.CRYPTO, true),
    /** An object was created: keys and certificates are imported this way. */
    CREATE_OBJECT("CreateObject", Category.CRYPTO, true),
    /** An object was copied. */
    COPY_OBJECT("CopyObject", Category.CRYPTO, true),
    /** An object was destroyed. */
    DESTROY_OBJECT("DestroyObject", Category.CRYPTO, true),
    /** Attributes were changed. */
    SET_ATTRIBUTE("SetAttributeValue", Category.CRYPTO, true),
    /** A key was wrapped: exported under another key. */
    WRAP_KEY("WrapKey", Category.CRYPTO, true),
    /** A key was unwrapped: imported under another key. */
    UNWRAP_KEY("UnwrapKey", Category.CRYPTO, true),
    /** A key was derived. */
    DERIVE_KEY("DeriveKey", Category.CRYPTO, true),
    /** A secret was encapsulated. */
    ENCAPSULATE_KEY("EncapsulateKey", Category.CRYPTO, true),
    /** A secret was decapsulated. */
    DECAPSULATE_KEY("DecapsulateKey", Category.CRYPTO, true),
    /** Data was signed. */
    SIGN("Sign", Category.CRYPTO, false),
    /** A signature was verified. */
    VERIFY("Verify", Category.CRYPTO, false),
    /** Data was encrypted. */
    ENCRYPT("Encrypt", Category.CRYPTO, false),
    /** Data was decrypted. */
    DECRYPT("Decrypt", Category.CRYPTO, false),
    /** Data was digested. */
    DIGEST("Digest", Category.CRYPTO, false),
    /** Random bytes were generated. */
    GENERATE_RANDOM("GenerateRandom", Category.CRYPTO, false),
    /** A seed was mixed into the random generator. */
    SEED_RANDOM("SeedRandom", Category.CRYPTO, false),
    /** A GCM invocation counter passed 90 % or a further percent. */
    GCM_COUNTER("GcmCounter", Category.CRYPTO, true),
    /** A key was refused because of its dates or state. */
    LIFECYCLE_REFUSED("LifecycleRefused", Category.CRYPTO, false),
    /** A door of the module refused a call of a session, which did not reach the module. */
    CALL_REFUSED("CallRefused", Category.CRYPTO, false),
    /** Objects were searched. */
    FIND_OBJECTS("FindObjects", Category.OBJECT, false),
    /** Attributes were read. */
    GET_ATTRIBUTE("GetAttributeValue", Category.OBJECT, false);

    /** What an event is about; decides at which level it is written. */
    public enum Category {
        /** Tokens, the module itself. */
        ADMIN,
        /** PINs and logins. */
        AUTH,
        /** Keys and their use. */
        CRYPTO,
        /** Sessions. */
        SESSION,
        /** Reading of objects. */
        OBJECT
    }

    private final String eventName;
    private final Category category;
    private final boolean durable;

    AuditEvent(String eventName, Category category, boolean durable) {
        this.eventName = eventName;
        this.category = category;
        this.durable = durable;
    }

    /** The name in the log. */
    public String eventName() {
        return eventName;
    }

    /** What the event is about. */
    public Category category() {
        return category;
    }

    /**
     * Whether the record is on disk before the call returns, whatever the settings, if it does not
     * concern a session object (decision B31).
     */
    public boolean durable() {
        return durable;
    }

    /**
     * Whether the record is so durable for a session object too: what leaves under another key does
     * not end with the session.
     */
    public boolean durableForSessionObjects() {
        return durable && this == WRAP_KEY;
    }

    /**
     * Whether what happened is taken back if its record cannot be written: a result is withheld, a
     * new object removed, a session not opened. The record is then taken back too. Of other events
     * it is kept, and written as soon as that is possible: they have happened.
     */
    public boolean revocable() {
        return switch (this) {
            case DESTROY_OBJECT, SET_ATTRIBUTE, GCM_COUNTER -> false;
            default -> category != Category.ADMIN && category != Category.AUTH;
        };
    }
}
