package io.craton.hsm.benchmarks.compare;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.provider.CratonHsmProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.Map;

/** Puts together what a process measures. */
final class Subjects {
    private Subjects() {}

    /** The operations of a rival that runs in a JVM. */
    static Map<Measured, Task> tasks(Rival rival, Path directory) throws Exception {
        SoftwareKeys keys = SoftwareKeys.read(directory);
        return switch (rival) {
            case API, API_ACCP, API_UNLOGGED -> new ApiTasks(open(directory, rival)).all();
            case JCA, JCA_ACCP -> craton(directory, rival, keys);
            case JDK -> new JcaTasks(JcaDoor.jdk(keys.store())).all();
            case BC -> library("org.bouncycastle.jce.provider.BouncyCastleProvider", keys);
            case ACCP ->
                    library(
                            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider",
                            keys);
            case SUN_PKCS11 -> sunPkcs11(directory, keys);
            case SOFTHSM, OPENSSL ->
                    throw new IllegalArgumentException(rival + " does not run in a JVM");
        };
    }

    /**
     * A module with a token in it, and the default configuration but for what the rival's name
     * says.
     */
    private static Hsm open(Path directory, Rival rival) throws Exception {
        Path base = Files.createDirectory(directory.resolve("hsm"));
        HsmConfig.Builder config = HsmConfig.builder().baseDirectory(base);
        if (rival == Rival.API_UNLOGGED) {
            config.set(ConfigKey.AUDIT_ENABLED, false);
        }
        if (rival.accp()) {
            config.set(ConfigKey.ALGORITHMS_CRYPTO_BACKEND, "accp");
        }
        Hsm hsm = Hsm.open(config.build());
        char[] pin = SoftHsm.PIN.toCharArray();
        hsm.slot(0).initToken(pin, "Benchmark");
        try (Session officer = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            officer.login(UserType.CKU_SO, pin);
            officer.initPin(pin);
        }
        return hsm;
    }

    private static Map<Measured, Task> craton(Path directory, Rival rival, SoftwareKeys keys)
            throws Exception {
        Provider provider = new CratonHsmProvider(open(directory, rival));
        Security.addProvider(provider);
        KeyStore store = KeyStore.getInstance(CratonHsmProvider.NAME, provider);
        store.load(null, SoftHsm.PIN.toCharArray());
        keys.copyTo(store);
        return new JcaTasks(JcaDoor.token(provider, store, true)).all();
    }

    private static Map<Measured, Task> library(String name, SoftwareKeys keys) throws Exception {
        Provider provider =
                Class.forName(name)
                        .asSubclass(Provider.class)
                        .getDeclaredConstructor()
                        .newInstance();
        return new JcaTasks(JcaDoor.library(provider, keys.store())).all();
    }

    private static Map<Measured, Task> sunPkcs11(Path directory, SoftwareKeys keys)
            throws Exception {
        String configuration =
                "--name = benchmark\nlibrary = "
                        + SoftHsm.library()
                        + "\nslot = "
                        + SoftHsm.slot(directory)
                        + "\nattributes(*,CKO_SECRET_KEY,*) = {\n  CKA_ENCRYPT = true\n"
                        + "  CKA_DECRYPT = true\n  CKA_SIGN = true\n}\n";
        Provider provider = Security.getProvider("SunPKCS11").configure(configuration);
        Security.addProvider(provider);
        KeyStore store = KeyStore.getInstance("PKCS11", provider);
        store.load(null, SoftHsm.PIN.toCharArray());
        keys.copyTo(store);
        return new JcaTasks(JcaDoor.token(provider, store, false)).all();
    }
}
