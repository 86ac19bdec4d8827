package io.craton.hsm.clients;

import java.util.ArrayList;
import java.util.List;

/**
 * One row of {@link Clients}: somebody else's library or program, what it does with a key of the
 * token, and what that takes.
 *
 * @param program the class in {@code src/programs} that shows it
 * @param title by which people know it
 * @param uses Maven coordinates; none for what is in the JDK. The first is the client
 * @param boms coordinates of lists of versions for what {@code uses} brings with it
 * @param options what the JVMs are started with
 * @param key what the token has
 * @param does what it does with the key
 * @param judgedBy who accepted the result
 * @param meeting when
 * @param takes how much has to be done to it
 * @param how the setting; the sentence that the user sees if it cannot work
 * @param light whether it runs in each build
 */
record Client(
        String program,
        String title,
        List<String> uses,
        List<String> boms,
        List<String> options,
        KeyKind key,
        String does,
        String judgedBy,
        Meeting meeting,
        Takes takes,
        String how,
        boolean light) {

    /** The key in the token. */
    enum KeyKind {
        RSA("RSA"),
        EC("EC"),
        /** An RSA key whose certificate is for time stamps, and nothing else. */
        TIME_STAMPS("RSA"),
        /** An EC key that agrees and does nothing else. */
        AGREEMENT("EC"),
        /** A key pair on secp256k1, without a certificate. */
        SECP256K1("EC"),
        /** A secret key. */
        AES("AES");

        private final String algorithm;

        KeyKind(String algorithm) {
            this.algorithm = algorithm;
        }

        String algorithm() {
            return algorithm;
        }

        boolean hasCertificate() {
            return this != SECP256K1 && this != AES;
        }
    }

    /** When the judge is there. */
    enum Meeting {
        /** He looks at files that were left. */
        AFTERWARDS,
        /** Both talk to each other. */
        TOGETHER
    }

    /** What it takes to make a client work. */
    enum Takes {
        NOTHING,
        SETTING,
        ADAPTER,
        CANNOT
    }

    /** The version of the client, of its first coordinates; of the JDK, those that are tested. */
    String version() {
        if (uses.isEmpty()) {
            return "17 and 25";
        }
        String[] parts = uses.get(0).split(":");
        return parts[parts.length - 1];
    }

    @Override
    public String toString() {
        return title;
    }

    /** A row with everything but what it does, who judged and what it takes. */
    static Builder of(String program, String title, String... uses) {
        return new Builder(program, title, List.of(uses));
    }

    /** Ends with {@link #unchanged}, {@link #setting}, {@link #adapter} or {@link #cannot}. */
    static final class Builder {
        private final String program;
        private final String title;
        private final List<String> uses;
        private final List<String> boms = new ArrayList<>();
        private final List<String> options = new ArrayList<>();
        private KeyKind key = KeyKind.RSA;
        private String does = "";
        private String judgedBy = "";
        private Meeting meeting = Meeting.AFTERWARDS;
        private boolean light;

        private Builder(String program, String title, List<String> uses) {
            this.program = program;
            this.title = title;
            this.uses = uses;
        }

        Builder bom(String coordinates) {
            boms.add(coordinates);
            return this;
        }

        Builder option(String option) {
            options.add(option);
            return this;
        }

        /** The provider of keys alone comes before all others; the other stays the last. */
        Builder keysFirst() {
            return option("-D" + UsedToken.KEYS_FIRST + "=true");
        }

        Builder key(KeyKind kind) {
            key = kind;
            return this;
        }

        Builder does(String text) {
            does = text;
            return this;
        }

        /** Who looks at the result when the client is done. */
        Builder judgedBy(String text) {
            judgedBy = text;
            return this;
        }

        /** Who is the other party while the client is at work. */
        Builder judgedTogether(String text) {
            meeting = Meeting.TOGETHER;
            return judgedBy(text);
        }

        Builder light() {
            light = true;
            return this;
        }

        Client unchanged() {
            return build(Takes.NOTHING, "");
        }

        Client setting(String text) {
            return build(Takes.SETTING, text);
        }

        Client adapter() {
            return build(Takes.ADAPTER, "");
        }

        /** What its user sees, and what works in its place. */
        Client cannot(String sentence, String instead) {
            judgedBy = "nobody; take " + instead;
            return build(Takes.CANNOT, sentence);
        }

        private Client build(Takes takes, String how) {
            return new Client(
                    program,
                    title,
                    uses,
                    List.copyOf(boms),
                    List.copyOf(options),
                    key,
                    does,
                    judgedBy,
                    meeting,
                    takes,
                    how,
                    light);
        }
    }
}
