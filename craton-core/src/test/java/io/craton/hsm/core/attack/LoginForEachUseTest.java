package io.craton.hsm.core.attack;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.CipherOperation;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Private keys with {@code CKA_ALWAYS_AUTHENTICATE}: each use takes a login of its own, at every
 * door that uses a private key, and where a call has no place for one the key is not used. The
 * derivation, the agreement as a key encapsulation and the unwrapping of such a key are in {@link
 * DerivationAttackTest}, the messages of a message signature in {@code RepeatedCallTest}.
 */
class LoginForEachUseTest {
    private static final byte[] DATA = new byte[20];
    private static final Mechanism RSA = Mechanism.of(CKM_RSA_PKCS);

    private TestModule module;
    private Session session;
    private SessionFunctions functions;

    @BeforeEach
    void open() {
        module = TestModule.open();
        session = module.userSession();
        functions = session.functions();
    }

    @AfterEach
    void close() {
        module.close();
    }

    private KeyPairHandles ec() {
        return Keys.ec(session, b -> b, b -> b.set(CKA_ALWAYS_AUTHENTICATE, true));
    }

    private KeyPairHandles rsa() {
        return session.generateKeyPair(
                Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                Template.builder()
                        .set(CKA_MODULUS_BITS, 2048L)
                        .set(CKA_ENCRYPT, true)
                        .set(CKA_VERIFY_RECOVER, true)
                        .build(),
                Template.builder()
                        .set(CKA_DECRYPT, true)
                        .set(CKA_SIGN_RECOVER, true)
                        .set(CKA_ALWAYS_AUTHENTICATE, true)
                        .build());
    }

    private static ByteBuffer room() {
        return ByteBuffer.allocate(512);
    }

    private static char[] pin() {
        return TestModule.USER_PIN.toCharArray();
    }

    private void login() {
        functions.login(
                UserType.CKU_CONTEXT_SPECIFIC,
                TestModule.USER_PIN.getBytes(StandardCharsets.UTF_8));
    }

    /** Begins an operation, and does it. */
    private void oneLoginForOneUse(Runnable init, Runnable use) {
        for (int i = 0; i < 2; i++) {
            init.run();
            assertCode(CKR_USER_NOT_LOGGED_IN, use::run);
            init.run();
            login();
            use.run();
        }
    }

    @Test
    void callThatSignsOrDecryptsAtOnce_usesNoSuchKey() {
        assertCode(
                CKR_USER_NOT_LOGGED_IN, () -> session.sign(Keys.ecdsa(), ec().privateKey(), DATA));
        KeyPairHandles rsa = rsa();
        byte[] ciphertext = session.encrypt(RSA, rsa.publicKey(), DATA);
        assertCode(
                CKR_USER_NOT_LOGGED_IN, () -> session.decrypt(RSA, rsa.privateKey(), ciphertext));
    }

    @Test
    void functionOfOnePart_takesALoginForEachUse() {
        ObjectHandle ec = ec().privateKey();
        oneLoginForOneUse(
                () -> functions.signInit(Keys.ecdsa(), ec), () -> functions.sign(DATA, room()));
        KeyPairHandles rsa = rsa();
        byte[] ciphertext = session.encrypt(RSA, rsa.publicKey(), DATA);
        oneLoginForOneUse(
                () -> functions.decryptInit(RSA, rsa.privateKey()),
                () -> functions.decrypt(ciphertext, room()));
        oneLoginForOneUse(
                () -> functions.signRecoverInit(RSA, rsa.privateKey()),
                () -> functions.signRecover(DATA, room()));
    }

    @Test
    void functionsOfManyParts_takeOneLoginBeforeTheFirst() {
        ObjectHandle ec = ec().privateKey();
        oneLoginForOneUse(
                () -> functions.signInit(Keys.ecdsa(), ec),
                () -> {
                    functions.signUpdate(DATA);
                    functions.signUpdate(DATA);
                    functions.signFinal(room());
                });
        functions.signInit(Keys.ecdsa(), ec);
        assertCode(CKR_USER_NOT_LOGGED_IN, () -> functions.signFinal(room()));
    }

    @Test
    void operationOfTheApi_takesALoginForEachUse() {
        ObjectHandle ec = ec().privateKey();
        try (SignOperation signer = session.signer(Keys.ecdsa(), ec)) {
            assertCode(CKR_USER_NOT_LOGGED_IN, () -> signer.update(DATA));
            assertCode(CKR_USER_NOT_LOGGED_IN, signer::sign);
            assertCode(CKR_PIN_INCORRECT, () -> signer.authenticate("another".toCharArray()));
            assertCode(CKR_USER_NOT_LOGGED_IN, signer::sign);
            signer.authenticate(pin());
            signer.update(DATA);
            assertThat(signer.sign()).hasSize(64);
        }
        KeyPairHandles rsa = rsa();
        byte[] ciphertext = session.encrypt(RSA, rsa.publicKey(), DATA);
        try (CipherOperation decryptor = session.decryptor(RSA, rsa.privateKey())) {
            assertCode(CKR_USER_NOT_LOGGED_IN, () -> decryptor.doFinal(ciphertext));
            decryptor.authenticate(pin());
            assertThat(decryptor.doFinal(ciphertext)).isEqualTo(DATA);
        }
        try (CipherOperation decryptor = session.decryptor(RSA, rsa.privateKey())) {
            assertCode(CKR_USER_NOT_LOGGED_IN, () -> decryptor.doFinal(ciphertext));
        }
    }

    /** Not that of the SO, who is not the one that the key belongs to, nor another operation's. */
    @Test
    void loginOfAnotherOperation_isNotEnough() {
        ObjectHandle ec = ec().privateKey();
        try (SignOperation first = session.signer(Keys.ecdsa(), ec);
                SignOperation second = session.signer(Keys.ecdsa(), ec)) {
            first.authenticate(pin());
            assertCode(CKR_USER_NOT_LOGGED_IN, second::sign);
            first.update(DATA);
            assertThat(first.sign()).hasSize(64);
        }
        try (SignOperation signer = session.signer(Keys.ecdsa(), ec)) {
            assertCode(
                    CKR_PIN_INCORRECT, () -> signer.authenticate(TestModule.SO_PIN.toCharArray()));
            assertCode(CKR_USER_NOT_LOGGED_IN, signer::sign);
        }
    }

    @Test
    void decapsulation_usesNoSuchKey() {
        KeyPairHandles pair =
                session.generateKeyPair(
                        Mechanism.of(CKM_ML_KEM_KEY_PAIR_GEN),
                        Template.builder()
                                .set(CKA_PARAMETER_SET, ParameterSet.CKP_ML_KEM_768.code())
                                .build(),
                        Template.builder().set(CKA_ALWAYS_AUTHENTICATE, true).build());
        Mechanism kem = Mechanism.of(CKM_ML_KEM);
        byte[] ciphertext =
                session.encapsulateKey(kem, pair.publicKey(), Template.empty()).ciphertext();
        assertCode(
                CKR_USER_NOT_LOGGED_IN,
                () -> session.decapsulateKey(kem, pair.privateKey(), Template.empty(), ciphertext));
    }

    /** What the key cannot be told once it is there, and what a copy of it keeps. */
    @Test
    void attribute_isThereFromBirth_andStays() {
        ObjectHandle ec = ec().privateKey();
        Template off = Template.builder().set(CKA_ALWAYS_AUTHENTICATE, false).build();
        assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> session.setAttributes(ec, off));
        assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> session.copyObject(ec, off));
        ObjectHandle copy = session.copyObject(ec, Template.empty());
        assertCode(CKR_USER_NOT_LOGGED_IN, () -> session.sign(Keys.ecdsa(), copy, DATA));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        Keys.ec(
                                session,
                                b -> b,
                                b -> b.set(CKA_ALWAYS_AUTHENTICATE, true).set(CKA_PRIVATE, false)));
    }
}
