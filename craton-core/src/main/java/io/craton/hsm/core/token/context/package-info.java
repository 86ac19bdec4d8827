/**
 * Who calls, and what everything that is done with a token works on. Services take a {@link
 * io.craton.hsm.core.token.context.Caller}, which knows what its session may see; what belongs to
 * an application ({@link io.craton.hsm.core.token.context.Application}) is apart from what all
 * share ({@link io.craton.hsm.core.token.context.TokenContext}). Nothing here does anything with
 * objects, keys or PINs.
 */
@NullMarked
package io.craton.hsm.core.token.context;

import org.jspecify.annotations.NullMarked;
