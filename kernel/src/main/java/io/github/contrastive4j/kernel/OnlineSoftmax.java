package io.github.contrastive4j.kernel;

/**
 * Sums of exponentials that grow piece by piece, for many softmaxes: Σ E and Σ E·y with E =
 * 2^(logit − r) relative to a reference r, which rises to the largest shift of the pieces, and y
 * the logit, or what it is before hardness adds to it. What vanishes beside the reference has no
 * moment. Milakov and Gimelshein, arXiv 1805.02867.
 */
final class OnlineSoftmax {
  double[] reference = {};
  double[] others = {};
  double[] moment = {};

  void reserve(Storage storage, int length) {
    reference = storage.doubles(reference, length);
    others = storage.doubles(others, length);
    moment = storage.doubles(moment, length);
  }

  /** Starts one anew, empty. */
  void clear(int i, double newReference) {
    reference[i] = newReference;
    others[i] = 0;
    moment[i] = 0;
  }

  /** Raises the reference, if it is lower. */
  void raise(int i, double newReference) {
    double old = reference[i];
    if (newReference > old) {
      reference[i] = newReference;
      if (others[i] > 0) {
        double factor = Exponents.exp2(old - newReference);
        others[i] *= factor;
        moment[i] = others[i] == 0 ? 0 : factor * moment[i];
      }
    }
  }

  /**
   * Adds a piece. What its shift is does not matter if it is empty: targets may be far below.
   *
   * @param i which one
   * @param shift what the piece is relative to
   * @param sum Σ E of the piece
   * @param pieceMoment Σ E·y of the piece
   */
  void merge(int i, double shift, double sum, double pieceMoment) {
    if (sum > 0) {
      raise(i, shift);
      double factor = Exponents.exp2(shift - reference[i]);
      double added = factor * sum;
      others[i] += added;
      moment[i] += added == 0 ? 0 : factor * pieceMoment;
    }
  }
}
