/**
 * Logins and everything else with a PIN, and what takes the place of a token. Start at {@link
 * io.craton.hsm.core.token.login.Logins}; a session has {@link
 * io.craton.hsm.core.token.login.PinCalls}. Each call leaves exactly one record, and the delay of a
 * wrong PIN is inside the call.
 */
@NullMarked
package io.craton.hsm.core.token.login;

import org.jspecify.annotations.NullMarked;
