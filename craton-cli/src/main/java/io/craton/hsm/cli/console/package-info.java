/** Terminal and standard streams: prompts, tables, JSON, colour. */
@NullMarked
package io.craton.hsm.cli.console;

import org.jspecify.annotations.NullMarked;
