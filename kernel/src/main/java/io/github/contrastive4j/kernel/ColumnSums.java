package io.github.contrastive4j.kernel;

import java.util.Objects;

/**
 * s (+)= α·Σ xᵣ over the rows of a matrix: the gradient of a bias that was added to each row.
 *
 * <p>Terms are added in float64. NaN and ∞ spread as arithmetic has it.
 */
public final class ColumnSums {
  private ColumnSums() {}

  /**
   * Sums all rows.
   *
   * @param alpha the factor α
   * @param x rows, R × C; the sum of no rows is 0
   * @param sums output, 1 × C; must not overlap {@code x}
   * @param update overwrite or accumulate
   * @param workspace scratch, used by this call alone while it runs: at most 64·C doubles
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the shape of {@code sums} does not fit or views overlap;
   *     nothing has been written then
   * @throws IllegalStateException if another call is using the workspace
   */
  public static void sum(
      float alpha,
      Matrix x,
      Matrix sums,
      Update update,
      Workspace workspace,
      Parallelism parallelism) {
    Objects.requireNonNull(x, "x is null, expected the rows to sum");
    Objects.requireNonNull(sums, "sums is null, expected the output");
    Objects.requireNonNull(update, "update is null, expected OVERWRITE or ACCUMULATE");
    Objects.requireNonNull(workspace, "workspace is null, expected scratch memory");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    Arguments.requireShape("sums", sums, 1, x.columns());
    Arguments.requireApart("sums", sums, "x", x);
    workspace.enter();
    try {
      PartialColumnSums partial = workspace.columnSums();
      partial.reserve(x.rows(), x.columns(), x.columns(), false);
      parallelism.forEachRange(
          x.rows(),
          partial.height(),
          (from, to) -> {
            int at = partial.begin(from);
            for (int r = from; r < to; r++) {
              partial.add(x.data(), x.start(r), at);
            }
          });
      partial.write(0, alpha, sums, update);
    } finally {
      workspace.leave();
    }
  }
}
