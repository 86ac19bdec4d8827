package io.craton.hsm.provider.container;

import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.jspecify.annotations.Nullable;

/**
 * Opens the token before Tomcat's server or a web application starts, and closes it when that has
 * stopped. For connectors whose key lies in the token, first in {@code server.xml}:
 *
 * <pre>{@code
 * <Server port="-1">
 *   <Listener className="io.craton.hsm.provider.container.TomcatTokenListener"
 *             configuration="/etc/craton-hsm/craton_hsm.toml" pinFile="/etc/craton-hsm/user-pin"/>
 * }</pre>
 */
public final class TomcatTokenListener implements LifecycleListener {
    private final ServerToken token = new ServerToken();

    /** For Tomcat. */
    public TomcatTokenListener() {}

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

    /** Starts before the first of initialisation and start, stops after stop and destruction. */
    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        switch (event.getType()) {
            case Lifecycle.BEFORE_INIT_EVENT, Lifecycle.BEFORE_START_EVENT -> token.start();
            case Lifecycle.AFTER_STOP_EVENT, Lifecycle.AFTER_DESTROY_EVENT -> token.stop();
            default -> {
                // The other moments are not ours.
            }
        }
    }
}
