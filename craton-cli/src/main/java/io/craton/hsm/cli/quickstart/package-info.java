/**
 * The command {@code quickstart}: a token from nothing to a TLS server and back, each step checked
 * by an engine that is not ours. Uses what the other commands use; nobody uses it.
 */
@NullMarked
package io.craton.hsm.cli.quickstart;

import org.jspecify.annotations.NullMarked;
