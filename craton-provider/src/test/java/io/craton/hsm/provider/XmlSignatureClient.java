package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** XML signatures of the JDK, as SAML libraries make them. */
class XmlSignatureClient {
    static final String PSS = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1";

    private static Document document() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder()
                .parse(
                        new InputSource(
                                new StringReader(
                                        "<Assertion xmlns='urn:example' ID='a1'><Subject>someone</Subject></Assertion>")));
    }

    static void signAndValidate(TestToken token, String method, KeyPair pair) throws Exception {
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
                                CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                        factory.newSignatureMethod(method, null),
                        List.of(reference));
        Document document = document();
        DOMSignContext signing =
                new DOMSignContext(pair.getPrivate(), document.getDocumentElement());
        factory.newXMLSignature(info, null).sign(signing);
        DOMValidateContext validating =
                new DOMValidateContext(
                        pair.getPublic(),
                        document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature").item(0));
        assertThat(factory.unmarshalXMLSignature(validating).validate(validating)).isTrue();
        document.getElementsByTagNameNS("urn:example", "Subject")
                .item(0)
                .setTextContent("someone else");
        assertThat(factory.unmarshalXMLSignature(validating).validate(validating)).isFalse();
    }

    private static KeyPair pair(TestToken token, String keys) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys, token.provider());
        generator.initialize(keys.equals("RSA") ? 2048 : 256);
        return generator.generateKeyPair();
    }

    @ParameterizedTest
    @CsvSource({
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256,RSA",
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256,EC"
    })
    void jdk_signsWithAKeyInTheToken(String method, String keys) throws Exception {
        try (TestToken token = TestToken.installed("xml")) {
            token.keyStore();
            signAndValidate(token, method, pair(token, keys));
        }
    }

    @Test
    void knownTrap_pss_needsTheProviderAtPositionOne() throws Exception {
        try (TestToken token = TestToken.installed("xml")) {
            token.keyStore();
            KeyPair pair = pair(token, "RSA");
            assertThatThrownBy(() -> signAndValidate(token, PSS, pair))
                    .isInstanceOf(XMLSignatureException.class);
            java.security.Security.removeProvider(token.provider().getName());
            java.security.Security.insertProviderAt(token.provider(), 1);
            signAndValidate(token, PSS, pair);
        }
    }
}
