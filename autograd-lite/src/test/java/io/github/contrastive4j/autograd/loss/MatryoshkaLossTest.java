package io.github.contrastive4j.autograd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.contrastive4j.autograd.Float64;
import io.github.contrastive4j.autograd.OperationCheck;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Hardness;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.RankingReport;
import io.github.contrastive4j.kernel.Reduction;
import io.github.contrastive4j.kernel.Similarity;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatryoshkaLossTest {
  private static final int[] DIMENSIONS = {6, 3};
  private static final double[] WEIGHTS = {1, 0.5};

  private final Tape tape = new Tape();
  private final Variable q = tape.variable(GoldenBatch.anchors());
  private final Variable d = tape.variable(GoldenBatch.positives());
  private final ObjectMapper json = new ObjectMapper();

  private static MultipleNegativesRankingLoss of(RankingLoss options) {
    return new MultipleNegativesRankingLoss(options);
  }

  private static final MultipleNegativesRankingLoss LOSS = of(GoldenBatch.LOSS);

  private MatryoshkaLoss parse(String text) throws Exception {
    return MatryoshkaLoss.fromConfig(
        json.readValue(text, new TypeReference<Map<String, Object>>() {}));
  }

  @Test
  void hasTheKnownValue() {
    Variable loss = new MatryoshkaLoss(LOSS, DIMENSIONS, WEIGHTS).forward(q, d);
    assertThat((double) loss.scalar()).isCloseTo(0.224656415912968, within(5e-7));
  }

  @Test
  void theFullWidthAloneIsThePlainLoss() {
    assertThat(new MatryoshkaLoss(LOSS, 6).forward(q, d).scalar())
        .isEqualTo(LOSS.forward(q, d).scalar());
  }

  @Test
  void theFullWidthWithWeightOneIsNotAlone() {
    float both = new MatryoshkaLoss(LOSS, 6, 1).forward(q, d).scalar();
    float full = LOSS.forward(q, d).scalar();
    float part = new MatryoshkaLoss(LOSS, 1).forward(q, d).scalar();
    assertThat(both).isCloseTo(full + part, within(1e-6f)).isGreaterThan(full + 0.1f);
  }

  @Test
  void theWeightOfTheFullWidthCountsThoughItIsAlone() {
    float once = LOSS.forward(q, d).scalar();
    assertThat(new MatryoshkaLoss(LOSS, new int[] {6}, new double[] {2}).forward(q, d).scalar())
        .isCloseTo(2 * once, within(1e-6f))
        .isGreaterThan(once + 0.1f);
  }

  @Test
  void isTheSumOfTheLossesOfTheColumns() {
    Variable n = tape.variable(GoldenBatch.firstNegatives());
    MatryoshkaLoss loss = new MatryoshkaLoss(LOSS, 2, 5);
    double expected = 0;
    for (int columns : new int[] {2, 5}) {
      expected +=
          LOSS.forward(
                  q.columnRange(0, columns), d.columnRange(0, columns), n.columnRange(0, columns))
              .scalar();
    }
    assertThat((double) loss.forward(q, d, n).scalar()).isCloseTo(expected, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource
  void gradientsOfAllPrefixesAddUp(Similarity similarity) {
    int[] dimensions = {2, 5};
    RankingLoss options = RankingLoss.of(similarity, 1);
    MatryoshkaLoss mean = new MatryoshkaLoss(of(options), dimensions, WEIGHTS);
    check()
        .matches(
            v -> mean.forward(batch(v)),
            p -> {
              double sum = 0;
              for (double[] row : rowLosses(similarity, dimensions, p)) {
                sum += row[0] / GoldenBatch.ROWS;
              }
              return new double[][] {{sum}};
            });
    MatryoshkaLoss rows =
        new MatryoshkaLoss(of(options.withReduction(Reduction.NONE)), dimensions, WEIGHTS);
    check().matches(v -> rows.forward(batch(v)), p -> rowLosses(similarity, dimensions, p));
  }

  private static OperationCheck check() {
    return new OperationCheck()
        .input("anchors", GoldenBatch.anchors())
        .input("positives", GoldenBatch.positives())
        .input("scale", Matrix.of(new float[] {2}, 1, 1));
  }

  private static Ranking batch(Map<String, Variable> v) {
    return Ranking.ofPairs(v.get("anchors"), v.get("positives")).withScale(v.get("scale"));
  }

  private static double[][] rowLosses(
      Similarity similarity, int[] dimensions, Map<String, double[][]> p) {
    double[][] losses = new double[GoldenBatch.ROWS][1];
    for (int k = 0; k < dimensions.length; k++) {
      double[][] anchors = cut(p.get("anchors"), dimensions[k]);
      double[][] positives = cut(p.get("positives"), dimensions[k]);
      double scale = p.get("scale")[0][0];
      for (int i = 0; i < losses.length; i++) {
        double[][] anchor = {anchors[i]};
        losses[i][0] +=
            WEIGHTS[k]
                * Float64.rankingLoss(similarity, scale, false, anchor, positives, new int[] {i});
      }
    }
    return losses;
  }

  private static double[][] cut(double[][] rows, int columns) {
    return Arrays.stream(rows).map(row -> Arrays.copyOf(row, columns)).toArray(double[][]::new);
  }

  @Test
  void queueAndOwnNegativesAreCutLikeTheRest() {
    Matrix queue = GoldenBatch.firstNegatives();
    Variable own = tape.variable(GoldenBatch.secondNegatives());
    Variable cut =
        new MatryoshkaLoss(LOSS, 3)
            .forward(Ranking.ofPairs(q, d).withQueue(queue).withOwnNegatives(own));
    Variable narrow =
        LOSS.forward(
            Ranking.ofPairs(q.columnRange(0, 3), d.columnRange(0, 3))
                .withQueue(queue.columnRange(0, 3))
                .withOwnNegatives(own.columnRange(0, 3)));
    assertThat(cut.scalar()).isEqualTo(narrow.scalar());
    cut.backward();
    float[] gradient = own.gradient().toArray();
    Arrays.fill(own.gradient().data(), 0, 24, 0);
    narrow.backward();
    assertThat(own.gradient().toArray()).isEqualTo(gradient);
  }

  @Test
  void theReportHasTheWeightedLossesOfAllPrefixes() {
    RankingReport report = RankingReport.ofLosses();
    Ranking batch = Ranking.ofPairs(q, d).withReport(report);
    new MatryoshkaLoss(LOSS, DIMENSIONS, WEIGHTS).forward(batch);
    double sum = 0;
    for (int i = 0; i < report.size(); i++) {
      sum += report.loss(i);
    }
    assertThat(sum / 4).isCloseTo(0.224656415912968, within(5e-7));
  }

  @Test
  void survivesJson() throws Exception {
    RankingLoss options =
        GoldenBatch.LOSS
            .withLabelSmoothing(0.1)
            .withHardness(new Hardness(9, Hardness.Negatives.HARD));
    MatryoshkaLoss loss = new MatryoshkaLoss(of(options), DIMENSIONS, WEIGHTS);
    MatryoshkaLoss read = parse(json.writeValueAsString(loss.config()));
    assertThat(read.loss().options()).isEqualTo(options);
    assertThat(read.prefixes())
        .containsExactly(new Ranking.Prefix(6, 1), new Ranking.Prefix(3, 0.5));
    assertThat(read.config()).isEqualTo(loss.config());
  }

  @Test
  void configurationsThatDoNotFitAreRefused() throws Exception {
    String valid = json.writeValueAsString(new MatryoshkaLoss(LOSS, DIMENSIONS, WEIGHTS).config());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(valid.replace("matryoshka_dims", "dims")))
        .withMessage(
            "the keys of the configuration do not fit: missing [matryoshka_dims], unknown [dims]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(valid.replace("[6,3]", "[6,\"3\"]")))
        .withMessage("matryoshka_dims[1] is \"3\", expected a Number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(valid.replace("[6,3]", "[6,2.5]")))
        .withMessage("matryoshka_dims[1] is 2.5, expected a whole number below 2^31");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(valid.replace("[6,3]", "[6,1e12]")))
        .withMessage("matryoshka_dims[1] is 1.0E12, expected a whole number below 2^31");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(valid.replace("[6,3]", "6")))
        .withMessage("matryoshka_dims is 6, expected a List");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(valid.replace("\"symmetric\"", "\"both\"")))
        .withMessage("the keys of loss do not fit: missing [symmetric], unknown [both]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(valid.replace("\"symmetric\":false", "\"symmetric\":1")))
        .withMessage("loss.symmetric is 1, expected a Boolean");
    assertThatNullPointerException()
        .isThrownBy(() -> MatryoshkaLoss.fromConfig(null))
        .withMessage("config is null, expected a map");
  }

  @Test
  void prefixesThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MatryoshkaLoss(LOSS))
        .withMessage("dimensions is empty, expected at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MatryoshkaLoss(LOSS, 0))
        .withMessage("columns of a prefix is 0, expected at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MatryoshkaLoss(LOSS, 3, 3))
        .withMessage("dimensions is [3, 3], expected no number twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MatryoshkaLoss(LOSS, DIMENSIONS, new double[] {1}))
        .withMessage("weights has 1 elements, expected one for each of 2 dimensions");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MatryoshkaLoss(LOSS, DIMENSIONS, new double[] {1, 0}))
        .withMessage("weight of a prefix is 0.0, expected a finite number greater than 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MatryoshkaLoss(LOSS, 3, 7).forward(q, d))
        .withMessage("prefixes[1] has 7 columns, expected at most the 6 of anchors");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranking.of(q, d).loss(GoldenBatch.LOSS, new Ranking.Prefix[0]))
        .withMessage("prefixes is empty, expected at least one");
  }

  @Test
  void prefixesWithWeightsThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MatryoshkaLoss(LOSS, new int[] {3, 3}, new double[] {1, 2}))
        .withMessage("dimensions is [3, 3], expected no number twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MatryoshkaLoss(LOSS, new int[0], new double[0]))
        .withMessage("dimensions is empty, expected at least one");
    assertThatNullPointerException()
        .isThrownBy(() -> new MatryoshkaLoss(LOSS, (int[]) null))
        .withMessage("dimensions is null, expected columns of each prefix");
    assertThatNullPointerException()
        .isThrownBy(() -> new MatryoshkaLoss(LOSS, DIMENSIONS, null))
        .withMessage("weights is null, expected one for each dimension");
    assertThatNullPointerException()
        .isThrownBy(() -> new MatryoshkaLoss(null, DIMENSIONS))
        .withMessage("loss is null, expected the loss of one prefix");
  }
}
