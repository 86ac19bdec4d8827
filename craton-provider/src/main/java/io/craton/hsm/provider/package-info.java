/** The JCA provider {@code CratonHSM}: keys of a token behind the Java security API. */
@NullMarked
package io.craton.hsm.provider;

import org.jspecify.annotations.NullMarked;
