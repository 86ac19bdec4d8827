import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.PublicKeySign;
import com.google.crypto.tink.PublicKeyVerify;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.signature.PredefinedSignatureParameters;
import com.google.crypto.tink.signature.SignatureConfig;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

public class Tink implements Program {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @Override
    public void use(UsedToken token) throws Exception {
        SignatureConfig.register();
        Aead master = new TokenAead((SecretKey) token.keyStore().getKey(UsedToken.ALIAS, null));
        byte[] nothing = {};
        KeysetHandle made = KeysetHandle.generateNew(PredefinedSignatureParameters.ECDSA_P256);
        byte[] sealed = TinkProtoKeysetFormat.serializeEncryptedKeyset(made, master, nothing);
        KeysetHandle keys = TinkProtoKeysetFormat.parseEncryptedKeyset(sealed, master, nothing);
        PublicKeySign signer = keys.getPrimitive(RegistryConfiguration.get(), PublicKeySign.class);
        Files.write(token.file("signature"), signer.sign(CONTENT));
        Files.write(
                token.file("public"),
                TinkProtoKeysetFormat.serializeKeysetWithoutSecret(keys.getPublicKeysetHandle()));
    }

    // adapter
    record TokenAead(SecretKey key) implements Aead {
        @Override
        public byte[] encrypt(byte[] plain, byte[] associated) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            cipher.updateAAD(associated);
            byte[] vector = cipher.getIV();
            byte[] sealed = cipher.doFinal(plain);
            return ByteBuffer.allocate(vector.length + sealed.length)
                    .put(vector)
                    .put(sealed)
                    .array();
        }

        @Override
        public byte[] decrypt(byte[] sealed, byte[] associated) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, sealed, 0, 12));
            cipher.updateAAD(associated);
            return cipher.doFinal(sealed, 12, sealed.length - 12);
        }
    }

    // end

    @Override
    public String judge(TrialPlace place) throws Exception {
        SignatureConfig.register();
        KeysetHandle keys =
                TinkProtoKeysetFormat.parseKeysetWithoutSecret(
                        Files.readAllBytes(place.file("public")));
        PublicKeyVerify verifier =
                keys.getPrimitive(RegistryConfiguration.get(), PublicKeyVerify.class);
        verifier.verify(Files.readAllBytes(place.file("signature")), CONTENT);
        return "a signature of the keyset that was sealed";
    }
}
