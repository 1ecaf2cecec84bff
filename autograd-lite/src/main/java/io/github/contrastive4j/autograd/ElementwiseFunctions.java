package io.github.contrastive4j.autograd;

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

  /** Computes y[k] = f(x[k]) for the first n elements. */
  @FunctionalInterface
  private interface Forward {
    void compute(float[] x, float[] y, int n);
  }

  /** Adds dy[k]·f'(x[k]) to dx[k] for the first n elements. */
  @FunctionalInterface
  private interface Backward {
    void compute(float[] x, float[] y, float[] dy, float[] dx, int n);
  }

  private ElementwiseFunctions() {}

  static Variable affine(Variable x, double factor, double term) {
    float f = requireFinite("factor", factor);
    float t = requireFinite("term", term);
    return apply(
        x,
        (in, out, n) -> {
          for (int k = 0; k < n; k++) {
            out[k] = f * in[k] + t;
          }
        },
        (_, _, dy, dx, n) -> Axpy.add(f, dy, dx, 0, n));
  }

  static Variable reciprocal(Variable x) {
    return apply(
        x,
        (in, out, n) -> {
          for (int k = 0; k < n; k++) {
            out[k] = 1 / in[k];
          }
        },
        (_, y, dy, dx, n) -> {
          for (int k = 0; k < n; k++) {
            dx[k] -= dy[k] * y[k] * y[k];
          }
        });
  }

  static Variable tanh(Variable x) {
    return apply(
        x,
        (in, out, n) -> {
          for (int k = 0; k < n; k++) {
            out[k] = (float) Math.tanh(in[k]);
          }
        },
        (_, y, dy, dx, n) -> {
          for (int k = 0; k < n; k++) {
            dx[k] += dy[k] * (1 - y[k]) * (1 + y[k]);
          }
        });
  }

  static Variable relu(Variable x) {
    return apply(
        x,
        (in, out, n) -> {
          for (int k = 0; k < n; k++) {
            out[k] = Math.max(in[k], 0);
          }
        },
        (_, y, dy, dx, n) -> {
          for (int k = 0; k < n; k++) {
            dx[k] += y[k] > 0 ? dy[k] : 0;
          }
        });
  }

  static Variable gelu(Variable x) {
    return apply(
        x,
        (in, out, n) -> {
          for (int k = 0; k < n; k++) {
            out[k] = (float) (0.5 * in[k] * (1 + geluTanh(in[k])));
          }
        },
        (in, _, dy, dx, n) -> {
          for (int k = 0; k < n; k++) {
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
    forward.compute(in, out, n);
    return y.record(() -> backward.compute(in, out, y.gradient().data(), x.gradient().data(), n));
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
