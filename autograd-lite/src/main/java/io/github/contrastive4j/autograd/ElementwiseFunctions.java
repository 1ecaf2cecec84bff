package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Activation;
import io.github.contrastive4j.kernel.Axpy;
import io.github.contrastive4j.kernel.DropoutMask;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.Update;

/**
 * Functions y = f(x) of each element alone.
 *
 * <p>Those with exponentials, and dropout, are the kernel's. Each other is a pair of loops over
 * whole matrices, in which all arrays share one index: what a tape allocates has no gaps, and an
 * input that is another kind of view is copied first. The JIT compiler makes vector code of such
 * loops, and scalar code of those with different offsets, because the arrays might overlap.
 */
final class ElementwiseFunctions {
  /** Elements that a task computes. */
  private static final int BLOCK = 1 << 13;

  /** Computes y[k] = f(x[k]) at the indices from … to − 1. */
  @FunctionalInterface
  private interface Forward {
    void compute(float[] x, float[] y, int from, int to);
  }

  /** Adds dy[k]·f'(x[k]), as y tells it, to dx[k] at the indices from … to − 1. */
  @FunctionalInterface
  private interface Backward {
    void compute(float[] y, float[] dy, float[] dx, int from, int to);
  }

  private ElementwiseFunctions() {}

  static Variable affine(Variable x, double factor, double term) {
    float f = requireFinite("factor", factor);
    float t = requireFinite("term", term);
    return apply(
        x,
        (in, out, from, to) -> {
          for (int k = from; k < to; k++) {
            out[k] = f * in[k] + t;
          }
        },
        (_, dy, dx, from, to) -> Axpy.add(f, dy, from, dx, from, to - from));
  }

  static Variable reciprocal(Variable x) {
    return apply(
        x,
        (in, out, from, to) -> {
          for (int k = from; k < to; k++) {
            out[k] = 1 / in[k];
          }
        },
        (y, dy, dx, from, to) -> {
          for (int k = from; k < to; k++) {
            dx[k] -= dy[k] * y[k] * y[k];
          }
        });
  }

  static Variable relu(Variable x) {
    return apply(
        x,
        (in, out, from, to) -> {
          for (int k = from; k < to; k++) {
            out[k] = Math.max(in[k], 0);
          }
        },
        (y, dy, dx, from, to) -> {
          for (int k = from; k < to; k++) {
            // Without a branch on the sign, which would be mispredicted every other time.
            int bits = Float.floatToRawIntBits(y[k]);
            int isNotZero = (bits | -bits) >> 31;
            dx[k] += Float.intBitsToFloat(Float.floatToRawIntBits(dy[k]) & isNotZero);
          }
        });
  }

  static Variable activate(Activation function, Variable x) {
    Parallelism parallelism = x.tape().parallelism();
    Variable y = x.tape().result(x.rows(), x.columns(), x);
    function.forward(x.value(), y.value(), parallelism);
    return y.record(() ->
        x.receive(
            (dx, update) -> function.backward(x.value(), y.gradient(), dx, update, parallelism)));
  }

  static Variable dropout(Variable x, double rate, long seed) {
    Parallelism parallelism = x.tape().parallelism();
    DropoutMask mask = new DropoutMask(rate, seed);
    Variable y = x.tape().result(x.rows(), x.columns(), x);
    mask.multiply(x.value(), y.value(), Update.OVERWRITE, parallelism);
    return y.record(
        () -> x.receive((dx, update) -> mask.multiply(y.gradient(), dx, update, parallelism)));
  }

  private static Variable apply(Variable x, Forward forward, Backward backward) {
    Variable y = x.tape().result(x.rows(), x.columns(), x);
    float[] in = x.tape().dense(x.value());
    float[] out = y.value().data();
    int n = x.rows() * x.columns();
    Parallelism parallelism = x.tape().parallelism();
    parallelism.forEachRange(n, BLOCK, (from, to) -> forward.compute(in, out, from, to));
    return y.record(() -> {
      float[] dy = y.gradient().data();
      float[] dx = x.gradient().data();
      parallelism.forEachRange(n, BLOCK, (from, to) -> backward.compute(out, dy, dx, from, to));
    });
  }

  private static float requireFinite(String name, double value) {
    float rounded = (float) value;
    if (!Float.isFinite(rounded)) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected a finite float32 number");
    }
    return rounded;
  }
}
