/**
 * What a command reads and writes: the streams and the terminal of the process, files, tables,
 * JSON, colours. Files appear whole under their names or not at all; what a terminal would take for
 * a command is not shown to it.
 */
@NullMarked
package io.craton.hsm.cli.console;

import org.jspecify.annotations.NullMarked;
