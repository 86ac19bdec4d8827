/**
 * The KeyStore of type {@code CratonHSM}: aliases and entries over the objects of a token. JCA
 * makes {@link io.craton.hsm.provider.keystore.CratonKeyStore}; generators use {@link
 * io.craton.hsm.provider.keystore.KeyPairObjects}, and the command line stores certificates through
 * {@link io.craton.hsm.provider.keystore.SessionCertificates}. An entry is written by one atomic
 * change of the token, so that nobody sees half of one, and what another application changes is
 * seen without a reload.
 */
@NullMarked
package io.craton.hsm.provider.keystore;

import org.jspecify.annotations.NullMarked;
