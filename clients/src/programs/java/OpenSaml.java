import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Instant;
import net.shibboleth.utilities.java.support.xml.BasicParserPool;
import net.shibboleth.utilities.java.support.xml.SerializeSupport;
import org.opensaml.core.config.InitializationService;
import org.opensaml.core.xml.util.XMLObjectSupport;
import org.opensaml.saml.saml2.core.Assertion;
import org.opensaml.saml.saml2.core.Issuer;
import org.opensaml.saml.saml2.core.impl.AssertionBuilder;
import org.opensaml.saml.saml2.core.impl.IssuerBuilder;
import org.opensaml.security.x509.BasicX509Credential;
import org.opensaml.xmlsec.signature.Signature;
import org.opensaml.xmlsec.signature.impl.SignatureBuilder;
import org.opensaml.xmlsec.signature.support.SignatureConstants;
import org.opensaml.xmlsec.signature.support.SignatureValidator;
import org.opensaml.xmlsec.signature.support.Signer;
import org.w3c.dom.Element;

public class OpenSaml implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        InitializationService.initialize();
        Issuer issuer = new IssuerBuilder().buildObject();
        issuer.setValue("someone");
        Assertion assertion = new AssertionBuilder().buildObject();
        assertion.setID("assertion");
        assertion.setIssueInstant(Instant.now());
        assertion.setIssuer(issuer);
        Signature signature = new SignatureBuilder().buildObject();
        signature.setSigningCredential(new BasicX509Credential(token.certificate(), token.key()));
        signature.setSignatureAlgorithm(SignatureConstants.ALGO_ID_SIGNATURE_RSA_SHA256);
        signature.setCanonicalizationAlgorithm(SignatureConstants.ALGO_ID_C14N_EXCL_OMIT_COMMENTS);
        assertion.setSignature(signature);
        Element element = XMLObjectSupport.marshall(assertion);
        Signer.signObject(signature);
        try (OutputStream out = Files.newOutputStream(token.file("assertion.xml"))) {
            SerializeSupport.writeNode(element, out);
        }
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        InitializationService.initialize();
        BasicParserPool parsers = new BasicParserPool();
        parsers.initialize();
        try (InputStream in = Files.newInputStream(place.file("assertion.xml"))) {
            Assertion assertion =
                    (Assertion) XMLObjectSupport.unmarshallFromInputStream(parsers, in);
            SignatureValidator.validate(
                    assertion.getSignature(), new BasicX509Credential(place.certificate()));
            return "an assertion of " + assertion.getIssuer().getValue();
        }
    }
}
