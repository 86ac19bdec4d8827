/** Commands that use keys: signatures, encryption, random bytes. */
@NullMarked
package io.craton.hsm.cli.crypto;

import org.jspecify.annotations.NullMarked;
