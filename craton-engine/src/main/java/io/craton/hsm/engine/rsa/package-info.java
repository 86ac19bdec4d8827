/** RSA: keys, signatures and encryption of PKCS #1. */
@NullMarked
package io.craton.hsm.engine.rsa;

import org.jspecify.annotations.NullMarked;
