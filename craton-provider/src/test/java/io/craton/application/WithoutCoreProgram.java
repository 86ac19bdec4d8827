package io.craton.application;

import io.craton.hsm.provider.CratonHsmProvider;
import java.security.KeyStore;

/** An application with the provider and without an implementation of the module. */
final class WithoutCoreProgram {
    private WithoutCoreProgram() {}

    public static void main(String[] arguments) throws Exception {
        CratonHsmProvider provider = new CratonHsmProvider();
        System.out.println("services " + (provider.getService("Signature", "Ed25519") != null));
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
        try {
            keyStore.load(null, "12345678".toCharArray());
        } catch (Exception e) {
            System.out.println(e.getMessage());
        }
    }
}
