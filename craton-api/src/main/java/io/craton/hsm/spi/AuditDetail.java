package io.craton.hsm.spi;

import static io.craton.hsm.spi.AuditEvent.BACKUP;
import static io.craton.hsm.spi.AuditEvent.CALL_REFUSED;
import static io.craton.hsm.spi.AuditEvent.CHAIN_CONTINUITY;
import static io.craton.hsm.spi.AuditEvent.COPY_OBJECT;
import static io.craton.hsm.spi.AuditEvent.CREATE_OBJECT;
import static io.craton.hsm.spi.AuditEvent.DECAPSULATE_KEY;
import static io.craton.hsm.spi.AuditEvent.DECRYPT;
import static io.craton.hsm.spi.AuditEvent.DERIVE_KEY;
import static io.craton.hsm.spi.AuditEvent.DESTROY_OBJECT;
import static io.craton.hsm.spi.AuditEvent.DESTROY_TOKEN;
import static io.craton.hsm.spi.AuditEvent.DRBG_HEALTH;
import static io.craton.hsm.spi.AuditEvent.ENCAPSULATE_KEY;
import static io.craton.hsm.spi.AuditEvent.ENCRYPT;
import static io.craton.hsm.spi.AuditEvent.FORK_DETECTED;
import static io.craton.hsm.spi.AuditEvent.GCM_COUNTER;
import static io.craton.hsm.spi.AuditEvent.INIT_PIN;
import static io.craton.hsm.spi.AuditEvent.INIT_TOKEN;
import static io.craton.hsm.spi.AuditEvent.LIFECYCLE_REFUSED;
import static io.craton.hsm.spi.AuditEvent.LOGIN;
import static io.craton.hsm.spi.AuditEvent.OPEN_SESSION;
import static io.craton.hsm.spi.AuditEvent.RESTORE;
import static io.craton.hsm.spi.AuditEvent.ROLLBACK_SUSPECTED;
import static io.craton.hsm.spi.AuditEvent.ROTATE;
import static io.craton.hsm.spi.AuditEvent.SELF_TEST;
import static io.craton.hsm.spi.AuditEvent.SET_ATTRIBUTE;
import static io.craton.hsm.spi.AuditEvent.SET_PIN;
import static io.craton.hsm.spi.AuditEvent.UNWRAP_KEY;
import static io.craton.hsm.spi.AuditEvent.WRAP_KEY;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the field {@code detail} of an audit record can say: the one table of its words, of which
 * {@code docs/audit.md} is made. Words in braces stand for what is different each time. No other
 * detail can be written; none is given a PIN, a key or data.
 */
public enum AuditDetail {
    /** What the self-tests found. */
    SELF_TESTS("{findings}", "the self-tests ran, or one that runs at first use failed", SELF_TEST),
    /** What a health test of the random generator found. */
    HEALTH_TEST("{finding}", "a health test of the random generator failed", DRBG_HEALTH),
    /** A module was opened in a forked process. */
    FORKED(
            "forked from process {pid}, whose module was refused here",
            "a process was forked from one with an open module, and opens its own",
            FORK_DETECTED),
    /** A checkpoint of the process was made. */
    PROCESS_CHECKPOINT(
            "closed before a checkpoint of the process",
            "the process is about to be checkpointed (CRaC)",
            FORK_DETECTED),
    /** The store is older than the log. */
    STORE_BEHIND(
            "the store is behind its audit log",
            "a token is opened whose store is older than the log says",
            ROLLBACK_SUSPECTED),
    /** The SO accepted such a store. */
    STORE_ACCEPTED(
            "accepted by the SO",
            "the SO logs in, and so accepts such a store",
            ROLLBACK_SUSPECTED),
    /** What the log found when it was opened. */
    LOG_FINDINGS("{findings}", "the log was not what was remembered of it", CHAIN_CONTINUITY),
    /** The clock was put back. */
    CLOCK_BACK(
            "the clock was put back by {seconds} seconds, to {time}: until it has caught up, times only count"
                    + " the lines after {time}",
            "the clock was put back by a second or more",
            CHAIN_CONTINUITY),
    /** No checkpoint can be signed. */
    NO_CHECKPOINTS(
            "no checkpoints: {reason}",
            "checkpoints are configured and cannot be signed",
            CHAIN_CONTINUITY),
    /** The log was rotated. */
    ARCHIVED("archived to {file}", "the log was rotated", ROTATE),
    /** What a backup has. */
    ARCHIVE("archive sha256 {digest}", "a backup was made", BACKUP),
    /** Which token was destroyed. */
    SERIAL_NUMBER("serial number {number}", "a token that had one was destroyed", DESTROY_TOKEN),
    /** A PIN that cannot be one. */
    NO_PIN(
            "no PIN can be that: not tried and not counted",
            "a PIN is refused before it is tried: too long, or no text",
            INIT_TOKEN,
            SET_PIN,
            LOGIN,
            BACKUP,
            RESTORE),
    /** A PIN that nobody but the user could have replaced without loss. */
    OBJECTS_GONE(
            "the private objects of the former PIN are gone",
            "the SO set another user PIN on a token whose SO PIN does not open private objects",
            INIT_PIN),
    /** A PIN that is known to be wrong. */
    NOT_TRIED(
            "not tried",
            "an unattended login with a PIN that was refused before, once for each reason",
            LOGIN),
    /** A session that is none of the application's. */
    RESIDENT("resident", "the session holds the keys of Java objects", OPEN_SESSION),
    /** One of several changes. */
    CHANGE(
            "change {n} of {m}",
            "several objects were changed together",
            CREATE_OBJECT,
            COPY_OBJECT,
            DESTROY_OBJECT,
            SET_ATTRIBUTE),
    /** The SO trusts a key. */
    TRUSTED("CKA_TRUSTED", "the SO marked a key, or tried", SET_ATTRIBUTE),
    /** An object that nobody can read was destroyed. */
    UNREADABLE(
            "an object that cannot be read: {unique id}",
            "an object was destroyed that could not be read",
            DESTROY_OBJECT),
    /** A session key that nobody uses any more. */
    KEY_ENDED("1 session key ended", "a key ended with its Java object", DESTROY_OBJECT),
    /** Session keys that nobody uses any more. */
    KEYS_ENDED("{n} session keys ended", "keys ended with their Java objects", DESTROY_OBJECT),
    /** The key that wraps or unwraps. */
    UNDER("under {unique id}", "a key was wrapped or unwrapped by another", WRAP_KEY, UNWRAP_KEY),
    /** The key that is derived from. */
    FROM("from {unique id}", "a key was derived from another", DERIVE_KEY),
    /** The key of an encapsulation. */
    WITH(
            "with {unique id}",
            "a secret was encapsulated or decapsulated by a key",
            ENCAPSULATE_KEY,
            DECAPSULATE_KEY),
    /** An operation has given its first part. */
    BEGUN("begun", "an operation gives its result in parts: before the first", ENCRYPT, DECRYPT),
    /** An operation gives messages. */
    IN_MESSAGES(
            "in messages",
            "an operation gives messages that belong together: before the first",
            ENCRYPT,
            DECRYPT),
    /** A message failed. */
    MESSAGE("message {n}", "one of such messages failed", ENCRYPT, DECRYPT),
    /** A counter of a key gets near to its end. */
    COUNTER(
            "{n} % of the invocations are used",
            "90 % of what a key may do with AES-GCM is used, and at each further percent",
            GCM_COUNTER),
    /** Why a key may not be used now. */
    LIFE_CYCLE(
            "{reason}", "a key is not active yet, deactivated or compromised", LIFECYCLE_REFUSED),
    /** Which call a door refused, and why. */
    REFUSED_CALL(
            "{function}: {reason}",
            "a daemon refused a call: an unknown mechanism or attribute, a parameter that is none, a right that is missing, a PIN that is not tried because its client has to wait",
            CALL_REFUSED);

    private static final Pattern OPEN = Pattern.compile("\\{[^}]+}");

    private final String words;
    private final String when;
    private final List<AuditEvent> events;
    private final Text alone;

    AuditDetail(String words, String when, AuditEvent... events) {
        this.words = words;
        this.when = when;
        this.events = List.of(events);
        this.alone = new Text(this, words);
    }

    /** The words, with a name in braces for what is different each time. */
    public String words() {
        return words;
    }

    /** When it is said. */
    public String when() {
        return when;
    }

    /** In records of which events. */
    public List<AuditEvent> events() {
        return events;
    }

    /** The words, of a detail that leaves nothing open. */
    public Text text() {
        return with();
    }

    /**
     * The words, with these values for what they leave open, in order.
     *
     * @throws IllegalArgumentException for another number of values
     */
    public Text with(Object... values) {
        if (values.length == 0 && words.indexOf('{') < 0) {
            return alone;
        }
        Matcher open = OPEN.matcher(words);
        StringBuilder text = new StringBuilder();
        int used = 0;
        while (used < values.length && open.find()) {
            open.appendReplacement(text, Matcher.quoteReplacement(String.valueOf(values[used++])));
        }
        if (used < values.length || open.find()) {
            throw new IllegalArgumentException(
                    "the audit detail " + this + " does not take " + values.length + " values");
        }
        return new Text(this, open.appendTail(text).toString());
    }

    /** A detail as it is written. Only the table makes one. */
    public static final class Text {
        private final AuditDetail kind;
        private final String words;

        private Text(AuditDetail kind, String words) {
            this.kind = kind;
            this.words = words;
        }

        /** Its row of the table. */
        public AuditDetail kind() {
            return kind;
        }

        /** What is written. */
        @Override
        public String toString() {
            return words;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Text text && text.kind == kind && text.words.equals(words);
        }

        @Override
        public int hashCode() {
            return words.hashCode();
        }
    }
}
