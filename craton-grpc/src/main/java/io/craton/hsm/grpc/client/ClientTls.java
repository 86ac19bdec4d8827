package io.craton.hsm.grpc.client;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is protected: files that are read for each connection anew, so that they can be
 * replaced.
 *
 * @param authorities certificates of the authorities of daemons, PEM; no others are trusted
 * @param chain the certificate of this client and those behind it, PEM; null if it shows none
 * @param key its private key, PKCS#8 in PEM
 */
record ClientTls(Path authorities, @Nullable Path chain, @Nullable Path key) {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /**
     * That of a configuration.
     *
     * @return null if there are no keys for it
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if one is missing beside another
     */
    static @Nullable ClientTls of(HsmConfig config) {
        Path authorities = path(config, ConfigKey.CLIENT_TLS_CA);
        Path chain = path(config, ConfigKey.CLIENT_TLS_CERT);
        Path key = path(config, ConfigKey.CLIENT_TLS_KEY);
        if (authorities == null && chain == null && key == null) {
            return null;
        }
        if (authorities == null) {
            throw bad("client.tls_ca is missing: nobody is trusted without it", null);
        }
        if ((chain == null) != (key == null)) {
            throw bad("client.tls_cert and client.tls_key belong together", null);
        }
        return new ClientTls(authorities, chain, key);
    }

    private static @Nullable Path path(HsmConfig config, ConfigKey key) {
        return config.isSet(key) ? config.baseDirectory().resolve(config.string(key)) : null;
    }

    private static HsmException bad(String sentence, @Nullable Throwable cause) {
        return new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, sentence, cause);
    }

    /**
     * What is in the files now.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if one of them cannot be used
     */
    SslContext context() {
        try {
            SslContextBuilder builder =
                    GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                            .protocols(PROTOCOLS)
                            .trustManager(authorities.toFile());
            if (chain != null && key != null) {
                requirePrivate(key);
                builder.keyManager(chain.toFile(), key.toFile());
            }
            return builder.build();
        } catch (IOException | IllegalArgumentException e) {
            throw bad(
                    "the files of client.tls_ca, client.tls_cert and client.tls_key cannot be used;"
                            + " they have to be PEM, and the key PKCS#8 without a passphrase",
                    e);
        }
    }

    private static void requirePrivate(Path key) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(key, PosixFileAttributeView.class);
        if (view != null
                && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            throw bad(
                    "everybody can read " + key + ", the file of client.tls_key; chmod 600", null);
        }
    }

    /** What tells whether the files have been replaced. */
    List<Object> stamp() {
        List<Object> stamp = new ArrayList<>();
        for (Path file : files()) {
            try {
                stamp.add(Files.getLastModifiedTime(file));
                stamp.add(Files.size(file));
            } catch (IOException e) {
                stamp.add(e.getClass());
            }
        }
        return stamp;
    }

    private List<Path> files() {
        return chain == null || key == null
                ? List.of(authorities)
                : List.of(authorities, chain, key);
    }
}
