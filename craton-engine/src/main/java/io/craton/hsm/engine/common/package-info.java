/** What the engines share: libraries and their choice, hashes, contexts, encodings. */
@NullMarked
package io.craton.hsm.engine.common;

import org.jspecify.annotations.NullMarked;
