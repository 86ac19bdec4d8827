package io.craton.hsm.provider.container;

import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Opens the token when Jetty starts, and closes it when Jetty stops. Add it before the connectors,
 * whose keys it brings:
 *
 * <pre>{@code
 * JettyTokenLifeCycle token = new JettyTokenLifeCycle();
 * token.setConfiguration("/etc/craton-hsm/craton_hsm.toml");
 * token.setPinFile("/etc/craton-hsm/user-pin");
 * server.addBean(token);
 * }</pre>
 */
public final class JettyTokenLifeCycle extends AbstractLifeCycle {
    private final ServerToken token = new ServerToken();

    /** For Jetty. */
    public JettyTokenLifeCycle() {}

    /** {@link ServerToken#setConfiguration}. */
    public void setConfiguration(@Nullable String path) {
        token.setConfiguration(path);
    }

    /** {@link ServerToken#setPinFile}. */
    public void setPinFile(@Nullable String file) {
        token.setPinFile(file);
    }

    /** {@link ServerToken#setPinVariable}. */
    public void setPinVariable(@Nullable String name) {
        token.setPinVariable(name);
    }

    /** {@link ServerToken#setKeysFirst}. */
    public void setKeysFirst(boolean first) {
        token.setKeysFirst(first);
    }

    @Override
    protected void doStart() {
        token.start();
    }

    @Override
    protected void doStop() {
        token.stop();
    }
}
