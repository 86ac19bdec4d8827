/**
 * Tokens, and slots and sessions as an application sees them: they own what the packages below work
 * on, and hand each call to the service that knows.
 */
@NullMarked
package io.craton.hsm.core.token;

import org.jspecify.annotations.NullMarked;
