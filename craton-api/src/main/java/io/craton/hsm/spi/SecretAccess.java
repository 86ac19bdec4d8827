package io.craton.hsm.spi;

/**
 * What a caller hands in to read a secret that is kept: the bytes of a key, or of a key of the
 * store. It holds nothing and checks nothing at run time. It is there so that one search for its
 * name finds every place that reads secrets; a test has the list of the classes that may.
 */
public final class SecretAccess {
    /** For those on the list. */
    public static final SecretAccess READ = new SecretAccess();

    private SecretAccess() {}
}
