/**
 * A JUnit Jupiter extension that gives a test its own token: {@link
 * io.craton.hsm.testing.CratonToken} on a test class, {@link io.craton.hsm.testing.TestToken} and
 * {@link io.craton.hsm.testing.TokenKey} as parameters. For the tests of applications; the token is
 * in memory, with weak PIN keys, and ends with the test. Annotations and parameter types are kept
 * compatible as the API is.
 */
@NullMarked
package io.craton.hsm.testing;

import org.jspecify.annotations.NullMarked;
