package io.github.contrastive4j.kernel;

/**
 * Logits of single pairs in float64: of each anchor and its target, and of each anchor and the
 * negatives that it has for itself. And what follows from them: the similarities beyond which other
 * candidates are dropped, or rank higher.
 */
final class PairLogits {
  /** Distance in packed units whose square is the smallest normal float32. */
  private static final double SHORTEST_DISTANCE = 0x1p-63;

  /**
   * How far scores in float32 may be off: absolute for cosines, relative to both norms for dot
   * products, relative for Manhattan distances, and twice that for Euclidean ones, in which three
   * bits may cancel. What is within it of a limit counts as equal.
   */
  private static final double SLACK = 2e-6;

  private final RankingCall call;
  private final AnchorScratch anchors;
  private final CandidateScratch candidates;
  private final OwnScratch own;
  private final IdFilter ids;

  PairLogits(RankingCall call, IdFilter ids) {
    this.call = call;
    this.anchors = call.scratch.anchors;
    this.candidates = call.scratch.candidates;
    this.own = call.scratch.own;
    this.ids = ids;
  }

  /** Measures the pairs of one anchor. */
  void measure(int anchor) {
    int target = call.target(anchor);
    if (target < 0) {
      anchors.targetLogit[anchor] = Double.NEGATIVE_INFINITY;
      return;
    }
    double norm = candidates.norm[target];
    double measure =
        call.measuresPairs()
            ? measure(anchors.targetSum[anchor], anchor, norm)
            : measure(anchor, call.candidates, target, norm);
    anchors.targetLogit[anchor] = call.logits.kappa() * value(measure);
    anchors.targetDerivative[anchor] = derivative(measure);
    double similarity = similarity(measure);
    double limit = Double.POSITIVE_INFINITY;
    if (call.loss.marginFilter().isOn()) {
      boolean guided = call.shape().guide() > 0;
      double threshold =
          call.loss.marginFilter().threshold(guided ? guide(anchor, target) : similarity);
      limit = guided ? threshold + SLACK : raised(anchor, threshold);
      anchors.dropLimit[anchor] = guided ? (float) limit : panelLimit(limit);
    }
    double positive = raised(anchor, similarity);
    if (call.shape().ranks()) {
      anchors.rankLimit[anchor] = panelLimit(positive);
      anchors.rank[anchor] = 1;
    }
    for (int entry = 0; entry < call.own(); entry++) {
      measureOwn(anchor, entry, limit, positive);
    }
  }

  private void measureOwn(int anchor, int entry, double limit, double positive) {
    int at = anchor * call.own() + entry;
    boolean candidate = entry < call.ownCandidates();
    double measure;
    double judged;
    boolean known = false;
    boolean guided = candidate && call.shape().guide() > 0;
    if (candidate) {
      int j = call.batch.hardNegative(anchor, entry);
      measure = measure(anchor, call.candidates, j, candidates.norm[j]);
      judged = guided ? guide(anchor, j) : similarity(measure);
      known = ids.matches(anchor, j);
    } else {
      int row = anchor * call.ownNegativesEach() + entry - call.ownCandidates();
      measure = measure(anchor, call.batch.ownNegatives(), row, own.norm[row]);
      judged = similarity(measure);
    }
    boolean counts = !known && !(judged > limit);
    own.logit[at] = counts ? call.logits.kappa() * value(measure) : Double.NEGATIVE_INFINITY;
    own.derivative[at] = derivative(measure);
    if (counts && call.shape().ranks() && similarity(measure) > positive) {
      anchors.rank[anchor]++;
    }
  }

  /** The cosine or the inner product, or the distance, in float64. */
  private double measure(int anchor, Matrix c, int row, double norm) {
    Matrix a = call.anchors;
    int length = a.columns();
    double sum =
        call.rowKernels.sum(
            call.geometry, a.data(), a.start(anchor), c.data(), c.start(row), length);
    return measure(sum, anchor, norm);
  }

  /** The same from the sum over the rows of the pair. */
  private double measure(double sum, int anchor, double norm) {
    if (call.cosine()) {
      double ofAnchor = sum / L2Normalization.divisor(anchors.norm[anchor]);
      return ofAnchor / L2Normalization.divisor(norm);
    }
    return call.squared() ? Math.sqrt(sum) : sum;
  }

  /** Factor of κ in the logit. */
  private double value(double measure) {
    return call.inner() ? measure : 1 / (1 + measure);
  }

  /** What the tiles' products are to be multiplied by; see the kernels' exponentials. */
  private double derivative(double measure) {
    if (call.inner()) {
      return 1;
    }
    double similarity = 1 / (1 + measure);
    double derivative = similarity * similarity;
    if (call.loss.similarity() == Similarity.MANHATTAN) {
      return derivative;
    }
    // As in the tiles, whose squares underflow there, closer rows have no direction.
    boolean coincide = measure < SHORTEST_DISTANCE * call.unit;
    return coincide ? 0 : derivative * call.unit / measure;
  }

  /** Logit of a pair of the main block in base 2, from its similarity in float64. */
  double logit(int anchor, int column) {
    double norm = call.sides.columnNorm(column);
    double measure =
        measure(anchor, call.sides.columnMatrix(column), call.sides.columnRow(column), norm);
    return call.logits.kappa() * value(measure);
  }

  /** Derivative factor of a pair of the main block, from its distance in float64. */
  double derivative(int anchor, int column) {
    if (call.inner()) {
      return 1;
    }
    return derivative(
        measure(
            anchor,
            call.sides.columnMatrix(column),
            call.sides.columnRow(column),
            call.sides.columnNorm(column)));
  }

  /** The similarity as the loss defines it. */
  private double similarity(double measure) {
    double value = value(measure);
    return call.loss.similarity() == Similarity.SHIFTED_COSINE ? (1 + value) / 2 : value;
  }

  /** What a score of the main block must exceed, or a distance must not reach, to be above. */
  private float panelLimit(double similarity) {
    if (call.shape().distance()) {
      double distance = (1 / Math.max(similarity, 0) - 1) / call.unit;
      if (distance <= 0) {
        return 0;
      }
      return (float)
          (call.loss.similarity() == Similarity.EUCLIDEAN ? distance * distance : distance);
    }
    if (call.loss.similarity() == Similarity.SHIFTED_COSINE) {
      similarity = 2 * similarity - 1;
    }
    return (float) (similarity * call.logits.kappa() * call.logits.mainSlope());
  }

  /** A similarity raised by what rounding may add to an equal one. */
  private double raised(int anchor, double similarity) {
    double size =
        switch (call.loss.similarity()) {
          case RAW_COSINE, SHIFTED_COSINE -> 1;
          case DOT_PRODUCT -> {
            double norm = candidates.norm[call.target(anchor)];
            yield anchors.norm[anchor] * norm;
          }
          case EUCLIDEAN -> 2 * similarity;
          case MANHATTAN -> similarity;
        };
    return similarity + SLACK * size;
  }

  private double guide(int anchor, int column) {
    Matrix a = call.batch.guide().anchors();
    Matrix c = call.batch.guide().candidates();
    double dot =
        call.rowKernels.dot(a.data(), a.start(anchor), c.data(), c.start(column), a.columns());
    dot /= L2Normalization.divisor(anchors.guideNorm[anchor]);
    return dot / L2Normalization.divisor(candidates.guideNorm[column]);
  }
}
