package io.craton.hsm.engine.common;

/** The libraries that compute. */
public enum Library {
    /** The providers of the JDK. */
    JDK,
    /** Bouncy Castle. */
    BC,
    /** Amazon Corretto Crypto Provider. */
    ACCP
}
