package io.craton.hsm.audit.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.audit.line.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleProofTest {
    /** Leaves and roots of the reference tests of certificate-transparency (RFC 6962). */
    private static final List<String> LEAVES =
            List.of(
                    "",
                    "00",
                    "10",
                    "2021",
                    "3031",
                    "40414243",
                    "5051525354555657",
                    "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS =
            List.of(
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void roots_matchTheReferenceVectors() {
        MerkleFrontier tree = new MerkleFrontier();
        assertThat(HexFormat.of().formatHex(tree.root()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (int i = 0; i < LEAVES.size(); i++) {
            byte[] leaf = HexFormat.of().parseHex(LEAVES.get(i));
            tree.line(leaf, 0, leaf.length);
            assertThat(HexFormat.of().formatHex(tree.root())).isEqualTo(ROOTS.get(i));
            tree = MerkleFrontier.of(tree.size(), tree.toHex());
        }
    }

    private static byte[] leaf(long index) {
        return ("leaf " + index).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] root(long start, long end) {
        MerkleFrontier tree = new MerkleFrontier();
        for (long i = start; i < end; i++) {
            tree.line(leaf(i), 0, leaf(i).length);
        }
        return tree.root();
    }

    private static List<byte[]> roots(List<MerkleProof.Range> ranges) {
        List<byte[]> roots = new ArrayList<>();
        ranges.forEach(range -> roots.add(root(range.start(), range.end())));
        return roots;
    }

    @Test
    void inclusion_isProvedForEveryLeafOfEverySize_andForNoOther() {
        for (int size = 1; size <= 40; size++) {
            byte[] root = root(0, size);
            for (int index = 0; index < size; index++) {
                List<byte[]> path = roots(MerkleProof.inclusion(index, size));
                byte[] hash = new byte[32];
                MerkleTree.leaf(new Sha256(), leaf(index), 0, leaf(index).length, hash);
                assertThat(MerkleProof.verifyInclusion(hash, index, size, path, root)).isTrue();
                assertThat(MerkleProof.verifyInclusion(hash, index + 1, size, path, root))
                        .isFalse();
                assertThat(MerkleProof.verifyInclusion(hash, index, size, path, root(0, size + 1)))
                        .isFalse();
                byte[] other = hash.clone();
                other[7] ^= 1;
                assertThat(MerkleProof.verifyInclusion(other, index, size, path, root)).isFalse();
                path.add(hash);
                assertThat(MerkleProof.verifyInclusion(hash, index, size, path, root)).isFalse();
            }
        }
    }

    @Test
    void consistency_isProvedForEveryPairOfSizes_andForNoOther() {
        for (int second = 0; second <= 33; second++) {
            for (int first = 0; first <= second; first++) {
                List<byte[]> proof = roots(MerkleProof.consistency(first, second));
                byte[] root1 = root(0, first);
                byte[] root2 = root(0, second);
                assertThat(MerkleProof.verifyConsistency(first, root1, second, root2, proof))
                        .as("%d in %d", first, second)
                        .isTrue();
                byte[] other = root1.clone();
                other[0] ^= 1;
                assertThat(MerkleProof.verifyConsistency(first, other, second, root2, proof))
                        .isFalse();
                if (first > 0 && first < second) {
                    other = root2.clone();
                    other[0] ^= 1;
                    assertThat(MerkleProof.verifyConsistency(first, root1, second, other, proof))
                            .isFalse();
                    assertThat(
                                    MerkleProof.verifyConsistency(
                                            first,
                                            root1,
                                            second,
                                            root2,
                                            proof.subList(1, proof.size())))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void impossibleProofs_areRefused() {
        assertThatThrownBy(() -> MerkleProof.inclusion(5, 5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MerkleProof.consistency(6, 5))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
