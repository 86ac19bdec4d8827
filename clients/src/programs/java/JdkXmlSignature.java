import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.io.StringReader;
import java.util.List;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

public class JdkXmlSignature implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        DocumentBuilderFactory documents = DocumentBuilderFactory.newInstance();
        documents.setNamespaceAware(true);
        String text = "<order xmlns='urn:order'/>";
        Document document =
                documents.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        Reference reference =
                factory.newReference(
                        "",
                        factory.newDigestMethod(DigestMethod.SHA256, null),
                        List.of(
                                factory.newTransform(
                                        Transform.ENVELOPED, (TransformParameterSpec) null)),
                        null,
                        null);
        SignedInfo info =
                factory.newSignedInfo(
                        factory.newCanonicalizationMethod(
                                CanonicalizationMethod.INCLUSIVE, (C14NMethodParameterSpec) null),
                        factory.newSignatureMethod(algorithm(token), null),
                        List.of(reference));
        factory.newXMLSignature(info, null)
                .sign(new DOMSignContext(token.key(), document.getDocumentElement()));
        TransformerFactory.newInstance()
                .newTransformer()
                .transform(
                        new DOMSource(document),
                        new StreamResult(token.file("signed.xml").toFile()));
    }

    private static String algorithm(UsedToken token) throws Exception {
        return token.key().getAlgorithm().equals("RSA")
                ? "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"
                : "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        DocumentBuilderFactory documents = DocumentBuilderFactory.newInstance();
        documents.setNamespaceAware(true);
        Document document = documents.newDocumentBuilder().parse(place.file("signed.xml").toFile());
        Node signature = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature").item(0);
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        DOMValidateContext context =
                new DOMValidateContext(place.certificate().getPublicKey(), signature);
        TrialPlace.check(factory.unmarshalXMLSignature(context).validate(context), "the signature");
        return "the signature";
    }
}
