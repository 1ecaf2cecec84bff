package io.github.contrastive4j.jmh.benchmark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class CheckTest {
  private static final float[] EXPECTED = {3, 0, 4};

  @Test
  void comparesArraysByLength() {
    float[] near = {3.0005f, 0, 4};
    assertThatCode(() -> Check.close("x", near, EXPECTED, 2e-4)).doesNotThrowAnyException();
    assertThatIllegalStateException()
        .isThrownBy(() -> Check.close("x", near, EXPECTED, 5e-5))
        .withMessageContaining("relative error of x");
  }

  @Test
  void refusesWhatIsNoNumber() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Check.close("x", new float[] {3, Float.NaN, 4}, EXPECTED, 1));
  }

  @Test
  void refusesAnotherLength() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Check.close("x", new float[2], EXPECTED, 1))
        .withMessageContaining("2 elements, expected 3");
  }
}
