package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.simd.SimdChoice;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The provider that this run asks for is the one that runs. */
@Tag("simd")
class SimdSupportTest {

  private static int expectedBits() {
    String asked = System.getProperty(SimdChoice.PROPERTY, "auto");
    return switch (asked) {
      case "auto" -> Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512);
      case "scalar" -> 0;
      default -> Integer.parseInt(asked);
    };
  }

  @Test
  void theProviderIsTheOneThatWasAskedFor() {
    SimdSupport support = SimdSupport.current();
    assertThat(support.bits()).isEqualTo(expectedBits());
    assertThat(support.vectorized()).isEqualTo(expectedBits() > 0);
    assertThat(SimdProvider.kernels().tiles().getClass().getSimpleName())
        .isEqualTo(expectedBits() > 0 ? "VectorTiles" : "ScalarTiles");
    assertThat(SimdProvider.kernels()).isSameAs(SimdProvider.kernels());
  }

  @Test
  void oneLineTellsProviderWidthAndProcessor() {
    String loops = expectedBits() > 0 ? "Vector API, " + expectedBits() + " bit" : "scalar loops";
    assertThat(SimdSupport.current().describe())
        .startsWith(loops + " (")
        .contains(System.getProperty("os.arch"));
  }
}
