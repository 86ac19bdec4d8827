/**
 * What the store needs of cryptography, on the engines of the JDK: AES-GCM, HMAC with what is made
 * of it, and keys that lie outside the Java heap. Used by every package above; no other one names a
 * cipher or a hash function.
 */
@NullMarked
package io.craton.hsm.store.crypto;

import org.jspecify.annotations.NullMarked;
