package io.craton.hsm.store.header;

/**
 * What the records remember of the token's header: one that is older was brought back. Who writes
 * files makes any number in a header; but the version of a PIN is authenticated with what the PIN
 * opens, so an old PIN stays old.
 *
 * @param sequence of the header
 * @param soPin the version of the SO PIN; 0 if an earlier release sealed it
 * @param userPin the version of the user PIN; 0 if an earlier release sealed it
 */
public record HeaderSeal(long sequence, int soPin, int userPin) {
    public static HeaderSeal of(TokenHeader header) {
        return new HeaderSeal(header.sequence(), header.so().version(), header.user().version());
    }

    /** Whether a header is older than the one that was sealed. */
    public boolean isNewerThan(TokenHeader header) {
        return sequence > header.sequence()
                || soPin > header.so().version()
                || userPin > header.user().version();
    }

    /** Whether it was sealed since the last change of a PIN. */
    public boolean knowsPinsOf(TokenHeader header) {
        return soPin == header.so().version() && userPin == header.user().version();
    }
}
