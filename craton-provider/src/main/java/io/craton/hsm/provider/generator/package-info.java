/** Generators, factories and the random generator. */
@NullMarked
package io.craton.hsm.provider.generator;

import org.jspecify.annotations.NullMarked;
