package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Losses and gradients that sentence-transformers 6.0.1, open_clip 3.3.0 and
 * pytorch-metric-learning 2.9.0 have given in float64 for the same three anchors, positives and
 * negatives.
 */
@Tag("simd")
class GradientsOfOtherLibrariesTest {
  private static final double[] ANCHORS = {1, .5, -.25, .25, 1, .5, -.5, .25, 1};
  private static final double[] POSITIVES = {.75, .5, 0, .5, .75, -.25, 0, .5, .75};
  private static final double[] BOTH = {
    .75, .5, 0, .5, .75, -.25, 0, .5, .75, .5, 1, -.5, 0, 1, 1, -1, 0, .5
  };

  private static final RankingLoss PLAIN = RankingLoss.of(Similarity.RAW_COSINE, 20);

  /** What one of them was asked for, and gave. */
  private record Golden(
      String name,
      RankingLoss loss,
      double[] candidates,
      double value,
      double[] anchorGradient,
      double... candidateGradient) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Golden> losses() {
    return Stream.of(
        // MultipleNegativesRankingLoss(model)
        new Golden(
            "hard negatives",
            PLAIN,
            BOTH,
            1.76396143232,
            new double[] {
              -0.2112473618,
              0.275307637,
              -0.2943741731,
              -3.32176572,
              -1.760243592,
              5.181370044,
              -0.9846465266,
              -0.4137553595,
              -0.3888844234
            },
            -0.09033879445,
            0.1355081917,
            0.2718594736,
            1.474834293,
            -2.446447585,
            -4.389674168,
            1.325766425,
            1.112235691,
            -0.7414904605,
            0.0888145695,
            -0.03185193224,
            0.02511070502,
            0.5339880472,
            0.6101167647,
            -0.6101167647,
            0.2778175848,
            0.2315146845,
            0.5556351695),
        // MultipleNegativesRankingLoss(model, scale=5.0, directions=(all four), partition "joint")
        new Golden(
            "four directions",
            PLAIN.withScale(5).withDirections(Directions.GTE),
            BOTH,
            2.08215163282,
            new double[] {
              -0.1396387291,
              0.1869137729,
              -0.1847273705,
              -0.4942034639,
              -0.3427389723,
              0.9325796766,
              -0.3852718083,
              -0.2740947489,
              -0.1241122169
            },
            -0.2575204702,
            0.3862807052,
            0.1890846059,
            0.5919622441,
            -0.6925725189,
            -0.8937930685,
            0.7232214536,
            0.6468347493,
            -0.4312231662,
            0.1154220475,
            -0.01014664287,
            0.09512876173,
            0.007511042461,
            -0.0384268258,
            0.0384268258,
            0.04247730728,
            0.03721286806,
            0.08495461456),
        // MultipleNegativesRankingLoss(model, hardness_mode="all_negatives", hardness_strength=9.0)
        new Golden(
            "hardness",
            PLAIN.withHardness(new Hardness(9, Hardness.Negatives.ALL)),
            BOTH,
            8.44441078826,
            new double[] {
              -1.292410957,
              1.70074394,
              -1.768155949,
              -3.38524589,
              -1.743591308,
              5.17980556,
              -3.120967114,
              -1.351224599,
              -1.222677407
            },
            -0.4966967152,
            0.7450450728,
            1.611937066,
            3.683397204,
            -3.903786525,
            -4.344565167,
            3.371880111,
            2.135875842,
            -1.423917228,
            0.3180852065,
            -0.1269649499,
            0.06415530658,
            0.04182665258,
            0.2644578754,
            -0.2644578754,
            0.8826098011,
            0.7355081676,
            1.765219602),
        // ClipLoss()(normalize(a), normalize(p), logit_scale=1/0.07)
        new Golden(
            "CLIP",
            PLAIN.withScale(1 / 0.07).withSymmetric(true),
            POSITIVES,
            0.967333160123,
            new double[] {
              -0.532965697,
              0.9275288319,
              -0.2768051243,
              -1.851563732,
              -1.240511513,
              3.406804892,
              -0.3842737465,
              -0.3842736643,
              -0.09606845719
            },
            -0.1062281121,
            0.1593421682,
            0.2145955537,
            1.890945841,
            -2.209703099,
            -2.847217616,
            1.346425111,
            1.754082125,
            -1.169388083),
        // SigLipLoss()(normalize(a), normalize(p), logit_scale=10, logit_bias=-10)
        new Golden(
            "SigLIP",
            PLAIN.withScale(10).withBias(-10).withObjective(Objective.SIGMOID),
            POSITIVES,
            2.04002579942,
            new double[] {
              -0.1260107909,
              0.04959815923,
              -0.4048468452,
              -1.08605405,
              -0.6277661687,
              1.798559362,
              -0.8839325366,
              -0.8839306545,
              -0.2209836047
            },
            -0.1860151539,
            0.2790227309,
            0.5218968516,
            0.8502873796,
            -1.268250804,
            -2.104177653,
            1.470196425,
            1.030943817,
            -0.6872958782));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void areThoseOfTheKernel(Golden golden) {
    assertGives(golden, batch(golden.candidates));
  }

  /** GISTEmbedLoss(model, guide, temperature=.05, margin=.1) without contrasts of one side. */
  @ParameterizedTest
  @MethodSource("margins")
  void areThoseOfTheKernelWithAGuide(MarginFilter filter) {
    RankingBatch batch =
        batch(BOTH)
            .withGuide(
                matrix(2, 1, 0, .5, 1, 0, 1),
                matrix(2, 1, .5, .5, .5, .25, 1, 1, .25, 0, 1, -1, .5));
    Golden golden =
        new Golden(
            "guide",
            PLAIN.withMarginFilter(filter),
            BOTH,
            0.307217981798,
            new double[] {
              -0.1676208195,
              0.2235556175,
              -0.223372043,
              0.4400780715,
              -0.3112856447,
              0.4025322535,
              -1.122259823,
              -0.656429298,
              -0.3970225871
            },
            -0.7947352362,
            1.192102854,
            1.162369191,
            0.8516201584,
            -1.184435933,
            -1.850067483,
            0.6740903388,
            0.388898264,
            -0.2592655093,
            -0.02500410693,
            0.250041069,
            0.475078031,
            3.029032648e-07,
            1.135887243e-07,
            -1.135887243e-07,
            0.3260819973,
            0.2717369919,
            0.6521639946);
    assertGives(golden, batch);
  }

  static Stream<MarginFilter> margins() {
    return Stream.of(MarginFilter.absolute(0.1), MarginFilter.relative(0.1));
  }

  /** SupConLoss()(a, labels, ref_emb=candidates, ref_labels=their labels). */
  @Test
  void areThoseOfTheKernelWithSharedIds() {
    RankingBatch batch = batch(BOTH).withIds(new long[] {0, 1, 0}, new long[] {0, 1, 0, 2, 0, 3});
    Golden golden =
        new Golden(
            "shared ids",
            PLAIN.withScale(10).withSharedIds(SharedIds.POSITIVES),
            BOTH,
            4.51571818686,
            new double[] {
              -0.096440692,
              -0.552192319,
              -1.490147406,
              -1.426062656,
              -0.8218177411,
              2.35666681,
              -1.032869896,
              -0.6855212328,
              -0.3450546396
            },
            0.3091403961,
            -0.4637105941,
            -1.245929109,
            0.8792383378,
            -1.276227128,
            -2.07020471,
            -1.133251232,
            -0.2521826287,
            0.1681217525,
            0.1745734406,
            -0.04233819437,
            0.08989705184,
            -0.2801579314,
            0.1232912306,
            -0.1232912306,
            0.2023718666,
            0.1687598866,
            0.4047437332);
    assertGives(golden, batch);
  }

  private static void assertGives(Golden golden, RankingBatch batch) {
    Matrix anchors = Matrix.zeros(3, 3);
    Matrix candidates = Matrix.zeros(golden.candidates.length / 3, 3);
    RankingGradients sink = RankingGradients.into(anchors, candidates);
    double value =
        golden.loss.forwardBackward(batch, sink, new Workspace(), Parallelism.sequential());
    assertThat(value).isCloseTo(golden.value, within(1e-6 * golden.value));
    assertClose(anchors, golden.anchorGradient);
    assertClose(candidates, golden.candidateGradient);
  }

  private static void assertClose(Matrix actual, double... expected) {
    double[][] rows = new double[actual.rows()][3];
    for (int k = 0; k < expected.length; k++) {
      rows[k / 3][k % 3] = expected[k];
    }
    assertThat(RankingResult.relativeError(rows, actual)).isLessThan(1e-6);
  }

  private static RankingBatch batch(double... candidates) {
    return RankingBatch.of(matrix(3, ANCHORS), matrix(3, candidates));
  }

  private static Matrix matrix(int columns, double... values) {
    Matrix matrix = Matrix.zeros(values.length / columns, columns);
    for (int k = 0; k < values.length; k++) {
      matrix.data()[k] = (float) values[k];
    }
    return matrix;
  }
}
