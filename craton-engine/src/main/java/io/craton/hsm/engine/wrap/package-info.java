/**
 * Wrapping and unwrapping of keys: the engine's ciphers over the encoding of a key. Whatever is
 * wrong with unwrapped bytes, there is one error, which tells nothing of them.
 */
@NullMarked
package io.craton.hsm.engine.wrap;

import org.jspecify.annotations.NullMarked;
