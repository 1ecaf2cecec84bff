package io.github.contrastive4j.kernel;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Inputs of a ranking loss, made from a seed, and the float64 truth about them. */
record RankingProblem(Matrix anchors, Matrix candidates, int[] targets) {
  /** Which candidate belongs to an anchor. */
  enum Pairing {
    IDENTITY,
    RANDOM,
    REPEATED
  }

  /** Independent gaussian rows, as a model that has learned nothing gives them. */
  static RankingProblem untrained(int m, int n, int d, Pairing pairing, long seed) {
    return random(m, n, d, pairing, 0, 1, seed);
  }

  /** Anchors are their positives plus noise: loss 5e-4 to 1.6e-2 at raw cosine scale 20. */
  static RankingProblem trained(int pairs, int d, long seed) {
    return random(pairs, pairs, d, Pairing.IDENTITY, 1, 1.43, seed);
  }

  static RankingProblem random(
      int m, int n, int d, Pairing pairing, double signal, double noise, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    int[] targets = pair(m, n, pairing, random);
    Matrix c = Framed.input(n, d).view();
    Matrix a = Framed.input(m, d).view();
    fill(c, random);
    for (int i = 0; i < m; i++) {
      for (int k = 0; k < d; k++) {
        a.set(i, k, (float) (signal * c.get(targets[i], k) + noise * random.nextGaussian()));
      }
    }
    return new RankingProblem(a, c, targets);
  }

  static RankingProblem of(float[][] anchors, float[][] candidates, int... targets) {
    int[] pairs = targets.length == 0 ? IntStream.range(0, anchors.length).toArray() : targets;
    return new RankingProblem(Matrix.copyOf(anchors), Matrix.copyOf(candidates), pairs);
  }

  private static int[] pair(int m, int n, Pairing pairing, RandomGenerator random) {
    return IntStream.range(0, m)
        .map(i ->
            switch (pairing) {
              case IDENTITY -> i % n;
              case RANDOM -> random.nextInt(n);
              case REPEATED -> (i / 3) % n;
            })
        .toArray();
  }

  static void fill(Matrix x, RandomGenerator random) {
    for (int r = 0; r < x.rows(); r++) {
      for (int k = 0; k < x.columns(); k++) {
        x.set(r, k, (float) random.nextGaussian());
      }
    }
  }

  RankingBatch batch() {
    return new RankingBatch(anchors, candidates, targets);
  }

  /** The same problem with all elements of both matrices times a factor. */
  RankingProblem times(double factor) {
    return new RankingProblem(times(anchors, factor), times(candidates, factor), targets);
  }

  private static Matrix times(Matrix x, double factor) {
    Matrix product = Matrix.zeros(x.rows(), x.columns());
    for (int r = 0; r < x.rows(); r++) {
      for (int k = 0; k < x.columns(); k++) {
        product.set(r, k, (float) (x.get(r, k) * factor));
      }
    }
    return product;
  }

  Float64ContrastiveLoss truth(RankingLoss loss) {
    return truth(loss, 1);
  }

  Float64ContrastiveLoss truth(RankingLoss loss, double upstream) {
    return new Float64ContrastiveLoss(loss, batch(), upstream, null);
  }

  /** Runs the kernel on it, sequentially, into new matrices. */
  RankingResult run(RankingLoss loss) {
    return run(loss, new Workspace(), Parallelism.sequential());
  }

  RankingResult run(RankingLoss loss, Workspace workspace, Parallelism parallelism) {
    Matrix a = Matrix.zeros(anchors.rows(), anchors.columns());
    Matrix c = Matrix.zeros(candidates.rows(), candidates.columns());
    RankingGradients gradients = RankingGradients.into(a, c);
    double value = loss.forwardBackward(batch(), gradients, workspace, parallelism);
    return new RankingResult(value, a, c, gradients.scale());
  }
}
