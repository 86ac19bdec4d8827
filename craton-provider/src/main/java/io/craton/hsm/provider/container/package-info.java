/**
 * The module in application servers: opened, logged in and closed with the server, in the process
 * that serves. Administrators name {@link io.craton.hsm.provider.container.TomcatTokenListener} or
 * {@link io.craton.hsm.provider.container.JettyTokenLifeCycle} in a server's configuration; another
 * container calls {@link io.craton.hsm.provider.container.ServerToken}. {@link
 * io.craton.hsm.provider.container.KafkaTokenCreator} and {@link
 * io.craton.hsm.provider.container.MinaTokenRegistrar} are what Kafka and Apache MINA SSHD ask for.
 * Needs those programs only where their classes are named.
 */
@NullMarked
package io.craton.hsm.provider.container;

import org.jspecify.annotations.NullMarked;
