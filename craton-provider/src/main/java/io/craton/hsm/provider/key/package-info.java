/**
 * The keys that applications hold, and conversions of key encodings. A key is an opaque name of an
 * object in a token ({@link io.craton.hsm.provider.key.OpaqueKey}): it finds the object again by
 * its {@code CKA_UNIQUE_ID}, so it survives a logout and a reload, and has no bytes to give. Every
 * package of services uses it: {@code OpaqueKey.own} tells our keys from those of others, {@link
 * io.craton.hsm.provider.key.KeyRef} runs a call with the handle, {@link
 * io.craton.hsm.provider.key.X509PublicKeys} reads public keys of any provider, {@link
 * io.craton.hsm.provider.key.KeyImport} takes software keys into a token.
 */
@NullMarked
package io.craton.hsm.provider.key;

import org.jspecify.annotations.NullMarked;
