package io.craton.hsm.daemon.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The daemon's certificates for handshakes (decision B42): of those whose key the client can verify
 * the newest that is valid. A handshake that chose one keeps it, whatever is read meanwhile.
 */
final class ServerKeys extends X509ExtendedKeyManager {
    private final Clock clock;
    private volatile Readings readings;

    /** The newest reading and the one before it, of which handshakes may be under way. */
    private record Readings(TlsMaterial now, @Nullable TlsMaterial before) {}

    ServerKeys(TlsMaterial first, Clock clock) {
        this.clock = clock;
        this.readings = new Readings(first, null);
    }

    void replace(TlsMaterial next) {
        readings = new Readings(next, readings.now());
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyType);
    }

    private @Nullable String choose(String keyType) {
        TlsMaterial material = readings.now();
        List<ServerCertificate> all = material.servers();
        Instant now = clock.instant();
        return IntStream.range(0, all.size())
                .boxed()
                .filter(index -> all.get(index).isOf(keyType))
                .max(byValidityAndAge(all, now))
                .map(index -> material.version() + "/" + index)
                .orElse(null);
    }

    private static Comparator<Integer> byValidityAndAge(List<ServerCertificate> all, Instant now) {
        Comparator<Integer> validity = Comparator.comparing(index -> all.get(index).isValid(now));
        return validity.thenComparing(index -> all.get(index).leaf().getNotBefore());
    }

    private @Nullable ServerCertificate chosen(@Nullable String alias) {
        String[] parts = alias == null ? new String[0] : alias.split("/");
        if (parts.length != 2) {
            return null;
        }
        Readings last = readings;
        long version = Long.parseLong(parts[0]);
        TlsMaterial material = last.now().version() == version ? last.now() : last.before();
        return material != null && material.version() == version
                ? material.servers().get(Integer.parseInt(parts[1]))
                : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        ServerCertificate chosen = chosen(alias);
        return chosen == null ? null : chosen.chain();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        ServerCertificate chosen = chosen(alias);
        return chosen == null ? null : chosen.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = choose(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
