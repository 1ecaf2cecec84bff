package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.RankingBlock.Kind;

/**
 * What makes logits of similarities: slopes and constants of the loss at hand, and what hardness
 * adds. In base 2, but for the slope and the constant that the loss itself names.
 */
final class LogitFactors {
  private final RankingCall call;

  LogitFactors(RankingCall call) {
    this.call = call;
  }

  /**
   * Factor on similarities, in base e. The constant half of the shifted cosine cancels in every
   * softmax; its slope remains.
   */
  double slope() {
    double scale = call.loss.scale();
    return call.loss.similarity() == Similarity.SHIFTED_COSINE ? scale / 2 : scale;
  }

  /** What all logits have in common, in base e: the bias and the shifted cosine's constant. */
  double constant() {
    boolean shifted = call.loss.similarity() == Similarity.SHIFTED_COSINE;
    return call.loss.bias() + (shifted ? call.loss.scale() / 2 : 0);
  }

  /** Factor from what the tiles compare to logits: κ. */
  double kappa() {
    return slope() * Exponents.LOG2_E;
  }

  /** Factor from plain logits to those that hardness raises. */
  double hardnessSlope() {
    return 1 + call.loss.hardness().strength() / call.loss.scale();
  }

  /** Factor on exponentials, from the constant part of raised logits. */
  double hardnessGain() {
    return hardnessGain(call.loss);
  }

  static double hardnessGain(RankingLoss loss) {
    boolean constant = loss.similarity() == Similarity.SHIFTED_COSINE;
    return constant ? Math.exp(loss.hardness().strength() / 2) : 1;
  }

  /** From plain logits to those of the main block: 1 if hardness is for own negatives alone. */
  double mainSlope() {
    return call.loss.hardness().negatives() == Hardness.Negatives.HARD ? 1 : hardnessSlope();
  }

  /** The same for the block at hand. */
  double blockSlope() {
    return call.block.kind() == Kind.MAIN ? mainSlope() : 1;
  }

  /** Factor on the exponentials of the block at hand. */
  double blockGain() {
    return blockSlope() == 1 ? 1 : hardnessGain();
  }

  /** Factor from what the tiles compare to raised logits of the block at hand. */
  double blockKappa() {
    return kappa() * blockSlope();
  }

  /** From the plain logit of a negative that one anchor has for itself to the raised one. */
  double raiseOwn(double logit) {
    Hardness hardness = call.loss.hardness();
    if (!hardness.isOn() || hardness.negatives() == Hardness.Negatives.IN_BATCH) {
      return logit;
    }
    return logit * hardnessSlope() + Exponents.log2(hardnessGain());
  }
}
