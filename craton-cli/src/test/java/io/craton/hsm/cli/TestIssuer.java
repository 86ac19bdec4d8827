package io.craton.hsm.cli;

import io.craton.hsm.cli.pki.Pem;
import io.craton.hsm.spi.der.DerWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;

/** A name with a key of the JDK that issues certificates (RFC 5280 section 4.1). */
final class TestIssuer {
    private static final AtomicLong SERIAL = new AtomicLong(1);
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final int UTC_TIME = 0x17;

    private final String name;
    private final KeyPair pair;
    private final String pem;

    private TestIssuer(String name, KeyPair pair, String pem) {
        this.name = name;
        this.pair = pair;
        this.pem = pem;
    }

    static TestIssuer root(String name) throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        return new TestIssuer(name, pair, issue(name, pair.getPublic().getEncoded(), name, pair));
    }

    TestIssuer under(String child) throws GeneralSecurityException {
        KeyPair childPair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        return new TestIssuer(child, childPair, issue(child, childPair.getPublic()));
    }

    /** Its own certificate. */
    String pem() {
        return pem;
    }

    String issue(String subject, PublicKey key) throws GeneralSecurityException {
        return issue(subject, key.getEncoded());
    }

    /** For a key that this Java may not know. */
    String issue(String subject, byte[] publicKeyInfo) throws GeneralSecurityException {
        return issue(subject, publicKeyInfo, name, pair);
    }

    private static String issue(String subject, byte[] publicKeyInfo, String issuer, KeyPair signer)
            throws GeneralSecurityException {
        byte[] algorithm = DerWriter.sequence(DerWriter.oid(ECDSA_WITH_SHA256));
        byte[] content =
                DerWriter.sequence(
                        DerWriter.context(0, DerWriter.integer(BigInteger.TWO)),
                        DerWriter.integer(BigInteger.valueOf(SERIAL.incrementAndGet())),
                        algorithm,
                        new X500Principal("CN=" + issuer).getEncoded(),
                        DerWriter.sequence(
                                DerWriter.ascii(UTC_TIME, "200101000000Z"),
                                DerWriter.ascii(UTC_TIME, "491231235959Z")),
                        new X500Principal("CN=" + subject).getEncoded(),
                        publicKeyInfo);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer.getPrivate());
        signature.update(content);
        return Pem.encode(
                "CERTIFICATE",
                DerWriter.sequence(content, algorithm, DerWriter.bits(signature.sign())));
    }
}
