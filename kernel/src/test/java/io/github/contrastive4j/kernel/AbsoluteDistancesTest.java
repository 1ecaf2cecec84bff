package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Manhattan distances with elements that an anchor and a candidate have in common, and without. */
@Tag("simd")
@NativeWidthOnly
class AbsoluteDistancesTest {
  private static final RankingLoss LOSS = RankingLoss.of(Similarity.MANHATTAN, 20);

  /**
   * Two with more rows than a square has and more columns than a piece of a sum, and a small one.
   */
  private static final int[][] SHAPES = {{200, 330, 45}, {129, 257, 33}, {40, 40, 7}};

  static Stream<RankingLoss> losses() {
    return Stream.of(
        LOSS,
        LOSS.withScale(400),
        LOSS.withSymmetric(true),
        LOSS.withSymmetric(true).withLabelSmoothing(0.1),
        LOSS.withDirections(Directions.GTE),
        LOSS.withHardness(new Hardness(9, Hardness.Negatives.HARD)),
        LOSS.withObjective(Objective.SIGMOID).withBias(-3));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void distinctElementsAgreeWithFloat64(RankingLoss loss) {
    for (int[] shape : SHAPES) {
      new ContrastiveCase(loss, distinct(shape)).check();
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void someEqualElementsAgreeWithFloat64(RankingLoss loss) {
    for (int[] shape : SHAPES) {
      new ContrastiveCase(loss, withEqualElements(shape)).check();
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void elementsOfAFewValuesAgreeWithFloat64(RankingLoss loss) {
    for (int[] shape : SHAPES) {
      RankingBatch batch = distinct(shape);
      round(batch.anchors());
      round(batch.candidates());
      new ContrastiveCase(loss, batch).check();
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void someEqualElementsGiveTheSameBitsOnAnyNumberOfThreads(RankingLoss loss) {
    new ContrastiveCase(loss, withEqualElements(SHAPES[0])).checkThreads();
  }

  /** Documents that are rows as well, against others, in tasks of odd numbers of panels. */
  @Test
  void equalElementsAmongDocumentsGiveTheSameBitsOnAnyNumberOfThreads() {
    RankingBatch batch = distinct(new int[] {170, 2000, 40});
    Matrix documents = batch.candidates();
    documents.set(180, 1, documents.get(100, 1));
    documents.set(140, 2, documents.get(3, 2));
    ContrastiveCase each = new ContrastiveCase(LOSS.withDirections(Directions.GTE), batch);
    each.check();
    each.checkThreads();
  }

  @Test
  void aWorkspaceForgetsTheEqualElementsOfACallBefore() {
    Parallelism sequential = Parallelism.sequential();
    ContrastiveCase some = new ContrastiveCase(LOSS, withEqualElements(SHAPES[0]));
    ContrastiveCase none = new ContrastiveCase(LOSS, distinct(SHAPES[0]));
    ContrastiveResult fresh = none.run(new Workspace(), sequential);
    Workspace workspace = new Workspace();
    some.run(workspace, sequential);
    none.run(workspace, sequential).assertSameBits(fresh);
  }

  /** Elements of anchors and candidates on two grids, which have no number in common. */
  private static RankingBatch distinct(int[] shape) {
    RandomGenerator random = new SplittableRandom(31);
    RankingBatch batch = ContrastiveCases.batch(Similarity.MANHATTAN, shape, random);
    for (int i = 0; i < shape[0]; i++) {
      place(batch.anchors(), i, 0f);
    }
    for (int j = 0; j < shape[1]; j++) {
      place(batch.candidates(), j, 0x1p-13f);
    }
    return batch;
  }

  private static void place(Matrix matrix, int row, float offset) {
    for (int k = 0; k < matrix.columns(); k++) {
      float whole = Math.round(matrix.get(row, k) * 0x1p12f) * 0x1p-12f;
      matrix.set(row, k, whole + offset);
    }
  }

  private static void round(Matrix matrix) {
    for (int i = 0; i < matrix.rows(); i++) {
      for (int k = 0; k < matrix.columns(); k++) {
        matrix.set(i, k, Math.round(2 * matrix.get(i, k)) / 2f);
      }
    }
  }

  /** Single elements, in corners of squares and of panels, and two whole rows. */
  private static RankingBatch withEqualElements(int[] shape) {
    RankingBatch batch = distinct(shape);
    int m = shape[0] - 1;
    int n = shape[1] - 1;
    int d = shape[2] - 1;
    share(batch, 0, n, 0, 1);
    share(batch, m, 0, d, 1);
    share(batch, m / 2, n / 2, d / 2, 1);
    share(batch, 31, 31, 0, shape[2]);
    share(batch, 32, 3, 0, shape[2]);
    assertThat(batch.candidates().get(n, 0)).isEqualTo(batch.anchors().get(0, 0));
    return batch;
  }

  private static void share(RankingBatch batch, int i, int j, int first, int count) {
    Matrix a = batch.anchors();
    Matrix c = batch.candidates();
    System.arraycopy(a.data(), a.start(i) + first, c.data(), c.start(j) + first, count);
  }
}
