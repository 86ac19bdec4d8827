package io.craton.application;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.List;
import java.util.ServiceLoader;

/** An application on the class path that uses the provider as a module. */
public final class ModulePathProgram {
    private ModulePathProgram() {}

    /** Takes the PIN. */
    public static void main(String[] arguments) throws Exception {
        Provider provider =
                ServiceLoader.load(Provider.class).stream()
                        .filter(found -> found.type().getName().endsWith("CratonHsmProvider"))
                        .findFirst()
                        .orElseThrow()
                        .get();
        Security.addProvider(provider);
        KeyStore keyStore = KeyStore.getInstance("CratonHSM");
        keyStore.load(null, arguments[0].toCharArray());
        KeyPair pair = KeyPairGenerator.getInstance("ML-DSA-65", "CratonHSM").generateKeyPair();
        Signature signature = Signature.getInstance("ML-DSA", "CratonHSM");
        signature.initSign(pair.getPrivate());
        signature.update(new byte[10]);
        byte[] value = signature.sign();
        signature.initVerify(pair.getPublic());
        signature.update(new byte[10]);
        System.out.println(
                provider.getClass().getModule().getName() + " " + signature.verify(value));
        for (String module : List.of("io.craton.hsm.store", "io.craton.hsm.audit")) {
            System.out.println(module + " " + ModuleLayer.boot().findModule(module).isPresent());
        }
        // Loaded by name where the JDK has the class it needs.
        System.out.println("KEM " + (provider.getService("KEM", "ML-KEM") != null));
    }
}
