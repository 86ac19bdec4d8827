/** What the token costs around the cryptography: sessions, searches, the access path. */
@NullMarked
package io.craton.hsm.benchmarks.core;

import org.jspecify.annotations.NullMarked;
