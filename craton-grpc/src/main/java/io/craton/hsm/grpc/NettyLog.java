package io.craton.hsm.grpc;

import io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLoggerFactory;
import io.grpc.netty.shaded.io.netty.util.internal.logging.JdkLoggerFactory;

/**
 * Keeps what is on the network out of logs: Netty writes each frame, PINs in it, to whatever
 * logging library it finds once that is set to its finest level.
 */
public final class NettyLog {
    private NettyLog() {}

    /** From now on it uses the JDK's logging, of which a program has to ask for that by name. */
    public static void keepFramesOut() {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    }
}
