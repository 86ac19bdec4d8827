import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.io.StringReader;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.wss4j.common.crypto.Crypto;
import org.apache.wss4j.common.crypto.CryptoFactory;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.engine.WSSecurityEngine;
import org.apache.wss4j.dom.handler.WSHandlerResult;
import org.apache.wss4j.dom.message.WSSecHeader;
import org.apache.wss4j.dom.message.WSSecSignature;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

public class Wss4j implements Program {
    private static final String MESSAGE =
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'>"
                    + "<s:Body><order/></s:Body></s:Envelope>";

    @Override
    public void use(UsedToken token) throws Exception {
        Properties properties = new Properties();
        String merlin = "org.apache.wss4j.crypto.merlin.keystore.";
        properties.setProperty("org.apache.wss4j.crypto.provider", Merlin.class.getName());
        properties.setProperty(merlin + "type", "CratonHSM");
        properties.setProperty(merlin + "file", token.reference().toString());
        properties.setProperty(merlin + "password", token.pin());
        Crypto crypto = CryptoFactory.getInstance(properties);
        Document document = documents().parse(new InputSource(new StringReader(MESSAGE)));
        WSSecHeader header = new WSSecHeader(document);
        header.insertSecurityHeader();
        WSSecSignature signature = new WSSecSignature(header);
        signature.setUserInfo(UsedToken.ALIAS, token.pin());
        signature.setKeyIdentifierType(WSConstants.BST_DIRECT_REFERENCE);
        signature.setSignatureAlgorithm(
                System.getProperty("signature.algorithm", WSConstants.RSA_SHA256));
        signature.setDigestAlgo(WSConstants.SHA256);
        Document signed = signature.build(crypto);
        TransformerFactory.newInstance()
                .newTransformer()
                .transform(
                        new DOMSource(signed), new StreamResult(token.file("signed.xml").toFile()));
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        Merlin crypto = new Merlin();
        crypto.setTrustStore(place.trust());
        crypto.setKeyStore(place.trust());
        Document document = documents().parse(place.file("signed.xml").toFile());
        WSHandlerResult result =
                new WSSecurityEngine().processSecurityHeader(document, null, null, crypto);
        TrialPlace.check(result.getActionResults().containsKey(WSConstants.SIGN), "it is signed");
        return "the signature of the body";
    }

    private static DocumentBuilder documents() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder();
    }
}
