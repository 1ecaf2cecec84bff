package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Axpy;
import io.github.contrastive4j.kernel.L2Normalization;
import io.github.contrastive4j.kernel.LayerNormalization;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Softmax;
import io.github.contrastive4j.kernel.Update;
import java.util.Objects;

/** Functions of whole rows: L2 and layer normalization, log-sum-exp, sums and the mean. */
final class RowFunctions {
  /** Shares up to 2⁻¹⁰⁰ vanish when this is added. */
  private static final float BESIDE_TINY_SHARES = 0x1p-76f;

  private RowFunctions() {}

  static Variable normalize(Variable x) {
    Tape tape = x.tape();
    Variable y = tape.result(x.rows(), x.columns(), x);
    L2Normalization.forward(x.value(), y.value(), null, tape.parallelism());
    return y.record(() ->
        x.receive((dx, update) ->
            L2Normalization.backward(x.value(), y.gradient(), dx, update, tape.parallelism())));
  }

  static Variable layerNormalize(Variable x, Variable gain, Variable bias, double epsilon) {
    Objects.requireNonNull(gain, "gain is null, expected a variable");
    Objects.requireNonNull(bias, "bias is null, expected a variable");
    Tape tape = x.tape();
    Variable y = tape.result(x.rows(), x.columns(), x, gain, bias);
    LayerNormalization.forward(
        x.value(), gain.value(), bias.value(), epsilon, y.value(), tape.parallelism());
    return y.record(() -> {
      Matrix dy = y.gradient();
      x.receive((dx, update) ->
          LayerNormalization.backward(
              x.value(), gain.value(), epsilon, dy, dx, update, tape.parallelism()));
      if (gain.requiresGradient() || bias.requiresGradient()) {
        Matrix dGain = tape.allocate(1, x.columns());
        Matrix dBias = tape.allocate(1, x.columns());
        LayerNormalization.parameterGradients(
            x.value(),
            epsilon,
            dy,
            dGain,
            dBias,
            Update.OVERWRITE,
            tape.workspace(),
            tape.parallelism());
        gain.addToGradient(1, dGain);
        bias.addToGradient(1, dBias);
      }
    });
  }

  static Variable logSumExp(Variable x) {
    Tape tape = x.tape();
    Variable y = tape.result(x.rows(), 1, x);
    Softmax.logSumExp(x.value(), y.value().data(), tape.parallelism());
    return y.record(() -> {
      Matrix probabilities = tape.allocate(x.rows(), x.columns());
      Softmax.softmax(x.value(), probabilities, tape.parallelism());
      Matrix dy = y.gradient();
      Matrix dx = x.gradient();
      float[] p = probabilities.data();
      int n = dx.columns();
      tape.forEachRow(
          dx,
          r -> {
            int at = probabilities.start(r);
            leaveOutTiny(p, at, at + n);
            Axpy.add(dy.get(r, 0), p, at, dx.data(), dx.start(r), n);
          });
    });
  }

  static Variable sum(Variable x) {
    Tape tape = x.tape();
    Variable y = tape.result(x.rows(), 1, x);
    tape.forEachRow(x.value(), r -> y.value().set(r, 0, (float) sum(x.value(), r)));
    return y.record(() -> {
      Matrix dy = y.gradient();
      Matrix dx = x.gradient();
      tape.forEachRow(dx, r -> addConstant(dy.get(r, 0), dx, r));
    });
  }

  static Variable total(Variable x) {
    return weightedTotal(x, 1);
  }

  static Variable mean(Variable x) {
    if (x.rows() == 0) {
      throw new IllegalArgumentException("x has no rows, expected at least one for a mean");
    }
    return weightedTotal(x, 1 / ((double) x.rows() * x.columns()));
  }

  /** factor·Σx. The factor is applied in float64, so that a mean is rounded once. */
  private static Variable weightedTotal(Variable x, double factor) {
    Tape tape = x.tape();
    Variable y = tape.result(1, 1, x);
    y.value().set(0, 0, (float) (factor * total(x.value())));
    return y.record(() -> {
      Matrix dx = x.gradient();
      float g = (float) (factor * y.gradient().get(0, 0));
      tape.forEachRow(dx, r -> addConstant(g, dx, r));
    });
  }

  /** The sum of all rows, in float64. */
  static double total(Matrix x) {
    double total = 0;
    for (int r = 0; r < x.rows(); r++) {
      total += sum(x, r);
    }
    return total;
  }

  /** The sum of one row, in float64. */
  static double sum(Matrix x, int row) {
    return sum(x.data(), x.start(row), x.start(row) + x.columns());
  }

  /** That of elements from … to − 1: four side by side, as an addition waits for the one before. */
  static double sum(float[] terms, int from, int to) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int at = from;
    for (; at <= to - 4; at += 4) {
      s0 += terms[at];
      s1 += terms[at + 1];
      s2 += terms[at + 2];
      s3 += terms[at + 3];
    }
    for (; at < to; at++) {
      s0 += terms[at];
    }
    return s0 + s1 + (s2 + s3);
  }

  /**
   * Sets tiny shares of a softmax to 0: what comes of them in products is subnormal, and takes the
   * processor a hundred times as long. Without a comparison, so that the compiler makes vectors.
   */
  static void leaveOutTiny(float[] shares, int from, int to) {
    for (int k = from; k < to; k++) {
      shares[k] *= Math.signum((shares[k] + BESIDE_TINY_SHARES) - BESIDE_TINY_SHARES);
    }
  }

  private static void addConstant(float constant, Matrix x, int row) {
    int start = x.start(row);
    for (int c = 0; c < x.columns(); c++) {
      x.data()[start + c] += constant;
    }
  }
}
