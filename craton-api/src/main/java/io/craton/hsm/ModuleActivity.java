package io.craton.hsm;

/**
 * How much a module that serves several programs has to do at a moment, the one that asks with it.
 *
 * @param applications how many applications there are (PKCS#11 v3.2, section 5.4)
 * @param sessions how many sessions these have opened
 * @param calls how many calls are under way
 */
public record ModuleActivity(long applications, long sessions, long calls) {}
