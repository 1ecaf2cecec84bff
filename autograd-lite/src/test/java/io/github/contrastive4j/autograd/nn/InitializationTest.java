package io.github.contrastive4j.autograd.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitializationTest {
  @Test
  void withoutADeviationAllIsTheMean() {
    for (float value : Initialization.normal(0).matrix(2, 3, new SplittableRandom(1)).toArray()) {
      assertThat(Math.abs(value)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void deviationsOutOfRangeAreRefused(double deviation) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initialization.normal(deviation))
        .withMessage(
            "standardDeviation is " + deviation + ", expected a finite number of at least 0");
  }

  @Test
  void layersWithoutColumnsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initialization.glorotUniform(-1, 3))
        .withMessage("inputs is -1, expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initialization.glorotUniform(3, 0))
        .withMessage("outputs is 0, expected at least 1");
  }
}
