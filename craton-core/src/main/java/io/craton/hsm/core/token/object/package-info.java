/**
 * What a session does with objects (PKCS#11 v3.2 section 5.7): makes, finds, reads, changes and
 * destroys them, and marks keys as trusted. Services of keys make theirs with {@link
 * io.craton.hsm.core.token.object.ObjectMaker}. Nothing is made or changed unrecorded.
 */
@NullMarked
package io.craton.hsm.core.token.object;

import org.jspecify.annotations.NullMarked;
