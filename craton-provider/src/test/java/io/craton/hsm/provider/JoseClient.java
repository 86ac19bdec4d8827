package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import io.jsonwebtoken.Jwts;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of Nimbus JOSE and jjwt. */
@Tag("ecosystem")
class JoseClient {

    private static KeyPair pair(TestToken token, String keys) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys, token.provider());
        generator.initialize(keys.equals("RSA") ? 2048 : 256);
        return generator.generateKeyPair();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nimbus_rs256AndEs256(boolean named) throws Exception {
        try (TestToken token = TestToken.installed("jose")) {
            token.keyStore();
            KeyPair rsa = pair(token, "RSA");
            KeyPair ec = pair(token, "EC");
            RSASSASigner rsaSigner = new RSASSASigner(rsa.getPrivate());
            ECDSASigner ecSigner = new ECDSASigner(ec.getPrivate(), Curve.P_256);
            if (named) {
                rsaSigner.getJCAContext().setProvider(token.provider());
                ecSigner.getJCAContext().setProvider(token.provider());
            }
            JWSObject one = signed(JWSAlgorithm.RS256, rsaSigner);
            assertThat(one.verify(new RSASSAVerifier((RSAPublicKey) rsa.getPublic()))).isTrue();
            JWSObject two = signed(JWSAlgorithm.ES256, ecSigner);
            assertThat(two.verify(new ECDSAVerifier((ECPublicKey) ec.getPublic()))).isTrue();
        }
    }

    static JWSObject signed(JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
        JWSObject object = new JWSObject(new JWSHeader(algorithm), new Payload("claims"));
        object.sign(signer);
        return object;
    }

    @Test
    void nimbus_ps256_needsTheProviderNamedOrFirst() throws Exception {
        try (TestToken token = TestToken.installed("jose")) {
            token.keyStore();
            KeyPair rsa = pair(token, "RSA");
            RSASSASigner last = new RSASSASigner(rsa.getPrivate());
            assertThatThrownBy(() -> signed(JWSAlgorithm.PS256, last))
                    .isInstanceOf(JOSEException.class);
            RSASSASigner named = new RSASSASigner(rsa.getPrivate());
            named.getJCAContext().setProvider(token.provider());
            assertThat(
                            signed(JWSAlgorithm.PS256, named)
                                    .verify(new RSASSAVerifier((RSAPublicKey) rsa.getPublic())))
                    .isTrue();
            Security.removeProvider(token.provider().getName());
            Security.insertProviderAt(token.provider(), 1);
            assertThat(
                            signed(JWSAlgorithm.PS256, new RSASSASigner(rsa.getPrivate()))
                                    .verify(new RSASSAVerifier((RSAPublicKey) rsa.getPublic())))
                    .isTrue();
        }
    }

    @Test
    void nimbus_loadsTheKeyStore() throws Exception {
        try (TestToken token = TestToken.installed("jose")) {
            TlsParty.server(token, "rsa", "RSA", "SHA256withRSA");
            TlsParty.server(token, "ec", "EC", "SHA256withECDSA");
            JWKSet set = JWKSet.load(token.keyStore(), alias -> TestToken.PIN);
            assertThat(set.getKeys()).hasSize(2);
            assertThat(set.getKeyByKeyId("rsa").isPrivate()).isTrue();
        }
    }

    @Test
    void jjwt_es256_withTheProviderNamed() throws Exception {
        try (TestToken token = TestToken.installed("jose")) {
            token.keyStore();
            KeyPair ec = pair(token, "EC");
            String compact =
                    Jwts.builder()
                            .provider(token.provider())
                            .subject("someone")
                            .signWith(ec.getPrivate(), Jwts.SIG.ES256)
                            .compact();
            assertThat(
                            Jwts.parser()
                                    .verifyWith(ec.getPublic())
                                    .build()
                                    .parseSignedClaims(compact)
                                    .getPayload()
                                    .getSubject())
                    .isEqualTo("someone");
        }
    }
}
