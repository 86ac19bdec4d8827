/**
 * DER (ITU-T X.690) of keys and signatures, with nothing but the JDK: one reader, one writer and
 * one table of identifiers for the module, the provider and the command line.
 */
@NullMarked
package io.craton.hsm.spi.der;

import org.jspecify.annotations.NullMarked;
