package io.craton.hsm.provider;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.crypto.Cipher;

/**
 * Lists the services of providers, a line each: type and name. As a program, those of SunPKCS11
 * with the configuration file that is its argument: what is behind it reads the environment.
 */
final class ServiceLister {
    private static final Set<String> TYPES =
            Set.of(
                    "AlgorithmParameters",
                    "AlgorithmParameterGenerator",
                    "Cipher",
                    "KDF",
                    "KEM",
                    "KeyAgreement",
                    "KeyFactory",
                    "KeyGenerator",
                    "KeyPairGenerator",
                    "KeyStore",
                    "Mac",
                    "MessageDigest",
                    "SecretKeyFactory",
                    "SecureRandom",
                    "Signature");
    private static final Pattern IDENTIFIER = Pattern.compile("(OID\\.)?[0-9]+(\\.[0-9]+)+");

    private ServiceLister() {}

    /** What these have, without object identifiers; upper and lower case are the same. */
    static Set<String> list(List<Provider> providers) {
        Set<String> lines = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Provider provider : providers) {
            provider.getServices().stream()
                    .filter(service -> TYPES.contains(service.getType()))
                    .filter(service -> !IDENTIFIER.matcher(service.getAlgorithm()).matches())
                    .forEach(
                            service -> lines.add(service.getType() + " " + service.getAlgorithm()));
            // A cipher may be a service for all modes and paddings: those of ours are tried.
            ServiceTable.rows().stream()
                    .filter(row -> row.type().equals("Cipher"))
                    .filter(row -> isCipherOf(row.algorithm(), provider))
                    .forEach(row -> lines.add("Cipher " + row.algorithm()));
        }
        return lines;
    }

    private static boolean isCipherOf(String name, Provider provider) {
        try {
            Cipher.getInstance(name, provider);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Prints. */
    public static void main(String[] arguments) {
        list(List.of(Security.getProvider("SunPKCS11").configure(arguments[0])))
                .forEach(System.out::println);
    }
}
