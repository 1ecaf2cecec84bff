package io.github.contrastive4j.kernel;

import static io.github.contrastive4j.kernel.simd.PanelLayout.PANEL;

import io.github.contrastive4j.kernel.simd.RowKernels;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import io.github.contrastive4j.kernel.team.Crew;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Row-wise L2 normalization x̂ = x / max(‖x‖₂, 1e-12), forward and backward.
 *
 * <p>Norms are formed in float64, so that rows whose squares overflow or underflow float32 (1e30,
 * 1e-30) come out right. A row shorter than 1e-12 is divided by 1e-12: a zero row stays zero.
 */
public final class L2Normalization {
  /** Lower bound of the norm that a row is divided by. */
  public static final double EPSILON = 1e-12;

  /** Below this, the reciprocal of a norm loses digits in float32. */
  private static final double SMALLEST_FACTOR = 0x1p-120;

  private L2Normalization() {}

  /**
   * unit = rows of x divided by max(norm, 1e-12).
   *
   * @param x input, R × D, finite
   * @param unit output, R × D; the same view as {@code x}, or one that does not overlap it
   * @param norms output, the R norms before clamping; null if not wanted
   * @param parallelism who works
   * @throws NullPointerException if a matrix or the parallelism is null
   * @throws IllegalArgumentException if a shape does not fit, views overlap in part, or an element
   *     is not finite; nothing has been written then
   */
  public static void forward(Matrix x, Matrix unit, double[] norms, Parallelism parallelism) {
    Objects.requireNonNull(x, "x is null, expected the rows to normalize");
    Objects.requireNonNull(unit, "unit is null, expected the output");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    Arguments.requireShape("unit", unit, x.rows(), x.columns());
    Arguments.requireSameOrApart("unit", unit, "x", x);
    Arguments.require(
        norms == null || norms.length >= x.rows(),
        "length of norms",
        norms == null ? 0 : norms.length,
        "at least " + x.rows());
    try (Crew crew = RowTasks.assemble(parallelism, x)) {
      requireFinite(x, crew);
      RowTasks.forEach(crew, x, r -> forward(x, unit, norms, r));
    }
  }

  private static void forward(Matrix x, Matrix unit, double[] norms, int r) {
    RowKernels rows = SimdProvider.kernels().rows();
    double norm = norm(x, r);
    if (norms != null) {
      norms[r] = norm;
    }
    double factor = 1 / divisor(norm);
    int in = x.start(r);
    int out = unit.start(r);
    int columns = x.columns();
    if (factor >= SMALLEST_FACTOR) {
      // The factor in two parts; a dense row is a row of panels that follow each other.
      float high = (float) factor;
      float low = (float) (factor - high);
      rows.unpackRow(
          x.data(), in, PANEL, high, x.data(), in, low, -1, 1, unit.data(), out, columns, false);
    } else {
      for (int c = 0; c < columns; c++) {
        unit.data()[out + c] = (float) (x.data()[in + c] * factor);
      }
    }
  }

  /**
   * xGradient (+)= (g − ⟨g, x̂⟩ x̂)/‖x‖ for each row g of unitGradient; g/1e-12 where the norm was
   * clamped.
   *
   * @param x input of the forward pass, R × D, finite
   * @param unitGradient gradient with respect to the output of the forward pass, R × D
   * @param xGradient output, R × D; the same view as {@code unitGradient}, or one that does not
   *     overlap it; must not overlap {@code x}
   * @param update overwrite or accumulate; accumulating into {@code unitGradient} itself is refused
   * @param parallelism who works
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if a shape does not fit, views overlap, or an element of x is
   *     not finite; nothing has been written then
   */
  public static void backward(
      Matrix x, Matrix unitGradient, Matrix xGradient, Update update, Parallelism parallelism) {
    Objects.requireNonNull(x, "x is null, expected the input of the forward pass");
    Objects.requireNonNull(unitGradient, "unitGradient is null, expected the incoming gradient");
    Objects.requireNonNull(xGradient, "xGradient is null, expected the output");
    Objects.requireNonNull(update, "update is null, expected OVERWRITE or ACCUMULATE");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    Arguments.requireShape("unitGradient", unitGradient, x.rows(), x.columns());
    Arguments.requireShape("xGradient", xGradient, x.rows(), x.columns());
    Arguments.requireApart("xGradient", xGradient, "x", x);
    Arguments.requireOutput(update, "xGradient", xGradient, "unitGradient", unitGradient);
    try (Crew crew = RowTasks.assemble(parallelism, x)) {
      requireFinite(x, crew);
      RowTasks.forEach(crew, x, r -> backward(x, unitGradient, xGradient, update, r));
    }
  }

  private static void backward(
      Matrix x, Matrix unitGradient, Matrix xGradient, Update update, int r) {
    RowKernels rows = SimdProvider.kernels().rows();
    double norm = norm(x, r);
    double factor = 1 / divisor(norm);
    int in = x.start(r);
    int g = unitGradient.start(r);
    int columns = x.columns();
    boolean clamped = norm <= EPSILON;
    double along = clamped ? 0 : rows.dot(unitGradient.data(), g, x.data(), in, columns) * factor;
    rows.unpackRow(
        unitGradient.data(),
        g,
        PANEL,
        1,
        x.data(),
        in,
        (float) factor,
        (float) along,
        (float) factor,
        xGradient.data(),
        xGradient.start(r),
        columns,
        update == Update.ACCUMULATE);
  }

  /** The norm that a row is divided by. */
  static double divisor(double norm) {
    return Math.max(norm, EPSILON);
  }

  /**
   * The norm of one row.
   *
   * @param x any matrix
   * @param row which of its rows
   * @return √Σx², in float64; infinite or NaN if an element is
   * @throws NullPointerException if {@code x} is null
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public static double norm(Matrix x, int row) {
    Objects.requireNonNull(x, "x is null, expected a matrix with the row");
    int at = x.start(row);
    return Math.sqrt(SimdProvider.kernels().rows().dot(x.data(), at, x.data(), at, x.columns()));
  }

  private static void requireFinite(Matrix x, Crew crew) {
    AtomicBoolean refused = new AtomicBoolean();
    RowTasks.forEach(
        crew,
        x,
        r -> {
          // The squares of finite numbers have a finite sum in float64.
          if (!Double.isFinite(norm(x, r))) {
            refused.set(true);
          }
        });
    for (int r = 0; refused.get() && r < x.rows(); r++) {
      Arguments.refuseNonFinite("x", x, r);
    }
  }
}
