package com.example.signing;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import io.craton.hsm.provider.CratonHsmProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;

/** The program: {@code setup}, {@code sign FILE}, {@code verify FILE}. */
public final class Main {
    private static final Path DIRECTORY = Path.of("token");
    private static final Path PUBLIC_KEY = Path.of("documents.pub");

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        String command = arguments.length == 0 ? "" : arguments[0];
        if (command.equals("setup") && arguments.length == 1) {
            setup();
        } else if (command.equals("sign") && arguments.length == 2) {
            sign(Path.of(arguments[1]));
        } else if (command.equals("verify") && arguments.length == 2) {
            verify(Path.of(arguments[1]));
        } else {
            System.err.println("usage: setup | sign FILE | verify FILE");
            System.exit(2);
        }
    }

    /** A token and a key in it, once. */
    private static void setup() throws Exception {
        char[] soPin = pin("SO_PIN");
        try (Hsm hsm = open()) {
            Slot slot = hsm.slot(0);
            slot.initToken(soPin, "Documents");
            try (Session session = slot.openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_SO, soPin);
                session.initPin(pin("PIN"));
            }
            try (CratonHsmProvider provider = new CratonHsmProvider(hsm)) {
                PublicKey key = signer(provider).createKey();
                Files.write(PUBLIC_KEY, key.getEncoded());
            }
        }
        System.out.println("The token is in " + DIRECTORY + ", the public key in " + PUBLIC_KEY);
    }

    private static void sign(Path document) throws Exception {
        try (Hsm hsm = open();
                CratonHsmProvider provider = new CratonHsmProvider(hsm)) {
            byte[] signature = signer(provider).sign(Files.readAllBytes(document));
            Files.write(signatureOf(document), signature);
        }
        System.out.println("The signature is in " + signatureOf(document));
    }

    private static void verify(Path document) throws Exception {
        PublicKey key =
                KeyFactory.getInstance("EC")
                        .generatePublic(new X509EncodedKeySpec(Files.readAllBytes(PUBLIC_KEY)));
        byte[] signature = Files.readAllBytes(signatureOf(document));
        if (!DocumentSigner.verify(key, Files.readAllBytes(document), signature)) {
            System.out.println("The signature is NOT valid");
            System.exit(1);
        }
        System.out.println("The signature is valid");
    }

    private static Hsm open() {
        return Hsm.open(
                HsmConfig.builder()
                        .storagePath(DIRECTORY.resolve("store"))
                        .auditLogPath(DIRECTORY.resolve("audit.jsonl"))
                        .build());
    }

    private static DocumentSigner signer(CratonHsmProvider provider) throws Exception {
        KeyStore token = KeyStore.getInstance("CratonHSM", provider);
        token.load(null, pin("PIN"));
        return new DocumentSigner(provider, token);
    }

    private static Path signatureOf(Path document) {
        return document.resolveSibling(document.getFileName() + ".sig");
    }

    private static char[] pin(String variable) {
        String pin = System.getenv(variable);
        if (pin == null) {
            System.err.println("Put the PIN into the environment variable " + variable);
            System.exit(2);
        }
        return pin.toCharArray();
    }
}
