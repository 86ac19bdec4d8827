/**
 * The keys that applications hold: opaque names of objects in a token; and conversions of key
 * encodings.
 */
@NullMarked
package io.craton.hsm.provider.key;

import org.jspecify.annotations.NullMarked;
