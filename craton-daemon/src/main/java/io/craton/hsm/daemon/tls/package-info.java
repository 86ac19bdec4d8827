/**
 * TLS of the daemon's door on the network: {@link io.craton.hsm.daemon.tls.NetworkTls} is what a
 * door uses, whatever it speaks inside. It has one {@link javax.net.ssl.SSLContext} for the life of
 * the door; certificates, keys, authorities and revocation lists are read from files and replaced
 * behind it, for the next handshake and for the next call of connections that are open. Material
 * that cannot be used replaces nothing. It names the JDK alone.
 */
@NullMarked
package io.craton.hsm.daemon.tls;

import org.jspecify.annotations.NullMarked;
