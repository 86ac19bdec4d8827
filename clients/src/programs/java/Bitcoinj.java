import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.AesKey;
import org.bitcoinj.crypto.ECKey;

public class Bitcoinj implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        byte[] encoded = token.publicKey();
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - 65, encoded.length);
        ECKey key = new TokenEcKey(token.key(), point);
        ECKey.ECDSASignature signature = key.sign(Sha256Hash.of("text".getBytes()));
        Files.write(token.file("signature"), signature.encodeToDER());
        Files.write(token.file("point"), point);
    }

    // adapter
    static final class TokenEcKey extends ECKey {
        private final PrivateKey key;

        TokenEcKey(PrivateKey key, byte[] point) {
            super(null, ECKey.fromPublicOnly(point).getPubKeyPoint(), true);
            this.key = key;
        }

        @Override
        public ECDSASignature sign(Sha256Hash hash, AesKey none) {
            try {
                Signature signature = Signature.getInstance("NONEwithECDSA");
                signature.initSign(key);
                signature.update(hash.getBytes());
                return ECDSASignature.decodeFromDER(signature.sign()).toCanonicalised();
            } catch (Exception e) {
                throw new IllegalStateException("the token does not sign", e);
            }
        }
    }

    // end

    @Override
    public String judge(TrialPlace place) throws Exception {
        ECKey key = ECKey.fromPublicOnly(Files.readAllBytes(place.file("point")));
        byte[] signature = Files.readAllBytes(place.file("signature"));
        boolean right = key.verify(Sha256Hash.of("text".getBytes()).getBytes(), signature);
        TrialPlace.check(right, "the signature");
        return "the signature";
    }
}
