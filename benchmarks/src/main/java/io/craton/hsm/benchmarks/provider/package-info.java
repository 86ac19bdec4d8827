/** The provider with much in its token. */
@NullMarked
package io.craton.hsm.benchmarks.provider;

import org.jspecify.annotations.NullMarked;
