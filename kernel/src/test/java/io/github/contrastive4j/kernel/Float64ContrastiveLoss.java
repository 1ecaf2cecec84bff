package io.github.contrastive4j.kernel;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The ranking loss with all its options, and its gradients, by its definition: in float64, with
 * plain loops and an explicit list of the logits of every softmax. The truth that the kernel is
 * held against; shares no code with it.
 */
final class Float64ContrastiveLoss {
  /** Above the error that the kernel allows itself when it compares similarities. */
  private static final double ROUNDING_ERROR = 2.5e-6;

  final double loss;
  final double[] rowLosses;

  final double[][] anchorGradient;
  final double[][] candidateGradient;
  final double[][] ownNegativeGradient;
  final double scaleGradient;
  final double biasGradient;

  /** Ranks, counting only negatives that are more alike by more than rounding errors. */
  final int[] leastRanks;

  /** Ranks, counting negatives that are as alike up to rounding errors, too. */
  final int[] greatestRanks;

  /** Largest absolute logit: rounding errors of float32 logits are proportional to it. */
  double largestLogit;

  /** What the relative errors of numbers and of gradients' norms relate to. */
  final double lossSize;

  final double[] rowSizes;
  final double anchorSize;
  final double candidateSize;
  final double ownNegativeSize;
  final double scaleGradientBound;
  final double biasGradientBound;

  /** How far the similarity that is nearest to a threshold of the margin filter is from it. */
  final double marginGap;

  /** Number of pairs of an anchor and a column that the softmaxes of the anchors leave out. */
  final int absent;

  /** Whether rounding to float32 leaves the decisions of the margin filter as they are. */
  final boolean isClear;

  private final RankingLoss options;
  private final Float64Batch batch;
  private final int m;
  private final int n;
  private final int shared;
  private final int own;

  /** Columns of an anchor: the candidates, the queue, its own negatives. */
  private final Float64Pair[][] pairs;

  private final Float64Pair[][] ofAnchors;

  /** Columns of a candidate that is a positive; no other has any. */
  private final Float64Pair[][] ofPositives;

  private final double[][] raises;
  private final Float64Roles roles;
  private double largestSimilarity;

  Float64ContrastiveLoss(RankingLoss options, RankingBatch batch) {
    this(options, batch, 1, null);
  }

  Float64ContrastiveLoss(
      RankingLoss options, RankingBatch batch, double upstream, double[] rowUpstream) {
    this(options, Float64Batch.of(batch), upstream, rowUpstream);
  }

  Float64ContrastiveLoss(
      RankingLoss options, Float64Batch batch, double upstream, double[] rowUpstream) {
    this(options, batch, upstream, rowUpstream, batch);
  }

  /**
   * Computes everything.
   *
   * @param frozen what is taken as a constant by the gradient is computed from these rows, which
   *     differ from those of the batch in a central difference alone
   */
  Float64ContrastiveLoss(
      RankingLoss options,
      Float64Batch batch,
      double upstream,
      double[] rowUpstream,
      Float64Batch frozen) {
    this.options = options;
    this.batch = batch;
    m = batch.anchors().length;
    n = batch.candidates().length;
    shared = n + batch.queue().length;
    own = batch.ownNegatives().length / m;
    int d = batch.anchors()[0].length;
    anchorGradient = new double[m][d];
    candidateGradient = new double[n][d];
    ownNegativeGradient = new double[m * own][d];
    Float64Row[] a = Float64Row.of(batch.anchors(), anchorGradient);
    Float64Row[] c = Float64Row.of(batch.candidates(), candidateGradient);
    Float64Row[] owns = Float64Row.of(batch.ownNegatives(), ownNegativeGradient);
    Float64Row[] queue = Float64Row.of(batch.queue(), new double[shared - n][d]);
    pairs = columns(a, c, queue, owns);
    boolean amongQueries = options.directions().all().contains(Direction.QUERY_TO_QUERY);
    boolean amongDocs = options.directions().all().contains(Direction.DOC_TO_DOC);
    ofAnchors = amongQueries ? product(a, a) : new Float64Pair[0][];
    ofPositives = amongDocs ? ofPositives(c) : new Float64Pair[n][];
    raises = raises(frozen);
    roles = new Float64Roles(options.marginFilter(), options.sharedIds(), batch, pairs);
    marginGap = roles.marginGap;
    absent = roles.absent();

    rowLosses = new double[m];
    rowSizes = new double[m];
    double share = options.reduction() == Reduction.MEAN ? 1 / batch.weight() : 1;
    for (int i = 0; i < m; i++) {
      addRow(i, share * upstream * (rowUpstream == null ? 1 : rowUpstream[i]));
    }
    loss = share * Arrays.stream(rowLosses).sum();
    lossSize = share * Arrays.stream(rowSizes).sum();

    Float64Sums sums = new Float64Sums(options.scale());
    sums.propagate(pairs);
    sums.propagate(ofAnchors);
    sums.propagate(
        Arrays.stream(ofPositives).filter(Objects::nonNull).toArray(Float64Pair[][]::new));
    scaleGradient = sums.scaleGradient;
    biasGradient = sums.biasGradient;
    biasGradientBound = sums.mass;
    scaleGradientBound = sums.mass * largestSimilarity;
    anchorSize = size(a);
    candidateSize = size(c);
    ownNegativeSize = size(owns);

    double rounding = ROUNDING_ERROR * size(a, c);
    isClear = marginGap > (batch.hasGuide() ? ROUNDING_ERROR : rounding);
    leastRanks = roles.ranks(rounding);
    greatestRanks = roles.ranks(-rounding);
  }

  /**
   * Adds the loss of an anchor, and its gradient to the pairs.
   *
   * @param upstream factor of the gradient
   */
  private void addRow(int i, double upstream) {
    boolean both = !options.directions().joint();
    double back = batch.weight(i) * upstream / (both ? 2 : 1);
    Float64Softmax row = row(i);
    double rowLoss = row.propagate(back);
    if (both) {
      rowLoss = (rowLoss + column(i).propagate(back)) / 2;
    }
    rowLosses[i] = batch.weight(i) * rowLoss;
    rowSizes[i] = batch.weight(i) * (rowLoss + row.size());
    largestLogit = Math.max(largestLogit, row.largestLogit());
    largestSimilarity = Math.max(largestSimilarity, row.largestSimilarity());
  }

  /** What the rounding error of a similarity is relative to. */
  private double size(Float64Row[] a, Float64Row[] c) {
    return switch (options.similarity()) {
      case RAW_COSINE, SHIFTED_COSINE -> 1;
      case DOT_PRODUCT -> Float64Row.largestNorm(a) * Float64Row.largestNorm(c);
      case EUCLIDEAN, MANHATTAN -> largestSimilarity;
    };
  }

  private Float64Pair[][] columns(
      Float64Row[] a, Float64Row[] c, Float64Row[] queue, Float64Row[] owns) {
    return pairs(
        a,
        shared + own,
        i -> j -> j < n ? c[j] : j < shared ? queue[j - n] : owns[i * own + j - shared]);
  }

  private Float64Pair[][] product(Float64Row[] x, Float64Row[] y) {
    return pairs(x, y.length, i -> j -> y[j]);
  }

  private Float64Pair[][] ofPositives(Float64Row[] c) {
    int[] positives = IntStream.range(0, m).map(batch::target).distinct().toArray();
    Float64Row[] rows = Arrays.stream(positives).mapToObj(t -> c[t]).toArray(Float64Row[]::new);
    Float64Pair[][] pairs = product(rows, c);
    Float64Pair[][] ofAll = new Float64Pair[n][];
    for (int p = 0; p < positives.length; p++) {
      ofAll[positives[p]] = pairs[p];
    }
    return ofAll;
  }

  /** Pairs each row with its columns; what most of the time goes to, so on all cores. */
  private Float64Pair[][] pairs(
      Float64Row[] x, int columns, IntFunction<IntFunction<Float64Row>> columnsOf) {
    Float64Pair[][] pairs = new Float64Pair[x.length][columns];
    IntStream.range(0, x.length)
        .parallel()
        .forEach(i -> {
          IntFunction<Float64Row> column = columnsOf.apply(i);
          Arrays.setAll(
              pairs[i], j -> new Float64Pair(options.similarity(), x[i], column.apply(j)));
        });
    return pairs;
  }

  /** What hardness adds to each logit. */
  private double[][] raises(Float64Batch frozen) {
    double[][] added = new double[m][shared + own];
    if (options.hardness().strength() == 0) {
      return added;
    }
    Float64Row[] a = Float64Row.of(frozen.anchors(), new double[m][]);
    Float64Row[] c = Float64Row.of(frozen.candidates(), new double[n][]);
    Float64Row[] queue = Float64Row.of(frozen.queue(), new double[shared - n][]);
    Float64Row[] owns = Float64Row.of(frozen.ownNegatives(), new double[m * own][]);
    Float64Pair[][] constants = columns(a, c, queue, owns);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < shared + own; j++) {
        boolean positive = j == batch.target(i);
        boolean hard = !positive && owns(i, j) || j >= shared;
        boolean raised =
            switch (options.hardness().negatives()) {
              case IN_BATCH -> !positive && !hard;
              case HARD -> hard;
              case ALL -> !positive;
            };
        added[i][j] = raised ? options.hardness().strength() * constants[i][j].similarity : 0;
      }
    }
    return added;
  }

  /** Whether a column is the positive or a hard negative of an anchor. */
  private boolean owns(int anchor, int column) {
    boolean hard = column < n && n % m == 0 && column % m == anchor && batch.isDiagonal();
    return column == batch.target(anchor) || hard;
  }

  private Float64Softmax row(int i) {
    Float64Softmax softmax = new Float64Softmax(options, shared + own);
    int t = batch.target(i);
    softmax.add(pairs[i][t], raises[i][t], true);
    for (int j = 0; j < shared + own; j++) {
      if (j != t && !roles.isAbsent(i, j)) {
        softmax.add(pairs[i][j], raises[i][j], roles.isPositive(i, j));
      }
    }
    if (options.directions().joint()) {
      addOtherDirections(softmax, i, t);
    }
    return softmax;
  }

  private void addOtherDirections(Float64Softmax softmax, int i, int t) {
    for (int j = 0; j < ofAnchors.length; j++) {
      if (j != i && !batch.anchorsShareId(i, j)) {
        softmax.add(ofAnchors[i][j], 0, false);
      }
    }
    if (options.directions().all().contains(Direction.DOC_TO_QUERY)) {
      for (int j = 0; j < m; j++) {
        if (!roles.isAbsent(j, t)) {
          softmax.add(pairs[j][t], 0, false);
        }
      }
    }
    for (int j = 0; ofPositives[t] != null && j < n; j++) {
      if (!owns(i, j) && !batch.candidatesShareId(t, j)) {
        softmax.add(ofPositives[t][j], 0, false);
      }
    }
  }

  /** The positive of an anchor, asked for its anchor. */
  private Float64Softmax column(int i) {
    Float64Softmax softmax = new Float64Softmax(options, m);
    int t = batch.target(i);
    softmax.add(pairs[i][t], 0, true);
    for (int other = 0; other < m; other++) {
      // Another anchor with the same target is no negative of it, if they share an id.
      boolean same = roles.isTarget(other, t) && batch.sharesId(other, t);
      if (other != i && !roles.isAbsent(other, t) && !same) {
        softmax.add(pairs[other][t], 0, false);
      }
    }
    return softmax;
  }

  /** The norm of a gradient, and something for what cancels in the gradient of each pair. */
  private static double size(Float64Row[] rows) {
    double sum = 0;
    double squares = 0;
    for (Float64Row row : rows) {
      sum += row.squaredSize;
      squares += Float64Row.dot(row.gradient, row.gradient);
    }
    return Math.sqrt(squares) + Float64Softmax.ROUNDING * Math.sqrt(sum);
  }
}
