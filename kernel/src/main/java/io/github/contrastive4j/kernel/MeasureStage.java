package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.simd.PanelLayout;
import io.github.contrastive4j.kernel.team.Phase;
import java.util.Arrays;

/**
 * Norms of all rows in float64, and with them the check that every element is finite; then what
 * follows from the norms: the unit of distances, the logits of the targets in float64, and whether
 * one shift serves all exponentials.
 *
 * <p>The target logit is the one number that all ratios of a row share, and the one with the
 * largest rounding error in float32, because the partial sums of positives are large.
 */
final class MeasureStage {
  /** What is measured, in this order. */
  private enum Rows {
    ANCHORS("anchors"),
    CANDIDATES("candidates"),
    QUEUE("queue"),
    OWN_NEGATIVES("ownNegatives"),
    GUIDE_ANCHORS("guide's anchors"),
    GUIDE_CANDIDATES("guide's candidates");

    private final String title;

    Rows(String title) {
      this.title = title;
    }

    boolean guide() {
      return this == GUIDE_ANCHORS || this == GUIDE_CANDIDATES;
    }
  }

  private static final Rows[] ROWS = Rows.values();

  private static final int TASK_ROWS = 64;

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

  /** Exponents that targets must keep once derivatives of distances have multiplied them. */
  private static final double LOWEST_WEIGHT_EXPONENT = -85;

  /**
   * Logits that are refused beyond. Float32 rounds these by 2 and its sums by some ten times that,
   * with which exponents stay in range under a shift that is a logit of another sum.
   */
  private static final double LARGEST_LOGIT = 0x1p26;

  /** Exponents that logits may be apart before weights of some are tiny. */
  private static final double WIDEST_SPREAD = 90;

  /** Exponent of a share in a softmax below which a weight is 0. */
  private static final int LEAST_SHARE_EXPONENT = -112;

  /** Lighter rows keep their digits only where scores are not weighed. */
  private static final int LEAST_WEIGHT_EXPONENT = -8;

  /** Exponents of factors on exponentials, with room for those of several rows in one column. */
  private static final double HIGHEST_FACTOR_EXPONENT = 100;

  /** Units beyond these powers of two have no reciprocal in float32. */
  private static final int UNIT_EXPONENT = 120;

  private final RankingCall call;
  private final AnchorScratch anchors;
  private final CandidateScratch candidates;
  private final OwnScratch own;
  private final WorkerScratch workers;
  private final PairLogits logits;
  private final Phase norms = this::measureRows;
  private final Phase targets = (task, worker) -> measureTargets(task);

  MeasureStage(RankingCall call, PairLogits logits) {
    this.call = call;
    this.anchors = call.scratch.anchors;
    this.candidates = call.scratch.candidates;
    this.own = call.scratch.own;
    this.workers = call.scratch.workers;
    this.logits = logits;
  }

  /**
   * Runs the stage.
   *
   * @throws IllegalArgumentException if an element is not finite, or logits are too large for
   *     float32
   */
  void run() {
    if (call.norms != null) {
      call.norms.copyTo(call.scratch, call.batch);
    }
    call.crew.forEach(normTasks(), norms);
    double anchorMax = largest(Rows.ANCHORS);
    double documentMax = largest(Rows.CANDIDATES);
    double columnMax = Math.max(documentMax, largest(Rows.QUEUE));
    columnMax = Math.max(columnMax, largest(Rows.OWN_NEGATIVES));
    largest(Rows.GUIDE_ANCHORS);
    largest(Rows.GUIDE_CANDIDATES);
    if (call.shape().queries()) {
      columnMax = Math.max(columnMax, anchorMax);
    }
    double rowMax = call.shape().documents() ? Math.max(anchorMax, documentMax) : anchorMax;
    if (!call.inner()) {
      setUnit(Math.max(rowMax, columnMax));
    }
    double bound = boundLogits(rowMax, columnMax);
    call.crew.forEach(tasks(call.plan.anchors()), targets);
    chooseShift(bound, rowMax, columnMax);
    chooseLeastWeight(bound);
  }

  /** Distances are packed in a power of two about the size of the rows. */
  private void setUnit(double largest) {
    int exponent = Math.clamp(Math.getExponent(largest), -UNIT_EXPONENT, UNIT_EXPONENT);
    call.unit = Math.scalb(1.0, exponent);
  }

  /**
   * Bound on all logits, without what they have in common.
   *
   * @throws IllegalArgumentException if float32 does not hold them, or the packed rows
   */
  private double boundLogits(double rowMax, double columnMax) {
    boolean dots = call.loss.similarity() == Similarity.DOT_PRODUCT;
    double kappa = call.logits.kappa() * call.logits.hardnessSlope();
    double bound = dots ? kappa * rowMax * columnMax : kappa;
    // In a softmax without z-loss what all logits have in common cancels.
    boolean counts = call.sigmoid() || call.loss.zLoss() > 0;
    double constant = counts ? Math.abs(call.logits.constant()) * Exponents.LOG2_E : 0;
    double biased = bound + constant;
    if (!(biased <= LARGEST_LOGIT)) {
      throw new IllegalArgumentException(
          "logits may reach %.3g, expected at most %.3g: float32 does not tell larger ones apart"
              .formatted(biased * Exponents.LN2, LARGEST_LOGIT * Exponents.LN2));
    }
    // Rows are packed with the scale.
    if (dots && kappa * rowMax > Float.MAX_VALUE) {
      throw new IllegalArgumentException(
          "anchors times the scale may reach %.3g, expected less than 3.4e38"
              .formatted(kappa * rowMax));
    }
    return bound;
  }

  /** Decides whether one shift serves all rows and columns, and which. */
  private void chooseShift(double bound, double rowMax, double columnMax) {
    double most = call.inner() ? HIGHEST_EXPONENT : HIGHEST_DISTANCE_EXPONENT;
    double highest = Math.min(bound, most);
    // Sigmoids need no shift at all.
    float shift = call.sigmoid() ? 0 : (float) Math.max(bound - most, 0);
    double lowest = lowestTarget(bound) - shift;
    double entries = Exponents.log2(entries());
    boolean dots = call.loss.similarity() == Similarity.DOT_PRODUCT;
    // Other shards have rows of other lengths, and a bound of their own.
    boolean inRange =
        !dots || call.whole == null && staysInRange(highest + entries, highest, rowMax, columnMax);
    call.sharedShift =
        call.sigmoid()
            || bound < LARGEST_BOUND
                && lowest >= LOWEST_TARGET_EXPONENT
                && lowest + derivativeExponent() >= LOWEST_WEIGHT_EXPONENT
                && inRange
                && holdsFactors(
                    call.anchorWeights.largestExponent()
                        + raise(bound + entries)
                        + (dots ? Math.max(Math.getExponent(rowMax), 0) : 0),
                    call.anchorWeights.leastExponent(),
                    lowest,
                    highest + entries);
    // Beyond, all logits that count are nearer to the shift than to 0.
    call.centre = call.sharedShift && shift <= HIGHEST_EXPONENT ? 0 : 1;
    if (call.sharedShift) {
      Arrays.fill(anchors.shift, shift);
    }
  }

  /**
   * Exponent of the derivative of a distance that is as long as the rows, or of an inner product.
   */
  private int derivativeExponent() {
    return call.inner() ? 0 : -2 * Math.max(Math.getExponent(call.unit), 0);
  }

  /** Decides which weights are left out: a share so small of the lightest row. */
  private void chooseLeastWeight(double bound) {
    double below = call.inner() ? bound : 0;
    double above = call.sigmoid() ? -call.logits.constant() * Exponents.LOG2_E : bound;
    int lightest = call.anchorWeights.leastExponent();
    boolean tiny = above + below > WIDEST_SPREAD && lightest >= LEAST_WEIGHT_EXPONENT;
    call.leastWeight = tiny ? Math.scalb(1f, LEAST_SHARE_EXPONENT + lightest) : 0;
  }

  /** The lowest logit of a target; in a shard those that are elsewhere may be as low as can be. */
  private double lowestTarget(double bound) {
    if (call.whole != null) {
      return -bound;
    }
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < call.plan.anchors(); i++) {
      lowest = Math.min(lowest, anchors.targetLogit[i]);
    }
    return lowest;
  }

  /** Entries that a sum over a row or a column has at most. */
  private int entries() {
    return call.whole == null
        ? Math.max(call.plan.anchors(), call.shape().negatives())
        : Math.max(call.whole.anchors(), call.whole.candidates());
  }

  /**
   * Whether sums of weights of up to 2^sum times columns, and rows times the reciprocals of
   * 2^highest, are numbers that float32 holds with all digits.
   */
  private static boolean staysInRange(double sum, double highest, double rowMax, double columnMax) {
    return Math.getExponent(columnMax) + sum <= Float.MAX_EXPONENT - 0.5
        && Math.getExponent(rowMax) - highest >= Float.MIN_EXPONENT + 10;
  }

  /**
   * Exponent of what hardness and z-loss multiply a coefficient by.
   *
   * @param bound on log-sum-exps, without what all logits have in common
   */
  private double raise(double bound) {
    double logSumExp = Exponents.LN2 * bound + Math.abs(call.logits.constant());
    return Exponents.log2(call.logits.hardnessGain() * (1 + 2 * call.loss.zLoss() * logSumExp));
  }

  /**
   * Whether float32 holds the factors from exponentials under a shared shift to weights, and rows
   * times such factors: a coefficient over the sum of the row.
   *
   * @param largest exponent of what is divided by the sum, at the most
   * @param least the same at the least
   * @param lowest exponent of a sum, which has its target in it
   * @param highest the same if all logits are at their bound; the last digits of factors may be
   *     lost then
   */
  static boolean holdsFactors(double largest, double least, double lowest, double highest) {
    return largest - lowest <= HIGHEST_FACTOR_EXPONENT && least - highest >= Float.MIN_EXPONENT - 4;
  }

  private int normTasks() {
    int tasks = 0;
    for (Rows rows : ROWS) {
      tasks += tasks(rows);
    }
    return tasks;
  }

  private int tasks(Rows rows) {
    Matrix x = matrix(rows);
    boolean skipped = x == null || call.norms != null && !rows.guide();
    return skipped ? 0 : tasks(x.rows() - first(rows));
  }

  private void measureRows(int task, int worker) {
    int left = task;
    int k = 0;
    while (left >= tasks(ROWS[k])) {
      left -= tasks(ROWS[k]);
      k++;
    }
    if (ROWS[k] == Rows.ANCHORS && call.measuresPairs()) {
      measurePairs(left, worker);
    } else {
      measureNorms(ROWS[k], left);
    }
  }

  /** The one place of this stage that measures norms alone, so that its loop is compiled once. */
  private void measureNorms(Rows rows, int task) {
    Matrix x = matrix(rows);
    double[] norms = norms(rows);
    int at = offset(rows);
    int from = first(rows) + task * TASK_ROWS;
    int to = from + Math.min(TASK_ROWS, x.rows() - from);
    for (int r = from; r < to; r++) {
      norms[at + r] = L2Normalization.norm(x, r);
    }
  }

  /**
   * First row that is measured by itself: the norms of paired candidates come with their anchors'.
   */
  private int first(Rows rows) {
    return rows == Rows.CANDIDATES && call.measuresPairs() ? call.anchors.rows() : 0;
  }

  /** Where the norms of a matrix start: those of the queue follow the candidates'. */
  private int offset(Rows rows) {
    return rows == Rows.QUEUE ? call.candidates.rows() : 0;
  }

  /** The matrix, or null if there is none or it does not matter. */
  private Matrix matrix(Rows rows) {
    RankingBatch batch = call.batch;
    boolean judged = call.shape().guide() > 0;
    return switch (rows) {
      case ANCHORS -> call.anchors;
      case CANDIDATES -> call.candidates;
      case QUEUE -> batch.queue();
      case OWN_NEGATIVES -> batch.ownNegatives();
      case GUIDE_ANCHORS -> judged ? batch.guide().anchors() : null;
      case GUIDE_CANDIDATES -> judged ? batch.guide().candidates() : null;
    };
  }

  private double[] norms(Rows rows) {
    return switch (rows) {
      case ANCHORS -> anchors.norm;
      case CANDIDATES, QUEUE -> candidates.norm;
      case OWN_NEGATIVES -> own.norm;
      case GUIDE_ANCHORS -> anchors.guideNorm;
      case GUIDE_CANDIDATES -> candidates.guideNorm;
    };
  }

  /** Norms of some pairs, and their products or distances, in one pass over both rows. */
  private void measurePairs(int task, int worker) {
    Matrix a = call.anchors;
    Matrix c = call.candidates;
    double[] sums = workers.pairSums;
    int at = worker * WorkerScratch.PAIR_SUMS;
    int from = task * TASK_ROWS;
    int to = from + Math.min(TASK_ROWS, a.rows() - from);
    for (int i = from; i < to; i++) {
      call.rowKernels.pairSums(
          call.geometry, a.data(), a.start(i), c.data(), c.start(i), a.columns(), sums, at);
      anchors.norm[i] = Math.sqrt(sums[at]);
      anchors.targetSum[i] = sums[at + 1];
      candidates.norm[i] = Math.sqrt(sums[at + 2]);
    }
  }

  private void measureTargets(int task) {
    int from = task * TASK_ROWS;
    int to = from + Math.min(TASK_ROWS, call.plan.anchors() - from);
    for (int i = from; i < to; i++) {
      logits.measure(i);
    }
  }

  /** The largest norm, or 0 without a matrix; refuses rows that are not finite. */
  private double largest(Rows rows) {
    Matrix x = matrix(rows);
    double[] norms = norms(rows);
    int at = offset(rows);
    double largest = 0;
    for (int r = 0; x != null && r < x.rows(); r++) {
      double norm = norms[at + r];
      if (!(norm <= Double.MAX_VALUE)) {
        Arguments.refuseNonFinite(rows.title, x, r);
      }
      largest = Math.max(largest, norm);
    }
    return largest;
  }

  private static int tasks(int rows) {
    return Math.ceilDiv(rows, TASK_ROWS);
  }
}
