package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * First stage: norms of all rows in float64, and with them the check that every element is finite;
 * then what follows from the norms: the unit of distances, the logits of the targets in float64,
 * and whether one shift serves all exponentials.
 *
 * <p>The target logit is the one number that all ratios of a row share, and the one with the
 * largest rounding error in float32, because the partial sums of positives are large.
 */
final class MeasureStage {
  private static final int BLOCK = 64;

  /**
   * Exponents that exponentials under a shared shift may reach; what float32 has beyond is for
   * their sums.
   */
  private static final double HIGHEST_EXPONENT = 100;

  /** The same for distances, whose derivative divides by distances down to 2^-63. */
  private static final double HIGHEST_DISTANCE_EXPONENT = 50;

  /** Logits beyond this are rounded by more than the slack above. */
  private static final double LARGEST_BOUND = 0x1p20;

  /**
   * Exponents that targets must keep under a shared shift: 60 above those that count as 0, so that
   * what is lost is below 1e-18 of the target.
   */
  private static final double LOWEST_TARGET_EXPONENT = PanelLayout.MIN_EXPONENT + 60;

  /** Distance in packed units whose square is the smallest normal float32. */
  private static final double SHORTEST_DISTANCE = 0x1p-63;

  /** Units beyond these powers of two have no reciprocal in float32. */
  private static final int UNIT_EXPONENT = 120;

  private final RankingCall call;
  private final Phase norms = (task, worker) -> measureNorms(task);
  private final Phase targets = (task, worker) -> measureTargets(task);

  MeasureStage(RankingCall call) {
    this.call = call;
  }

  /**
   * Runs the stage.
   *
   * @throws IllegalArgumentException if an element is not finite, or logits overflow float32
   */
  void run() {
    int m = call.plan.anchors();
    int n = call.plan.candidates();
    call.crew.forEach(blocks(m) + blocks(n), norms);
    double anchorMax = largest("anchors", call.anchors, call.scratch.anchorNorm);
    double candidateMax = largest("candidates", call.candidates, call.scratch.candidateNorm);
    if (!call.inner()) {
      double larger = Math.max(anchorMax, candidateMax);
      call.unit =
          Math.scalb(1.0, Math.clamp(Math.getExponent(larger), -UNIT_EXPONENT, UNIT_EXPONENT));
    }
    boolean unbounded = call.similarity == Similarity.DOT_PRODUCT;
    double bound = unbounded ? call.kappa * anchorMax * candidateMax : call.kappa;
    // Anchors are packed with the scale.
    double widest = Math.max(bound, unbounded ? call.kappa * anchorMax : 0);
    if (widest > Float.MAX_VALUE) {
      throw new IllegalArgumentException(
          "logits may reach %.3g, expected norms and a scale whose product stays below 3.4e38"
              .formatted(widest));
    }
    call.crew.forEach(blocks(m), targets);
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < m; i++) {
      lowest = Math.min(lowest, call.scratch.target[i]);
    }
    double highest = call.inner() ? HIGHEST_EXPONENT : HIGHEST_DISTANCE_EXPONENT;
    float shift = (float) Math.max(bound - highest, 0);
    call.sharedShift =
        bound < LARGEST_BOUND
            && lowest - shift >= LOWEST_TARGET_EXPONENT
            && (!unbounded || staysInRange(Math.min(bound, highest), anchorMax, candidateMax));
    if (call.sharedShift) {
      Arrays.fill(call.scratch.rowShift, shift);
    }
  }

  /**
   * Whether weights of up to 2^exponent times candidates, and anchors times their reciprocals, are
   * numbers that float32 holds with all digits.
   */
  private static boolean staysInRange(double exponent, double anchorMax, double candidateMax) {
    return Math.getExponent(candidateMax) + exponent <= Float.MAX_EXPONENT - 20
        && Math.getExponent(anchorMax) - exponent >= Float.MIN_EXPONENT + 10;
  }

  private void measureNorms(int task) {
    int anchorBlocks = blocks(call.plan.anchors());
    if (task < anchorBlocks) {
      measureNorms(call.anchors, call.scratch.anchorNorm, task * BLOCK);
    } else {
      measureNorms(call.candidates, call.scratch.candidateNorm, (task - anchorBlocks) * BLOCK);
    }
  }

  private void measureNorms(Matrix x, double[] norms, int from) {
    int to = Math.min(from + BLOCK, x.rows());
    for (int r = from; r < to; r++) {
      norms[r] = L2Normalization.norm(x, r);
    }
  }

  private void measureTargets(int task) {
    int to = Math.min(task * BLOCK + BLOCK, call.plan.anchors());
    for (int i = task * BLOCK; i < to; i++) {
      if (call.inner()) {
        measureInnerTarget(i);
      } else {
        measureDistanceTarget(i);
      }
    }
  }

  private void measureInnerTarget(int i) {
    Matrix a = call.anchors;
    Matrix c = call.candidates;
    int t = call.target(i);
    double dot = call.rows.dot(a.data(), a.start(i), c.data(), c.start(t), a.columns());
    if (call.cosine()) {
      dot /= L2Normalization.divisor(call.scratch.anchorNorm[i]);
      dot /= L2Normalization.divisor(call.scratch.candidateNorm[t]);
    }
    call.scratch.target[i] = call.kappa * dot;
    call.scratch.targetDerivative[i] = 1;
  }

  private void measureDistanceTarget(int i) {
    Matrix a = call.anchors;
    Matrix c = call.candidates;
    int at = c.start(call.target(i));
    double sum = call.rows.distance(call.geometry, a.data(), a.start(i), c.data(), at, a.columns());
    boolean squared = call.similarity == Similarity.EUCLIDEAN;
    double distance = squared ? Math.sqrt(sum) : sum;
    double similarity = 1 / (1 + distance);
    double derivative = similarity * similarity;
    if (squared) {
      // As in the tiles, whose squares underflow there, closer rows have no direction.
      boolean coincide = distance < SHORTEST_DISTANCE * call.unit;
      derivative = coincide ? 0 : derivative * call.unit / distance;
    }
    call.scratch.target[i] = call.kappa * similarity;
    call.scratch.targetDerivative[i] = derivative;
  }

  private static double largest(String name, Matrix x, double[] norms) {
    double largest = 0;
    for (int r = 0; r < x.rows(); r++) {
      double norm = norms[r];
      if (!(norm <= Double.MAX_VALUE)) {
        Arguments.refuseNonFinite(name, x, r);
      }
      largest = Math.max(largest, norm);
    }
    return largest;
  }

  private static int blocks(int rows) {
    return Math.ceilDiv(rows, BLOCK);
  }
}
