package io.craton.hsm.cli.secret;

import com.google.errorprone.annotations.Immutable;
import io.craton.hsm.UserType;

/** The roles as the command line names them: {@code --user-type}. */
@Immutable
public enum Role {
    /** The user. */
    USER("user", UserType.CKU_USER),
    /** The security officer. */
    SO("SO", UserType.CKU_SO);

    private final String word;
    private final UserType type;

    Role(String word, UserType type) {
        this.word = word;
        this.type = type;
    }

    /** How a sentence names it. */
    public String word() {
        return word;
    }

    /** Who logs in. */
    public UserType type() {
        return type;
    }
}
