/** The JCA provider. */
@NullMarked
package io.craton.hsm.provider;

import org.jspecify.annotations.NullMarked;
