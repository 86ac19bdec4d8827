/**
 * Generators, factories, digests and the random generator, which JCA makes by the table of
 * services. What a {@code KeySpec} or a size asks for becomes a template of the module in one
 * place, {@link io.craton.hsm.provider.generator.KeyPairShape} for pairs; what the configuration
 * does not permit is refused when a generator is initialised, not later.
 */
@NullMarked
package io.craton.hsm.provider.generator;

import org.jspecify.annotations.NullMarked;
