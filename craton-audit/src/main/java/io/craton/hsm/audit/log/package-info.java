/** An open log: the queue between callers and the disk, who writes it and who signs it. */
@NullMarked
package io.craton.hsm.audit.log;

import org.jspecify.annotations.NullMarked;
