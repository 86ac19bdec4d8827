/** What is remembered of a log outside of it, and where the chain goes on when it is opened. */
@NullMarked
package io.craton.hsm.audit.state;

import org.jspecify.annotations.NullMarked;
