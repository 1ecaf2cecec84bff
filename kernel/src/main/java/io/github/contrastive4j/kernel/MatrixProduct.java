package io.github.contrastive4j.kernel;

import io.github.contrastive4j.kernel.team.Crew;
import java.util.Objects;

/**
 * Single-precision matrix products C (+)= A·B, A·Bᵀ and Aᵀ·B of any shape.
 *
 * <p>Sums are formed in float32 in blocks of 1,024 terms at most; the order depends on the shape
 * and the processor alone. A sum of no terms is 0. NaN and ∞ spread as arithmetic has it. Packed
 * copies of both operands are kept in the workspace, of operands up to 1 MiB one for each worker as
 * far as there is room in its budget. A few rows times B, up to 8 with vectors and 3 in scalar
 * loops, are summed where B lies; they may differ in their last bits from the same rows among more.
 */
public final class MatrixProduct {
  private MatrixProduct() {}

  /**
   * C (+)= A·B.
   *
   * @param a left operand, M × K
   * @param b right operand, K × N
   * @param c output, M × N; must not overlap an operand
   * @param update overwrite or accumulate
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if shapes do not fit, {@code c} overlaps an operand, or a
   *     packed copy of one, of whole times 32 columns, would be too large for an array
   * @throws IllegalStateException if another call is using the workspace
   */
  public static void ab(
      Matrix a, Matrix b, Matrix c, Update update, Workspace workspace, Parallelism parallelism) {
    multiply(a, false, b, false, c, update, workspace, parallelism);
  }

  /**
   * C (+)= A·Bᵀ.
   *
   * @param a left operand, M × K
   * @param b right operand, N × K
   * @param c output, M × N; must not overlap an operand
   * @param update overwrite or accumulate
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if shapes do not fit, {@code c} overlaps an operand, or a
   *     packed copy of one, of whole times 32 columns, would be too large for an array
   * @throws IllegalStateException if another call is using the workspace
   */
  public static void abt(
      Matrix a, Matrix b, Matrix c, Update update, Workspace workspace, Parallelism parallelism) {
    multiply(a, false, b, true, c, update, workspace, parallelism);
  }

  /**
   * C (+)= Aᵀ·B.
   *
   * @param a left operand, K × M
   * @param b right operand, K × N
   * @param c output, M × N; must not overlap an operand
   * @param update overwrite or accumulate
   * @param workspace scratch, used by this call alone while it runs
   * @param parallelism who works; the result is bitwise the same for any choice
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if shapes do not fit, {@code c} overlaps an operand, or a
   *     packed copy of one, of whole times 32 columns, would be too large for an array
   * @throws IllegalStateException if another call is using the workspace
   */
  public static void atb(
      Matrix a, Matrix b, Matrix c, Update update, Workspace workspace, Parallelism parallelism) {
    multiply(a, true, b, false, c, update, workspace, parallelism);
  }

  private static void multiply(
      Matrix a,
      boolean transposeA,
      Matrix b,
      boolean transposeB,
      Matrix c,
      Update update,
      Workspace workspace,
      Parallelism parallelism) {
    Objects.requireNonNull(a, "a is null, expected the left operand");
    Objects.requireNonNull(b, "b is null, expected the right operand");
    Objects.requireNonNull(c, "c is null, expected the output");
    Objects.requireNonNull(update, "update is null, expected OVERWRITE or ACCUMULATE");
    Objects.requireNonNull(workspace, "workspace is null, expected scratch memory");
    Objects.requireNonNull(parallelism, "parallelism is null, expected who works");
    int rows = transposeA ? a.columns() : a.rows();
    int depth = transposeA ? a.rows() : a.columns();
    int columns = transposeB ? b.rows() : b.columns();
    int depthOfB = transposeB ? b.columns() : b.rows();
    if (depthOfB != depth) {
      throw new IllegalArgumentException(
          "%s of b is %d, expected %d as in a (%d x %d)"
              .formatted(transposeB ? "columns" : "rows", depthOfB, depth, a.rows(), a.columns()));
    }
    Arguments.requireShape("c", c, rows, columns);
    Arguments.requireApart("c", c, "a", a);
    Arguments.requireApart("c", c, "b", b);
    workspace.enter();
    try (Crew crew = workspace.assemble(parallelism, (double) rows * columns * depth)) {
      workspace.product().run(a, transposeA, b, transposeB, c, update, crew);
      workspace.complete();
    } finally {
      workspace.leave();
    }
  }
}
