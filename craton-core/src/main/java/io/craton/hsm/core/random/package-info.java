/**
 * Random numbers: the generator that everything in the module draws from, its entropy and its
 * health tests.
 */
@NullMarked
package io.craton.hsm.core.random;

import org.jspecify.annotations.NullMarked;
