/** The KeyStore of type CratonHSM. */
@NullMarked
package io.craton.hsm.provider.keystore;

import org.jspecify.annotations.NullMarked;
