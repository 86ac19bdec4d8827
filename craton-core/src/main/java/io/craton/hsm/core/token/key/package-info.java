/**
 * What a session does with keys in one call (PKCS#11 v3.2 section 5.18), and the rules on it. Every
 * use of every key comes through {@link io.craton.hsm.core.token.key.KeyAccess}; every call is a
 * {@link io.craton.hsm.core.token.key.KeyCall}, recorded whichever way it ends.
 */
@NullMarked
package io.craton.hsm.core.token.key;

import org.jspecify.annotations.NullMarked;
