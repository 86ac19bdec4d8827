/** Where PINs come from: options, files, environment, standard input, prompts. */
@NullMarked
package io.craton.hsm.cli.secret;

import org.jspecify.annotations.NullMarked;
