package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The 6 x 3 fixture of Quaterion's own tests, with losses computed in float64, and losses of other
 * libraries over rows made of sines.
 */
@Tag("simd")
class RankingLossGoldenValuesTest {
  private static final float[][] EMBEDDINGS = {
    {0f, -1f, 0.5f},
    {0.1f, 2f, 0.5f},
    {0f, 0.3f, 0.2f},
    {1f, 0f, 0.9f},
    {1.2f, -1.2f, 0.01f},
    {-0.7f, 0f, 1.5f}
  };

  @ParameterizedTest
  @CsvSource({
    "SHIFTED_COSINE, 20, false, 4.29908305854577",
    "SHIFTED_COSINE, 20, true,  4.55435028744368",
    "RAW_COSINE,     10, false, 4.29908305854577",
    "RAW_COSINE,     10, true,  4.55435028744368",
    "EUCLIDEAN,      20, false, 1.63118943028490",
    "EUCLIDEAN,      20, true,  1.83880257363907",
    "MANHATTAN,      20, false, 1.50434611199691",
    "MANHATTAN,      20, true,  1.65368985851018",
    "DOT_PRODUCT,     1, false, 1.99637929224972",
    "DOT_PRODUCT,     1, true,  2.02203728877954"
  })
  void threePairsOfRowsHaveTheLossesOfQuaterion(
      Similarity similarity, double scale, boolean symmetric, double expected) {
    RankingLoss loss = RankingLoss.of(similarity, scale).withSymmetric(symmetric);
    Matrix all = Matrix.copyOf(EMBEDDINGS);
    RankingBatch batch = RankingBatch.of(all.rowRange(0, 3), all.rowRange(3, 6));
    assertThat(loss.forward(batch, new Workspace(), Parallelism.sequential()))
        .isCloseTo(expected, withinPercentage(3e-5));
  }

  @Test
  void rowsMayBeRepeatedInPairs() {
    RankingProblem problem =
        RankingProblem.of(
            new float[][] {EMBEDDINGS[0], EMBEDDINGS[0], EMBEDDINGS[2]},
            new float[][] {EMBEDDINGS[3], EMBEDDINGS[4], EMBEDDINGS[3]});
    assertThat(problem.run(RankingLoss.of(Similarity.SHIFTED_COSINE, 20)).loss())
        .isCloseTo(1.39557445487093, withinPercentage(3e-5));
  }

  static Stream<GoldenRows.Golden> goldenLosses() {
    return GoldenRows.losses();
  }

  @ParameterizedTest
  @MethodSource("goldenLosses")
  void optionsHaveTheLossesOfOtherLibraries(GoldenRows.Golden golden) {
    assertThat(value(golden.loss(), golden.negatives(), 6))
        .isCloseTo(golden.value(), within(1e-6 * Math.max(1, golden.value())));
  }

  @Test
  void prefixesOfRowsAddUpToAMatryoshkaLoss() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 20);
    assertThat(value(loss, 0, 6) + 0.5 * value(loss, 0, 3))
        .isCloseTo(0.224656415912968, within(1e-6));
  }

  @Test
  void theGradientOfTheScaleIsThatOfOtherLibraries() {
    RankingGradients sink = RankingGradients.into(null, null);
    RankingLoss.of(Similarity.RAW_COSINE, 20)
        .forwardBackward(batch(0, 6), sink, new Workspace(), Parallelism.sequential());
    assertThat(sink.scale()).isCloseTo(0.000309316148762713, within(2e-8));
  }

  private static double value(RankingLoss loss, int negatives, int columns) {
    return loss.forward(batch(negatives, columns), new Workspace(), Parallelism.sequential());
  }

  private static RankingBatch batch(int negatives, int columns) {
    Matrix queries = GoldenRows.matrix(GoldenRows.QUERIES.rows());
    Matrix candidates = GoldenRows.matrix(GoldenRows.candidates(negatives));
    return RankingBatch.of(queries.columnRange(0, columns), candidates.columnRange(0, columns));
  }
}
