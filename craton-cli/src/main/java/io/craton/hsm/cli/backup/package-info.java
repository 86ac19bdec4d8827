/** Backup and restore. */
@NullMarked
package io.craton.hsm.cli.backup;

import org.jspecify.annotations.NullMarked;
