/**
 * Where PINs come from: options, files, environment, standard input, prompts. Commands take them as
 * {@link io.craton.hsm.cli.secret.Secret}, which is wiped when it is closed and never shown.
 */
@NullMarked
package io.craton.hsm.cli.secret;

import org.jspecify.annotations.NullMarked;
