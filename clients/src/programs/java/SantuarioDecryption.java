import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.io.StringReader;
import java.nio.file.Files;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.xml.security.Init;
import org.apache.xml.security.encryption.EncryptedData;
import org.apache.xml.security.encryption.EncryptedKey;
import org.apache.xml.security.encryption.XMLCipher;
import org.apache.xml.security.keys.KeyInfo;
import org.apache.xml.security.utils.XMLUtils;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

public class SantuarioDecryption implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        Init.init();
        token.await("encrypted");
        Document document = documents().parse(token.file("encrypted.xml").toFile());
        XMLCipher cipher = XMLCipher.getInstance();
        cipher.init(XMLCipher.DECRYPT_MODE, null);
        cipher.setKEK(token.key());
        cipher.doFinal(document, document.getDocumentElement());
        token.say("plain", document.getDocumentElement().getTextContent());
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        Init.init();
        String text = "<order>a secret</order>";
        Document document = documents().parse(new InputSource(new StringReader(text)));
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        generator.init(256);
        SecretKey content = generator.generateKey();
        XMLCipher wrapping = XMLCipher.getInstance(XMLCipher.RSA_OAEP);
        wrapping.init(XMLCipher.WRAP_MODE, place.certificate().getPublicKey());
        EncryptedKey key = wrapping.encryptKey(document, content);
        XMLCipher cipher = XMLCipher.getInstance(XMLCipher.AES_256_GCM);
        cipher.init(XMLCipher.ENCRYPT_MODE, content);
        EncryptedData data = cipher.getEncryptedData();
        KeyInfo info = new KeyInfo(document);
        info.add(key);
        data.setKeyInfo(info);
        cipher.doFinal(document, document.getDocumentElement());
        try (var out = Files.newOutputStream(place.file("encrypted.xml"))) {
            XMLUtils.outputDOM(document, out);
        }
        place.say("encrypted", "");
        TrialPlace.check(place.await("plain").equals("a secret"), "what came back");
        return "what it had encrypted came back";
    }

    private static DocumentBuilder documents() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder();
    }
}
