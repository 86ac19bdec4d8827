package io.craton.hsm.daemon.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The daemon's certificates for handshakes (decision B42): of those whose key the client can verify
 * the newest that is valid. A handshake that chose one keeps it, whatever is read meanwhile.
 */
final class ServerKeys extends X509ExtendedKeyManager {
    private final Clock clock;
    private final Duration handshake;
    private volatile Readings readings;

    /** The newest reading, and those before it of which handshakes may be under way. */
    private record Readings(TlsMaterial now, List<Replaced> before) {}

    /**
     * @param until when the last handshake that began with it is over
     */
    private record Replaced(TlsMaterial material, Instant until) {}

    /**
     * @param handshake how long a handshake may last
     */
    ServerKeys(TlsMaterial first, Clock clock, Duration handshake) {
        this.clock = clock;
        this.handshake = handshake;
        this.readings = new Readings(first, List.of());
    }

    synchronized void replace(TlsMaterial next) {
        Instant now = clock.instant();
        List<Replaced> before = new ArrayList<>();
        before.add(new Replaced(readings.now(), now.plus(handshake)));
        readings.before().stream().filter(old -> now.isBefore(old.until())).forEach(before::add);
        readings = new Readings(next, List.copyOf(before));
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

    /**
     * A handshake asks for one kind of key after the other. One that began before a replacement may
     * have been told that there is no key of a kind which only the newer reading has; it gets one
     * of the older.
     */
    private @Nullable String choose(String keyType) {
        Readings last = readings;
        String newest = choose(last.now(), keyType);
        if (newest != null || last.before().isEmpty()) {
            return newest;
        }
        Instant now = clock.instant();
        return last.before().stream()
                .filter(old -> now.isBefore(old.until()))
                .map(old -> choose(old.material(), keyType))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private @Nullable String choose(TlsMaterial material, String keyType) {
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
        return Stream.concat(Stream.of(last.now()), last.before().stream().map(Replaced::material))
                .filter(material -> material.version() == version)
                .map(material -> material.servers().get(Integer.parseInt(parts[1])))
                .findFirst()
                .orElse(null);
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
