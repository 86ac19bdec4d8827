/**
 * Computation: what each mechanism does with key material. The core makes one {@link
 * io.craton.hsm.engine.Engines} and speaks to it through {@code engine.spi}; the packages below are
 * its families, of which each names only those that stand before it in {@code
 * docs/architecture.md}.
 *
 * <p>Permissions, policy and audit are the core's: an engine computes what it is asked. Bouncy
 * Castle is named here and below only. Exceptions of libraries do not pass; every failure is an
 * {@link io.craton.hsm.HsmException}.
 */
@NullMarked
package io.craton.hsm.engine;

import org.jspecify.annotations.NullMarked;
