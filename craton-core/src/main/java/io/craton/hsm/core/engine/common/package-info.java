/** What the engines share: libraries and their choice, hashes, contexts, encodings. */
@NullMarked
package io.craton.hsm.core.engine.common;

import org.jspecify.annotations.NullMarked;
