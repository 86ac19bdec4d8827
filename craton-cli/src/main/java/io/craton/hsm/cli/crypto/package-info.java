/**
 * The commands that use keys: {@code sign}, {@code verify}, {@code encrypt}, {@code decrypt},
 * {@code random}. Files of any length go through them in constant memory where the algorithm lets
 * them; the format of encrypted files is in docs/formats.md and every later release reads it.
 */
@NullMarked
package io.craton.hsm.cli.crypto;

import org.jspecify.annotations.NullMarked;
