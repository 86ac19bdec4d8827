package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.craton.hsm.spi.SecretAccess;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who reads the bytes of secrets that are kept: nobody can without {@link SecretAccess}. */
class SecretAccessTest {
    private static final String PRODUCT = "io.craton.hsm.";

    /** Whoever adds a class to this list makes one more place to look at in a review. */
    @Test
    void secrets_areReadInTheseClassesOnly() {
        assertThat(readers())
                .containsExactlyInAnyOrder(
                        // Lend keys to libraries, for one use.
                        "engine.common.LentKey",
                        "engine.common.LibraryKey",
                        "engine.ec.EcKeys",
                        "engine.ec.Rfc8410Keys",
                        "engine.pqc.JcaMlDsa",
                        "engine.pqc.MlDsa",
                        "engine.pqc.MlKemEngine",
                        "engine.pqc.SlhDsa",
                        "engine.rsa.RsaKey",
                        // Write private keys, to be wrapped.
                        "engine.ec.Rfc8410KeyCodec",
                        "engine.pqc.PqcKeyCodec",
                        "engine.rsa.RsaKeyCodec",
                        "engine.wrap.KeyEncoding",
                        // Derive from them.
                        "engine.kdf.HkdfEngine",
                        "engine.kdf.SimpleDerivations",
                        "engine.rsa.RejectionPrf",
                        // Tell of them: the check value, whether two are equal.
                        "engine.KeyFacts",
                        "engine.PairwiseTest",
                        "core.assurance.EngineCalls",
                        "core.object.ObjectMatch",
                        // The record for the store, an attribute that may be read, a digest, data.
                        "core.object.ObjectRecords",
                        "core.token.object.ObjectReads",
                        "core.token.key.DigestedKey",
                        "core.token.key.KeyDerivation",
                        // The keys of the store.
                        "store.crypto.SecretHmac",
                        "store.crypto.SecretKeyBytes");
    }

    private static Stream<String> readers() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.craton.hsm")
                        .stream()
                        .flatMap(type -> type.getFieldAccessesFromSelf().stream())
                        .filter(
                                access ->
                                        access.getTargetOwner().isEquivalentTo(SecretAccess.class))
                        .map(JavaFieldAccess::getOriginOwner)
                        .map(SecretAccessTest::outermost)
                        .filter(name -> !name.equals("spi.SecretAccess"))
                        .filter(name -> !name.startsWith("benchmarks."))
                        .distinct();
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceAll("\\$.*", "").substring(PRODUCT.length());
    }
}
