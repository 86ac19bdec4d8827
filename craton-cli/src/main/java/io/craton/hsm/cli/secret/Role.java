package io.craton.hsm.cli.secret;

import com.google.errorprone.annotations.Immutable;
import io.craton.hsm.Session;
import io.craton.hsm.UserType;
import org.jspecify.annotations.Nullable;

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

    /** Who is logged in, as a session sees it; null for nobody. */
    public static @Nullable Role loggedIn(Session session) {
        return switch (session.info().state()) {
            case CKS_RO_USER_FUNCTIONS, CKS_RW_USER_FUNCTIONS -> USER;
            case CKS_RW_SO_FUNCTIONS -> SO;
            default -> null;
        };
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
