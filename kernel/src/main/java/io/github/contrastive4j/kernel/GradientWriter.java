package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.RankingBlock.Kind;

/**
 * From rows of the products to rows of the caller's gradients: which matrix a row or a column of
 * the block is of, what is to be projected out of it or added, and the pair that its product has
 * left out.
 */
final class GradientWriter {
  private final RankingCall call;
  private final AnchorScratch anchors;
  private final DistanceScratch distances;
  private final NearPairs nearPairs;
  private final OwnNegativeStage ownNegatives;
  private final NormalizationGradient normalization;

  GradientWriter(
      RankingCall call,
      NearPairs nearPairs,
      OwnNegativeStage ownNegatives,
      NormalizationGradient normalization) {
    this.call = call;
    this.anchors = call.scratch.anchors;
    this.distances = call.scratch.distances;
    this.nearPairs = nearPairs;
    this.ownNegatives = ownNegatives;
    this.normalization = normalization;
  }

  /**
   * Writes the gradient of a row.
   *
   * @param i which row
   * @param panels its product
   * @param at first element of that
   * @param stride distance of two panels
   * @param worker who does it
   * @param r place of the row among those that the worker writes
   */
  void writeRow(int i, float[] panels, int at, int stride, int worker, int r) {
    double gain = normalization.gain();
    if (!call.weighsScores()) {
      gain *= anchors.factor[i];
    }
    boolean fresh = call.isFirstBlock();
    if (fresh && call.ownNegativesEach() > 0) {
      ownNegatives.addTo(i, panels, at, stride);
    }
    boolean documents = call.block.kind() == Kind.DOCUMENTS;
    Matrix out = documents ? call.gradients.candidates() : call.gradients.anchors();
    Matrix x = call.sides.rowMatrix();
    double norm = call.sides.packedRowNorm(i);
    if (call.absolute()) {
      addToAll(distances.rowMass[i - call.group.firstRow], panels, at, stride);
    }
    double projection;
    if (call.squared()) {
      projection = gain * distances.rowMass[i - call.group.firstRow];
    } else if (call.level != null) {
      projection = call.level.projectionOfRow(i);
    } else if (normalization.knowsAnchorProjections()) {
      projection = normalization.anchorProjection(i);
    } else {
      projection = normalization.projection(panels, at, stride, gain, x, i, norm);
    }
    boolean add = !fresh || adds();
    int j = nearPairs.partner(worker, r);
    if (j == NearPairs.NONE) {
      normalization.write(panels, at, stride, gain, projection, x, i, norm, out, add);
      return;
    }
    Matrix y = call.sides.columnMatrix(j);
    double pull = gain * nearPairs.partnerWeight(worker, r);
    normalization.writeOfPair(
        panels, at, stride, gain, projection, x, i, y, call.sides.columnRow(j), pull, out, add);
  }

  /**
   * Writes the gradient of a column.
   *
   * @param j which column
   * @param panels its product
   * @param at first element of that
   * @param stride distance of two panels
   * @param worker who does it
   * @param r place of the column among those that the worker writes
   */
  void writeColumn(int j, float[] panels, int at, int stride, int worker, int r) {
    Matrix out = call.gradients.candidates();
    double gain = normalization.gain();
    Matrix x = call.sides.columnMatrix(j);
    int row = call.sides.columnRow(j);
    double norm = call.sides.packedColumnNorm(j);
    if (call.absolute()) {
      addToAll((float) distances.columnMass[j], panels, at, stride);
    }
    double projection;
    if (call.squared()) {
      projection = gain * distances.columnMass[j];
    } else if (call.level != null) {
      projection = call.level.projectionOfColumn(j);
    } else {
      projection = normalization.projection(panels, at, stride, gain, x, row, norm);
    }
    boolean add = call.block.kind() != Kind.MAIN || adds();
    int i = nearPairs.partner(worker, r);
    if (i == NearPairs.NONE) {
      normalization.write(panels, at, stride, gain, projection, x, row, norm, out, add);
      return;
    }
    Matrix y = call.sides.rowMatrix();
    double pull = gain * nearPairs.partnerWeight(worker, r);
    normalization.writeOfPair(
        panels, at, stride, gain, projection, x, row, y, call.group.firstRow + i, pull, out, add);
  }

  /** Adds the sum of the weights, which comparisons of elements leave out, to all dimensions. */
  private void addToAll(float mass, float[] panels, int at, int stride) {
    for (int d = 0; d < Panels.count(call.dimensions()); d++) {
      for (int k = at + d * stride; k < at + d * stride + PANEL; k++) {
        panels[k] += mass;
      }
    }
  }

  private boolean adds() {
    return call.gradients.update() == Update.ACCUMULATE;
  }
}
