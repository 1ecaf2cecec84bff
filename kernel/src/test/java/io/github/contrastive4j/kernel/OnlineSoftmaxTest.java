package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Sums of exponentials, and their moments, near the ends of float64. */
class OnlineSoftmaxTest {
  private final OnlineSoftmax softmax = new OnlineSoftmax();

  OnlineSoftmaxTest() {
    softmax.reserve(Storage.HEAP, 1);
    softmax.clear(0, Double.NEGATIVE_INFINITY);
  }

  @Test
  void piecesAreRelativeToTheLargestShift() {
    softmax.merge(0, 3, 2, 5);
    softmax.merge(0, 1, 4, 6);
    softmax.merge(0, 5, 0.5, 2);
    assertThat(softmax.reference[0]).isEqualTo(5);
    assertThat(softmax.others[0]).isCloseTo(2 / 4.0 + 4 / 16.0 + 0.5, within(1e-15));
    assertThat(softmax.moment[0]).isCloseTo(5 / 4.0 + 6 / 16.0 + 2, within(1e-15));
  }

  /** States of shards with a moment of nothing would be refused. */
  @Test
  void whatVanishesLeavesNoMoment() {
    for (int below = 1060; below < 1090; below++) {
      softmax.clear(0, 0);
      softmax.merge(0, -below, 0.3, -0.3 * below);
      assertThat(softmax.moment[0] == 0).isEqualTo(softmax.others[0] == 0);
      softmax.clear(0, -below);
      softmax.merge(0, -below, 0.3, -0.3 * below);
      softmax.raise(0, 0);
      assertThat(softmax.moment[0] == 0).isEqualTo(softmax.others[0] == 0);
    }
  }
}
