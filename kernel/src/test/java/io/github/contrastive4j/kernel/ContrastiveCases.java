package io.github.contrastive4j.kernel;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** Batches with everything that a batch may have, made from a seed, and losses to go with them. */
final class ContrastiveCases {
  /** Odd ones, and two that take several chunks: one of many rows, one of many dimensions. */
  static final int[][] SHAPES = {
    {1, 1, 1}, {1, 5, 3}, {5, 7, 3}, {4, 12, 6}, {33, 70, 19}, {130, 300, 77}, {34, 140, 520}
  };

  /** Some anchors share a positive. */
  static final int[][] FEW_CANDIDATES = {{3, 1, 2}, {7, 3, 5}, {70, 33, 19}};

  /** Exponentials with a shared shift and, in the second case, without. */
  private static final double[] SCALES = {20, 400};

  private ContrastiveCases() {}

  /** A change of a batch. */
  interface Data {
    RankingBatch apply(RankingBatch batch, RandomGenerator random);
  }

  /** Holds a loss against the truth, for all shapes and scales. */
  static void check(
      Similarity similarity, int[][] shapes, UnaryOperator<RankingLoss> options, Data data) {
    for (int[] shape : shapes) {
      for (double scale : scales(similarity, shape)) {
        RankingLoss loss = options.apply(RankingLoss.of(similarity, scale));
        RandomGenerator random = new SplittableRandom(shape[0] + shape[2]);
        RankingBatch batch = data.apply(batch(similarity, shape, random), random);
        new ContrastiveCase(loss, batch).check();
      }
    }
  }

  /** Large shapes meet one scale; every scale meets some. */
  static double[] scales(Similarity similarity, int[] shape) {
    boolean large = shape[0] > 100;
    return large ? new double[] {SCALES[similarity.ordinal() % 2]} : SCALES;
  }

  static void check(Similarity similarity, UnaryOperator<RankingLoss> options, Data data) {
    check(similarity, SHAPES, options, data);
  }

  /** Anchors are their positives plus noise; rows of moderate logits for any similarity. */
  static RankingBatch batch(Similarity similarity, int[] shape, RandomGenerator random) {
    int m = shape[0];
    int n = shape[1];
    int d = shape[2];
    double size = similarity == Similarity.DOT_PRODUCT ? 0.3 / Math.sqrt(Math.sqrt(d)) : 1;
    Matrix c = rows(n, d, size, random);
    int[] targets = new int[m];
    for (int i = 0; i < m; i++) {
      targets[i] = i % n;
    }
    Matrix a = near(c, targets, 0.7 * size, random);
    thin(c);
    thin(a);
    return new RankingBatch(a, c, n < m ? targets : null);
  }

  /** Leaves zeros between some dimensions, so that sums over many have the errors of short ones. */
  private static void thin(Matrix x) {
    int step = Math.ceilDiv(x.columns(), 60);
    for (int r = 0; r < x.rows(); r++) {
      for (int k = 0; k < x.columns(); k++) {
        if (k % step != 0) {
          x.set(r, k, 0);
        }
      }
    }
  }

  static Matrix rows(int rows, int columns, double size, RandomGenerator random) {
    Matrix x = Framed.input(rows, columns).view();
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < columns; k++) {
        x.set(r, k, (float) (size * random.nextGaussian()));
      }
    }
    return x;
  }

  /** Rows of a matrix plus noise. */
  static Matrix near(Matrix x, int[] which, double noise, RandomGenerator random) {
    Matrix y = rows(which.length, x.columns(), noise, random);
    for (int r = 0; r < which.length; r++) {
      for (int k = 0; k < x.columns(); k++) {
        y.set(r, k, y.get(r, k) + x.get(which[r], k));
      }
    }
    return y;
  }

  private static double noise(RankingBatch batch) {
    double sum = 0;
    for (int k = 0; k < batch.candidates().columns(); k++) {
      sum = Math.hypot(sum, batch.candidates().get(0, k));
    }
    return sum / Math.sqrt(batch.candidates().columns());
  }

  /** Negatives, many of them near an anchor. */
  static RankingBatch withQueue(RankingBatch batch, int rows, RandomGenerator random) {
    int[] which = random.ints(rows, 0, batch.anchors().rows()).toArray();
    return batch.withQueue(near(batch.anchors(), which, noise(batch), random));
  }

  /** Negatives near the candidates. */
  static RankingBatch withOwnNegatives(RankingBatch batch, int each, RandomGenerator random) {
    int rows = each * batch.anchors().rows();
    int[] which = random.ints(rows, 0, batch.candidates().rows()).toArray();
    return batch.withOwnNegatives(near(batch.candidates(), which, noise(batch), random));
  }

  /** Ids that two anchors in three share with some candidates. */
  static RankingBatch withIds(RankingBatch batch, RandomGenerator random) {
    int queue = batch.queue() == null ? 0 : batch.queue().rows();
    int columns = batch.candidates().rows() + queue;
    int kinds = Math.max(2, columns / 3);
    return batch.withIds(
        random.longs(batch.anchors().rows(), 0, kinds).toArray(),
        random.longs(columns, 0, kinds).toArray());
  }

  /** Ids that every other anchor shares with its target alone. */
  static RankingIds idsOfTargets(RankingBatch batch) {
    long[] anchors = new long[batch.anchors().rows()];
    for (int i = 0; i < anchors.length; i++) {
      anchors[i] = i % 2 == 0 ? batch.targets()[i] : -1 - i;
    }
    return new RankingIds(anchors, LongStream.range(0, batch.candidates().rows()).toArray());
  }

  /** Weights between 0 and 3, one in five 0. */
  static RankingBatch withWeights(RankingBatch batch, RandomGenerator random) {
    double[] weights = random.doubles(batch.anchors().rows(), 0.1, 3).toArray();
    for (int i = 1; i < weights.length; i++) {
      weights[i] = random.nextInt(5) == 0 ? 0 : weights[i];
    }
    return batch.withWeights(weights);
  }

  static RankingBatch withTargets(RankingBatch batch, int... targets) {
    return new RankingBatch(
        batch.anchors(),
        batch.candidates(),
        targets,
        batch.queue(),
        batch.ownNegatives(),
        batch.ids(),
        batch.weights(),
        batch.guide());
  }

  static RankingBatch withRandomTargets(RankingBatch batch, RandomGenerator random) {
    int n = batch.candidates().rows();
    return withTargets(batch, random.ints(batch.anchors().rows(), 0, n).toArray());
  }

  /** Embeddings of another model, which finds other pairs alike. */
  static RankingBatch withGuide(RankingBatch batch, int columns, RandomGenerator random) {
    int queue = batch.queue() == null ? 0 : batch.queue().rows();
    int n = batch.candidates().rows();
    Matrix candidates = rows(n + queue, columns, 1, random);
    int[] which = new int[batch.anchors().rows()];
    for (int i = 0; i < which.length; i++) {
      which[i] = batch.targets() == null ? i : batch.targets()[i];
    }
    return batch.withGuide(near(candidates, which, 1.2, random), candidates);
  }

  /**
   * A filter with a random margin that drops some pairs and not all, and whose decisions are clear;
   * one that drops nothing or not clearly if there is none for this batch.
   */
  static RankingLoss withMargin(
      RankingLoss loss, RankingBatch batch, MarginFilter.Kind kind, RandomGenerator random) {
    double unit = 1;
    if (kind == MarginFilter.Kind.ABSOLUTE) {
      unit = new Float64ContrastiveLoss(loss, batch).largestLogit / loss.scale();
    }
    RankingLoss filtered = loss;
    for (int attempt = 0; attempt < 20; attempt++) {
      double margin = unit * random.nextDouble(-0.3, 0.5);
      filtered = loss.withMarginFilter(new MarginFilter(kind, margin));
      Float64ContrastiveLoss truth = new Float64ContrastiveLoss(filtered, batch);
      if (truth.isClear && truth.absent > 0) {
        return filtered;
      }
    }
    return filtered;
  }
}
