package io.github.contrastive4j.autograd;

import io.github.contrastive4j.kernel.Parallelism;

/**
 * Functions y = f(x) of each element alone.
 *
 * <p>Each is a pair of loops over whole matrices, in which all arrays share one index: what a tape
 * allocates has no gaps, and an input that is another kind of view is copied first. See {@link
 * Axpy} for the reason.
 */
final class ElementwiseFunctions {
  private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
  private static final double GELU_CUBIC = 0.044715;

  /** Elements that a task computes; more than 10 µs of work for the slower functions. */
  private static final int BLOCK = 1 << 13;

  /** Computes y[k] = f(x[k]) at the indices from … to − 1. */
  @FunctionalInterface
  private interface Forward {
    void compute(float[] x, float[] y, int from, int to);
  }

  /** Adds dy[k]·f'(x[k]) to dx[k] at the indices from … to − 1. */
  @FunctionalInterface
  private interface Backward {
    void compute(float[] x, float[] y, float[] dy, float[] dx, int from, int to);
  }

  /** Does either of them. */
  @FunctionalInterface
  private interface Block {
    void compute(int from, int to);
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
        (_, _, dy, dx, from, to) -> Axpy.add(f, dy, dx, from, to));
  }

  static Variable reciprocal(Variable x) {
    return apply(
        x,
        (in, out, from, to) -> {
          for (int k = from; k < to; k++) {
            out[k] = 1 / in[k];
          }
        },
        (_, y, dy, dx, from, to) -> {
          for (int k = from; k < to; k++) {
            dx[k] -= dy[k] * y[k] * y[k];
          }
        });
  }

  static Variable tanh(Variable x) {
    return apply(
        x,
        (in, out, from, to) -> {
          for (int k = from; k < to; k++) {
            out[k] = (float) Math.tanh(in[k]);
          }
        },
        (_, y, dy, dx, from, to) -> {
          for (int k = from; k < to; k++) {
            dx[k] += dy[k] * (1 - y[k]) * (1 + y[k]);
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
        (_, y, dy, dx, from, to) -> {
          for (int k = from; k < to; k++) {
            dx[k] += y[k] > 0 ? dy[k] : 0;
          }
        });
  }

  static Variable gelu(Variable x) {
    return apply(
        x,
        (in, out, from, to) -> {
          for (int k = from; k < to; k++) {
            out[k] = (float) (0.5 * in[k] * (1 + geluTanh(in[k])));
          }
        },
        (in, _, dy, dx, from, to) -> {
          for (int k = from; k < to; k++) {
            double v = in[k];
            double t = geluTanh(v);
            double inner = SQRT_2_OVER_PI * (1 + 3 * GELU_CUBIC * v * v);
            double slope = 0.5 * (1 + t) + 0.5 * v * (1 - t * t) * inner;
            dx[k] += (float) (dy[k] * slope);
          }
        });
  }

  private static double geluTanh(double v) {
    return Math.tanh(SQRT_2_OVER_PI * (v + GELU_CUBIC * v * v * v));
  }

  private static Variable apply(Variable x, Forward forward, Backward backward) {
    Variable y = x.tape().result(x.rows(), x.columns(), x);
    float[] in = x.tape().dense(x.value());
    float[] out = y.value().data();
    int n = x.rows() * x.columns();
    forEachBlock(x.tape(), n, (from, to) -> forward.compute(in, out, from, to));
    return y.record(() -> {
      float[] dy = y.gradient().data();
      float[] dx = x.gradient().data();
      forEachBlock(x.tape(), n, (from, to) -> backward.compute(in, out, dy, dx, from, to));
    });
  }

  private static void forEachBlock(Tape tape, int n, Block block) {
    Parallelism parallelism = tape.parallelism();
    parallelism.forEach(
        Math.ceilDiv(n, BLOCK),
        task -> {
          int from = task * BLOCK;
          block.compute(from, Math.min(n, from + BLOCK));
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
