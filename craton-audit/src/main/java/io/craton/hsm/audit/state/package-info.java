/**
 * What is remembered of a log outside of it, and where the chain goes on when it is opened: {@link
 * io.craton.hsm.audit.state.Recovery} compares the two. What does not fit is said, and never mended
 * in silence.
 */
@NullMarked
package io.craton.hsm.audit.state;

import org.jspecify.annotations.NullMarked;
