/**
 * How the provider reaches the token: opening, the two sessions, login. The ground of this module:
 * every other package asks {@link io.craton.hsm.provider.token.HsmAccess} for its {@link
 * io.craton.hsm.provider.token.ProviderToken} and runs calls of the module through it, and turns
 * refusals into JCA's exceptions with {@link io.craton.hsm.provider.token.JcaFailures} alone, which
 * keeps the reason in the message and as the cause. Safe for use by several threads.
 */
@NullMarked
package io.craton.hsm.provider.token;

import org.jspecify.annotations.NullMarked;
