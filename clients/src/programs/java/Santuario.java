import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.xml.security.Init;
import org.apache.xml.security.c14n.Canonicalizer;
import org.apache.xml.security.signature.XMLSignature;
import org.apache.xml.security.transforms.Transforms;
import org.apache.xml.security.utils.XMLUtils;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

public class Santuario implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        Init.init();
        DocumentBuilderFactory documents = DocumentBuilderFactory.newInstance();
        documents.setNamespaceAware(true);
        Document document = documents.newDocumentBuilder().newDocument();
        document.appendChild(document.createElementNS("urn:order", "order"));
        XMLSignature signature =
                new XMLSignature(
                        document,
                        "",
                        System.getProperty(
                                "signature.algorithm", XMLSignature.ALGO_ID_SIGNATURE_RSA_SHA256),
                        Canonicalizer.ALGO_ID_C14N_EXCL_OMIT_COMMENTS);
        document.getDocumentElement().appendChild(signature.getElement());
        Transforms transforms = new Transforms(document);
        transforms.addTransform(Transforms.TRANSFORM_ENVELOPED_SIGNATURE);
        signature.addDocument("", transforms, "http://www.w3.org/2001/04/xmlenc#sha256");
        signature.addKeyInfo(token.certificate());
        signature.sign(token.key());
        try (var out = Files.newOutputStream(token.file("signed.xml"))) {
            XMLUtils.outputDOM(document, out);
        }
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        Init.init();
        DocumentBuilderFactory documents = DocumentBuilderFactory.newInstance();
        documents.setNamespaceAware(true);
        Document document = documents.newDocumentBuilder().parse(place.file("signed.xml").toFile());
        Element element = (Element) document.getDocumentElement().getLastChild();
        boolean right = new XMLSignature(element, "").checkSignatureValue(place.certificate());
        TrialPlace.check(right, "the signature");
        return "the signature";
    }
}
