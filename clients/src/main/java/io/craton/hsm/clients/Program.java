package io.craton.hsm.clients;

/** Somebody else's library at work on a key of a token, and who accepts the result. */
public interface Program {
    /** Uses the key. A server calls {@link UsedToken#serve} and returns when that does. */
    void use(UsedToken token) throws Exception;

    /**
     * Accepts the result, or throws.
     *
     * @return what was accepted, in a few words
     */
    String judge(TrialPlace place) throws Exception;
}
