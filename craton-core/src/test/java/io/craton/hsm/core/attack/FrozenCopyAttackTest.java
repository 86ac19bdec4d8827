package io.craton.hsm.core.attack;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.CKR_ATTRIBUTE_READ_ONLY;
import static io.craton.hsm.ReturnCode.CKR_TEMPLATE_INCONSISTENT;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attacks on keys that cannot be changed, by copies that can (decision B55). */
class FrozenCopyAttackTest {
    private TestModule module;
    private Session session;
    private Attacker attacker;

    @BeforeEach
    void open() {
        module = TestModule.open();
        session = module.userSession();
        attacker = new Attacker(session);
    }

    @AfterEach
    void close() {
        module.close();
    }

    private static Template one(AttributeType<Boolean> type, boolean value) {
        return Template.builder().set(type, value).build();
    }

    private void refused(ReturnCode code, ObjectHandle key, Template changes) {
        assertCode(code, () -> session.copyObject(key, changes));
    }

    @Test
    void verifyOnlyKey_hasNoCopyThatSigns() {
        ObjectHandle victim = attacker.victim(32, b -> b.set(CKA_VERIFY, true));
        for (AttributeType<Boolean> use :
                List.of(CKA_SIGN, CKA_DERIVE, CKA_ENCRYPT, CKA_DECRYPT, CKA_WRAP, CKA_UNWRAP)) {
            refused(CKR_ATTRIBUTE_READ_ONLY, victim, one(use, true));
        }
        refused(CKR_ATTRIBUTE_READ_ONLY, victim, one(CKA_MODIFIABLE, true));
        ObjectHandle copy =
                session.copyObject(victim, Template.builder().label("twin").token(true).build());
        assertThat(session.getAttribute(copy, CKA_MODIFIABLE)).isFalse();
        assertThat(session.getAttribute(copy, CKA_SIGN)).isFalse();
        refused(CKR_ATTRIBUTE_READ_ONLY, copy, one(CKA_SIGN, true));
        assertCode(
                ReturnCode.CKR_ACTION_PROHIBITED,
                () -> session.setAttributes(copy, one(CKA_SIGN, true)));
    }

    @Test
    void privateKey_hasNoCopyThatMayMore() {
        ObjectHandle victim =
                Keys.ec(session, b -> b, b -> b.set(CKA_MODIFIABLE, false).set(CKA_DERIVE, false))
                        .privateKey();
        refused(CKR_ATTRIBUTE_READ_ONLY, victim, one(CKA_DERIVE, true));
        refused(CKR_ATTRIBUTE_READ_ONLY, victim, one(CKA_DECAPSULATE, true));
    }

    @Test
    void whatProtectsAKey_goesWithEveryCopy() {
        Template inner = Template.builder().label("child").build();
        ObjectHandle victim =
                attacker.aesVictim(
                        b ->
                                b.set(CKA_UNWRAP, true)
                                        .set(CKA_EXTRACTABLE, true)
                                        .set(CKA_WRAP_WITH_TRUSTED, true)
                                        .set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_AES_KEY_WRAP_KWP))
                                        .set(CKA_UNWRAP_TEMPLATE, inner)
                                        .set(CKA_DERIVE_TEMPLATE, inner)
                                        .set(CKA_WRAP_TEMPLATE, inner)
                                        .endDate(LocalDate.of(2026, 12, 31)));
        refused(CKR_ATTRIBUTE_READ_ONLY, victim, one(CKA_WRAP_WITH_TRUSTED, false));
        refused(CKR_ATTRIBUTE_READ_ONLY, victim, one(CKA_SENSITIVE, false));
        refused(CKR_TEMPLATE_INCONSISTENT, victim, one(CKA_PRIVATE, false));
        refused(
                CKR_ATTRIBUTE_READ_ONLY,
                victim,
                Template.builder().set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_AES_CBC)).build());
        refused(
                CKR_ATTRIBUTE_READ_ONLY,
                victim,
                Template.builder().endDate(LocalDate.of(2027, 12, 31)).build());
        refused(
                CKR_ATTRIBUTE_READ_ONLY,
                victim,
                Template.builder().startDate(LocalDate.of(2020, 1, 1)).build());
        refused(
                CKR_ATTRIBUTE_READ_ONLY,
                victim,
                Template.builder().set(CKA_UNWRAP_TEMPLATE, Template.empty()).build());
        ObjectHandle copy = session.copyObject(victim, Template.empty());
        for (AttributeType<?> type :
                List.of(
                        CKA_SENSITIVE,
                        CKA_EXTRACTABLE,
                        CKA_WRAP_WITH_TRUSTED,
                        CKA_PRIVATE,
                        CKA_MODIFIABLE,
                        CKA_ALLOWED_MECHANISMS,
                        CKA_END_DATE,
                        CKA_UNWRAP_TEMPLATE,
                        CKA_DERIVE_TEMPLATE,
                        CKA_WRAP_TEMPLATE,
                        CKA_CRATON_VALUE_UNKNOWN)) {
            assertThat((Object) session.getAttribute(copy, type))
                    .as(type.name())
                    .isEqualTo(session.getAttribute(victim, type));
        }
    }

    /** The other uses are what keeps such a key from showing what it makes of data. */
    @Test
    void wrappingKey_hasNoCopyThatOnlyDerives() {
        ObjectHandle victim = attacker.aesVictim(b -> b.set(CKA_WRAP, true).set(CKA_DERIVE, true));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () ->
                        attacker.read(
                                Attacker.withData(CKM_AES_ECB_ENCRYPT_DATA, new byte[32]),
                                session.copyObject(victim, one(CKA_WRAP, false)),
                                32));
        session.copyObject(victim, one(CKA_DERIVE, false));
    }

    @Test
    void copyOfAKeyThatCanBeChanged_mayBeGivenUses() {
        ObjectHandle key = Keys.aes(session);
        ObjectHandle copy =
                session.copyObject(
                        key, Template.builder().set(CKA_WRAP, true).label("wraps").build());
        assertThat(session.getAttribute(copy, CKA_WRAP)).isTrue();
    }
}
