package io.craton.hsm.cli.crypto;

import io.craton.hsm.Curve;
import io.craton.hsm.KeyType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.cli.object.KeyNames;
import io.craton.hsm.cli.signature.SignatureAlgorithm;
import io.craton.hsm.cli.signature.SignatureTable;
import io.craton.hsm.testkit.Markdown;
import io.craton.hsm.testkit.Page;
import io.craton.hsm.testkit.PageTest;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of {@code --mechanism} in {@code docs/cli.md}, by the type of the key. */
class AlgorithmPageTest {
    private static final Page PAGE = Page.of("docs/cli.md");

    @PageTest
    void page_hasTheSignaturesOfEveryTypeOfKeys() {
        PAGE.has(
                "signature algorithms",
                table(
                        type -> kinds(type).map(SignatureTable::usual).map(each -> each.name()),
                        type ->
                                SignatureTable.all().stream()
                                        .filter(each -> each.keys().types().contains(type))
                                        .map(SignatureAlgorithm::name)));
    }

    @PageTest
    void page_hasTheCiphersOfEveryTypeOfKeys() {
        PAGE.has(
                "ciphers",
                table(
                        type -> Stream.of(CipherAlgorithm.usual(type, "key").name()),
                        type ->
                                CipherAlgorithm.all().stream()
                                        .filter(each -> each.keyType() == type)
                                        .map(CipherAlgorithm::name)));
    }

    /** A row for each type of keys that there is a name for. */
    private static String table(
            Function<KeyType, Stream<String>> usual, Function<KeyType, Stream<String>> all) {
        return Markdown.table(
                "| Keys | By default | Also |",
                Stream.of(KeyType.values())
                        .filter(type -> all.apply(type).findAny().isPresent())
                        .map(type -> row(type, usual.apply(type).toList(), all.apply(type))));
    }

    private static List<String> row(KeyType type, List<String> usual, Stream<String> all) {
        return List.of(
                type.label(),
                code(usual.stream().distinct()),
                code(all.filter(name -> !usual.contains(name))));
    }

    private static String code(Stream<String> names) {
        return names.map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    /** The kinds of the keys of a type, but for their lengths. */
    private static Stream<String> kinds(KeyType type) {
        List<String> kinds =
                Stream.concat(
                                Curve.all(type).stream().map(KeyNames::of),
                                Stream.of(ParameterSet.values())
                                        .filter(set -> set.keyType() == type)
                                        .map(KeyNames::of))
                        .toList();
        return kinds.isEmpty() ? Stream.of(type.label()) : kinds.stream();
    }
}
