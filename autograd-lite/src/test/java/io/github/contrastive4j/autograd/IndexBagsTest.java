package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IndexBagsTest {
  @Test
  void laysBagsEndToEnd() {
    IndexBags bags = IndexBags.of(new int[][] {{4, 2}, {}, {7}});
    assertThat(bags.indices()).containsExactly(4, 2, 7);
    assertThat(bags.offsets()).containsExactly(0, 2, 2, 3);
    assertThat(bags.weights()).isNull();
    assertThat(bags.size()).isEqualTo(3);
    assertThat(bags.totalWeight(0)).isEqualTo(2);
    assertThat(bags.totalWeight(1)).isZero();
    assertThat(bags).hasToString("IndexBags[3 bags, 3 indices]");
  }

  @Test
  void laysWeightsEndToEnd() {
    IndexBags bags = IndexBags.of(new int[][] {{4, 2}, {}, {7}}, new float[][] {{1, 3}, {}, {5}});
    assertThat(bags.indices()).containsExactly(4, 2, 7);
    assertThat(bags.weights()).containsExactly(1, 3, 5);
    assertThat(bags.totalWeight(0)).isEqualTo(4);
  }

  @Test
  void singlesAreBagsOfOneIndex() {
    IndexBags bags = IndexBags.ofSingles(5, 3, 5);
    assertThat(bags.size()).isEqualTo(3);
    assertThat(bags.indices()).containsExactly(5, 3, 5);
    assertThat(bags.offsets()).containsExactly(0, 1, 2, 3);
    assertThat(IndexBags.ofSingles().size()).isZero();
  }

  @Test
  void thereMayBeNoBags() {
    assertThat(IndexBags.of(new int[][] {}).size()).isZero();
  }

  @Test
  void arraysMayBeLongerThanNeeded() {
    IndexBags bags = new IndexBags(new int[9], new int[] {0, 1, 3}, new float[] {1, 2, 3, 0, 0});
    assertThat(bags.size()).isEqualTo(2);
    assertThat(bags.weight(1)).isEqualTo(2);
    assertThat(bags.totalWeight(1)).isEqualTo(5);
  }

  @Test
  void layoutsThatDoNotFitAreRefused() {
    int[] indices = {1, 2, 3};
    assertThatNullPointerException().isThrownBy(() -> new IndexBags(null, new int[1], null));
    assertThatNullPointerException().isThrownBy(() -> new IndexBags(indices, null, null));
    assertThatNullPointerException()
        .isThrownBy(() -> IndexBags.of(new int[][] {indices, null}))
        .withMessage("bags[1] is null, expected row indices");
    assertThatNullPointerException()
        .isThrownBy(() -> IndexBags.of(new int[][] {indices}, new float[][] {null}))
        .withMessage("weights[0] is null, expected a weight for each index");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexBags.of(new int[][] {indices}, new float[][] {{1, 2}}))
        .withMessage("weights[0] has 2 elements, expected one for each of 3 indices");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexBags.of(new int[][] {indices}, new float[][] {{1, 2, 3}, {}}))
        .withMessage("weights has 2 elements, expected one for each of 1 bags");
    assertThatNullPointerException()
        .isThrownBy(() -> IndexBags.of(new int[][] {indices}, null))
        .withMessageStartingWith("weights is null");
    assertThatNullPointerException()
        .isThrownBy(() -> IndexBags.ofSingles((int[]) null))
        .withMessageStartingWith("indices is null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IndexBags(indices, new int[0], null))
        .withMessage("offsets starts with nothing, expected 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IndexBags(indices, new int[] {1, 2}, null))
        .withMessage("offsets starts with 1, expected 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IndexBags(indices, new int[] {0, 2, 1}, null))
        .withMessage("offsets[2] is 1, expected at least offsets[1] = 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IndexBags(indices, new int[] {0, 4}, null))
        .withMessage("offsets ends with 4, expected at most the 3 indices");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IndexBags(indices, new int[] {0, 3}, new float[2]))
        .withMessage("weights has 2 elements, expected one for each of 3 indices");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IndexBags(indices, new int[] {0, 2}, new float[] {1, Float.NaN}))
        .withMessage("weights[1] is NaN, expected a finite number");
  }

  @Test
  void moreIndicesThanAnArrayHoldsAreRefused() {
    int[][] bags = new int[2048][];
    Arrays.fill(bags, new int[1 << 20]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexBags.of(bags))
        .withMessage("bags[0] to bags[2047] have 2147483648 indices, expected at most 2^31 - 1");
  }
}
