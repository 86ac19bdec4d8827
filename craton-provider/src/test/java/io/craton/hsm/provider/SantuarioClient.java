package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.xml.security.Init;
import org.apache.xml.security.c14n.Canonicalizer;
import org.apache.xml.security.exceptions.XMLSecurityException;
import org.apache.xml.security.signature.XMLSignature;
import org.apache.xml.security.transforms.Transforms;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Apache Santuario, as OpenSAML uses it: an enveloped signature over an assertion with an ID. */
@Tag("ecosystem")
class SantuarioClient {

    @BeforeAll
    static void init() {
        Init.init();
    }

    static void signAndVerify(String method, KeyPair pair) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document =
                factory.newDocumentBuilder()
                        .parse(
                                new InputSource(
                                        new StringReader(
                                                "<Assertion xmlns='urn:oasis:names:tc:SAML:2.0:assertion' ID='a1'><Subject/></Assertion>")));
        document.getDocumentElement().setIdAttribute("ID", true);
        XMLSignature signature =
                new XMLSignature(
                        document, "", method, Canonicalizer.ALGO_ID_C14N_EXCL_OMIT_COMMENTS);
        document.getDocumentElement().appendChild(signature.getElement());
        Transforms transforms = new Transforms(document);
        transforms.addTransform(Transforms.TRANSFORM_ENVELOPED_SIGNATURE);
        transforms.addTransform(Transforms.TRANSFORM_C14N_EXCL_OMIT_COMMENTS);
        signature.addDocument("#a1", transforms, "http://www.w3.org/2001/04/xmlenc#sha256");
        signature.sign(pair.getPrivate());
        XMLSignature read = new XMLSignature(signature.getElement(), "");
        assertThat(read.checkSignatureValue(pair.getPublic())).isTrue();
    }

    private static KeyPair pair(TestToken token, String keys) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys, token.provider());
        generator.initialize(keys.equals("RSA") ? 2048 : 256);
        return generator.generateKeyPair();
    }

    @ParameterizedTest
    @CsvSource({
        XMLSignature.ALGO_ID_SIGNATURE_RSA_SHA256 + ",RSA",
        XMLSignature.ALGO_ID_SIGNATURE_ECDSA_SHA256 + ",EC"
    })
    void signsWithAKeyInTheToken(String method, String keys) throws Exception {
        try (TestToken token = TestToken.installed("santuario")) {
            token.keyStore();
            signAndVerify(method, pair(token, keys));
        }
    }

    @Test
    void knownTrap_pss_needsTheProviderAtPositionOne() throws Exception {
        try (TestToken token = TestToken.installed("santuario")) {
            token.keyStore();
            KeyPair pair = pair(token, "RSA");
            assertThatThrownBy(
                            () ->
                                    signAndVerify(
                                            XMLSignature.ALGO_ID_SIGNATURE_RSA_SHA256_MGF1, pair))
                    .isInstanceOf(XMLSecurityException.class);
            Security.removeProvider(token.provider().getName());
            Security.insertProviderAt(token.provider(), 1);
            signAndVerify(XMLSignature.ALGO_ID_SIGNATURE_RSA_SHA256_MGF1, pair);
        }
    }
}
