/** Tokens, sessions, logins, and what a session does with objects and keys. */
@NullMarked
package io.craton.hsm.core.token;

import org.jspecify.annotations.NullMarked;
