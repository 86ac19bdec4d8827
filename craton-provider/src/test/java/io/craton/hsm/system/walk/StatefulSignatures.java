package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.system.walk.Step.Product;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.HSSKeyPairGenerator;
import org.bouncycastle.crypto.params.HSSKeyGenerationParameters;
import org.bouncycastle.crypto.params.HSSPublicKeyParameters;
import org.bouncycastle.crypto.params.LMOtsParameters;
import org.bouncycastle.crypto.params.LMSParameters;
import org.bouncycastle.crypto.params.LMSigParameters;
import org.bouncycastle.crypto.signers.HSSSigner;

/** The mechanisms that only verify, with public keys alone: no secret is near them. */
final class StatefulSignatures {
    private static final Path VECTORS = Path.of("../craton-engine/src/test/resources/vectors");

    private StatefulSignatures() {}

    static void verify(Tour.Runner runner, Session session) throws IOException {
        byte[] data = "what is signed".getBytes(StandardCharsets.US_ASCII);
        HSSKeyPairGenerator generator = new HSSKeyPairGenerator();
        LMSParameters level =
                new LMSParameters(LMSigParameters.lms_sha256_n32_h5, LMOtsParameters.sha256_n32_w8);
        generator.init(
                new HSSKeyGenerationParameters(new LMSParameters[] {level}, new SecureRandom()));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        HSSSigner signer = new HSSSigner();
        signer.init(true, pair.getPrivate());
        byte[] encoded = ((HSSPublicKeyParameters) pair.getPublic()).getEncoded();
        byte[] signature = signer.generateSignature(data);
        verify(runner, session, KeyType.CKK_HSS, encoded, data, signature);
        for (KeyType type : List.of(KeyType.CKK_XMSS, KeyType.CKK_XMSSMT)) {
            Properties vector = new Properties();
            String file = type.name().substring(4).toLowerCase(java.util.Locale.ROOT);
            try (Reader reader = Files.newBufferedReader(VECTORS.resolve(file + ".properties"))) {
                vector.load(reader);
            }
            HexFormat hex = HexFormat.of();
            verify(
                    runner,
                    session,
                    type,
                    hex.parseHex(vector.getProperty("public")),
                    data,
                    hex.parseHex(vector.getProperty("signature")));
        }
    }

    private static void verify(
            Tour.Runner runner,
            Session session,
            KeyType type,
            byte[] encoded,
            byte[] data,
            byte[] signature) {
        MechanismType mechanism = MechanismType.valueOf(type.name().replace("CKK", "CKM"));
        Template.Builder template =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .keyType(type)
                        .set(CKA_VALUE, encoded);
        if (type != KeyType.CKK_HSS) {
            template.set(CKA_PARAMETER_SET, (long) encoded[3]);
        }
        ObjectHandle key = session.createObject(template.build());
        runner.run(
                "verify",
                mechanism,
                (bench, items) -> {
                    session.verify(Mechanism.of(mechanism), key, data, signature);
                    return List.of(new Product.Done());
                });
    }
}
