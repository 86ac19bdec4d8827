/**
 * The module in application servers: opened, logged in and closed with the server, in the process
 * that serves. Needs Tomcat or Jetty only where their classes are named.
 */
@NullMarked
package io.craton.hsm.provider.container;

import org.jspecify.annotations.NullMarked;
