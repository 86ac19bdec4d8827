import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.math.BigInteger;
import java.nio.file.Files;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

public class Web3j implements Program {
    private static final String TO = "0x00000000000000000000000000000000000000aa";

    @Override
    public void use(UsedToken token) throws Exception {
        RawTransaction transaction =
                RawTransaction.createEtherTransaction(
                        1,
                        BigInteger.ZERO,
                        BigInteger.valueOf(21_000),
                        TO,
                        BigInteger.ONE,
                        BigInteger.ONE,
                        BigInteger.TEN);
        byte[] signed = sign(transaction, token.key(), point(token.publicKey()));
        Files.writeString(token.file("transaction"), Numeric.toHexString(signed));
        BigInteger point = point(token.publicKey());
        Files.writeString(token.file("address"), "0x" + Keys.getAddress(point));
    }

    // adapter
    static byte[] sign(RawTransaction transaction, PrivateKey key, BigInteger publicKey)
            throws Exception {
        byte[] hash = Hash.sha3(TransactionEncoder.encode(transaction));
        Signature signature = Signature.getInstance("NONEwithECDSAinP1363Format");
        signature.initSign(key);
        signature.update(hash);
        byte[] value = signature.sign();
        BigInteger r = new BigInteger(1, value, 0, 32);
        BigInteger s = new BigInteger(1, value, 32, 32);
        ECDSASignature canonical = new ECDSASignature(r, s).toCanonicalised();
        Sign.SignatureData data = Sign.createSignatureData(canonical, publicKey, hash);
        return TransactionEncoder.encode(transaction, data);
    }

    static BigInteger point(byte[] encoded) {
        return new BigInteger(1, Arrays.copyOfRange(encoded, encoded.length - 64, encoded.length));
    }

    // end

    @Override
    public String judge(TrialPlace place) throws Exception {
        SignedRawTransaction transaction =
                (SignedRawTransaction)
                        TransactionDecoder.decode(Files.readString(place.file("transaction")));
        String from = transaction.getFrom();
        TrialPlace.check(from.equals(Files.readString(place.file("address"))), from);
        return "a transaction from " + from;
    }
}
