package io.craton.hsm.cli.module;

import com.google.errorprone.annotations.CheckReturnValue;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.Slot;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.provider.token.EntrySelector;
import io.craton.hsm.provider.token.TokenReference;
import io.craton.hsm.provider.token.TokenSelector;
import io.craton.hsm.provider.token.TokenUri;
import org.jspecify.annotations.Nullable;

/**
 * Which slot of the module a command is about: the one with a number, or the one whose token is
 * meant.
 *
 * @param id the number; what is said of the token counts instead if it is null
 * @param token the token
 */
@CheckReturnValue
public record SlotChoice(@Nullable Long id, TokenSelector token) {
    /**
     * What the options say; slot 0 if they say nothing.
     *
     * @param slot the number of {@code --slot}, or null
     * @param token the label or the {@code pkcs11:} URI of {@code --token}, or null
     * @throws CliException if both are there, or one cannot be used
     */
    public static SlotChoice of(@Nullable Long slot, @Nullable String token) {
        if (token == null) {
            return new SlotChoice(slot == null ? 0 : slot, TokenSelector.DEFAULT);
        }
        if (slot != null) {
            throw CliException.usage("--slot and --token are two ways to say the same; give one");
        }
        if (token.isEmpty()) {
            throw CliException.usage("--token is empty; it takes the label of a token");
        }
        return new SlotChoice(
                null, TokenUri.isUri(token) ? ofUri(token) : TokenSelector.label(token));
    }

    private static TokenSelector ofUri(String text) {
        TokenUri uri;
        try {
            uri = TokenUri.parse(text);
        } catch (HsmException e) {
            throw new CliException(ExitCode.USAGE, "--token takes a label or a URI of a token", e);
        }
        TokenReference reference = uri.reference();
        if (!reference.entries().equals(EntrySelector.ALL) || uri.namesPin()) {
            throw CliException.usage(
                    "--token takes what says which token it is: objects are named with --label and --id,"
                            + " and the PIN with --pin and its other forms");
        }
        return reference.token();
    }

    /**
     * That slot.
     *
     * @throws HsmException {@code CKR_SLOT_ID_INVALID} or {@code CKR_TOKEN_NOT_PRESENT} if there is
     *     none, {@code CKR_ARGUMENTS_BAD} if there are several
     */
    Slot in(Hsm hsm) {
        return id == null ? token.choose(hsm) : hsm.slot(id);
    }
}
