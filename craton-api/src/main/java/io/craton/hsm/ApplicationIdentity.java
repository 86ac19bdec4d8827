package io.craton.hsm;

import org.jspecify.annotations.Nullable;

/**
 * Who an application is that uses a module beside others ({@link Hsm#newApplication}): what the
 * audit log says of everything that it does. Whoever makes one has found out that it is true. For
 * doors of the module, such as a daemon; a program that opens the module itself needs none.
 *
 * @param application a name of this application, for as long as it lasts: the audit log keeps 64
 *     characters of it
 * @param client whose it is, the fingerprint of a certificate or a user
 * @param peer where its calls come from, an address or a process; null if that is not known
 */
public record ApplicationIdentity(String application, String client, @Nullable String peer) {
    /**
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if the name or the client is null or blank
     */
    public ApplicationIdentity {
        require(application, "the name of the application");
        require(client, "the client");
    }

    private static void require(@Nullable String text, String what) {
        if (text == null || text.isBlank()) {
            throw new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, what + " is empty");
        }
    }
}
