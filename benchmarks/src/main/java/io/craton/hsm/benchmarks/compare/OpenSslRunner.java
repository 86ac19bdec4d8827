package io.craton.hsm.benchmarks.compare;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code openssl speed}, a second a round; it says the processor time in user mode alone. */
final class OpenSslRunner implements Runner {
    private static final Map<Measured, List<String>> ARGUMENTS = arguments();

    /** Which field of a line {@code +F2} and the like says how often. */
    private static final int SIGN = 3;

    private static final int VERIFY = 4;

    private static Map<Measured, List<String>> arguments() {
        Map<Measured, List<String>> all = new EnumMap<>(Measured.class);
        all.put(Measured.GCM_64, List.of("-bytes", "64", "-evp", "aes-256-gcm"));
        all.put(Measured.GCM_4K, List.of("-bytes", "4096", "-evp", "aes-256-gcm"));
        all.put(Measured.GCM_1M, List.of("-bytes", "1048576", "-evp", "aes-256-gcm"));
        all.put(
                Measured.GCM_1M_DECRYPT,
                List.of("-bytes", "1048576", "-decrypt", "-evp", "aes-256-gcm"));
        all.put(Measured.HMAC_1K, List.of("-bytes", "1024", "-hmac", "sha256"));
        all.put(Measured.SHA256_64, List.of("-bytes", "64", "-evp", "sha256"));
        all.put(Measured.SHA256_4K, List.of("-bytes", "4096", "-evp", "sha256"));
        all.put(Measured.RANDOM_32, List.of("-bytes", "32", "rand"));
        all.put(Measured.RSA_2048, List.of("rsa2048"));
        all.put(Measured.RSA_3072, List.of("rsa3072"));
        all.put(Measured.RSA_4096, List.of("rsa4096"));
        all.put(Measured.P256_SIGN, List.of("ecdsap256"));
        all.put(Measured.P256_VERIFY, List.of("ecdsap256"));
        all.put(Measured.P384_SIGN, List.of("ecdsap384"));
        all.put(Measured.ED25519_SIGN, List.of("ed25519"));
        all.put(Measured.ED25519_VERIFY, List.of("ed25519"));
        return all;
    }

    @Override
    public Set<Measured> operations() {
        return ARGUMENTS.keySet();
    }

    @Override
    public void warmUp(Measured operation) throws Exception {
        // Nothing is compiled while it runs; this finds out whether this openssl does it at all.
        round(operation, new Figure());
    }

    @Override
    public void round(Measured operation, Figure figure) throws Exception {
        List<String> arguments = ARGUMENTS.getOrDefault(operation, List.of());
        String[] command = new String[4 + arguments.size()];
        command[0] = "openssl";
        command[1] = "speed";
        command[2] = "-mr";
        command[3] = "-seconds=1";
        for (int i = 0; i < arguments.size(); i++) {
            command[4 + i] = arguments.get(i);
        }
        figure.add(nanos(operation, Programs.run(Map.of(), command)));
    }

    /** {@code +F:..:name:BYTES-A-SECOND}, or {@code +F2:..:bits:SIGNATURES-A-SECOND:VERIFIED}. */
    static double nanos(Measured operation, String output) {
        String line =
                output.lines()
                        .filter(each -> each.startsWith("+F"))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("openssl speed: " + output));
        String[] fields = line.split(":");
        if (line.startsWith("+F:")) {
            double bytes = Double.parseDouble(ARGUMENTS.getOrDefault(operation, List.of()).get(1));
            return 1e9 * bytes / Double.parseDouble(fields[fields.length - 1]);
        }
        // Ed25519 has its name behind its bits; newer ones say more of RSA behind the two rates.
        int shift = line.startsWith("+F6:") ? 1 : 0;
        boolean verify = operation.name().endsWith("VERIFY");
        return 1e9 / Double.parseDouble(fields[(verify ? VERIFY : SIGN) + shift]);
    }

    @Override
    public void close() {
        // Each round is a process of its own.
    }
}
