package io.github.contrastive4j.autograd.nn;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.Objects;

/**
 * Layer normalization: (x − mean)/√(variance + 1e-5) of each row, times a gain ("weight", 1 ×
 * columns, at first 1), plus a bias ("bias", 1 × columns, at first 0); names and ε are PyTorch's.
 * Ba et al., arXiv 1607.06450.
 */
public final class LayerNorm extends Module implements Layer {
  private static final double EPSILON = 1e-5;

  private final int columns;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * Makes a layer.
   *
   * @param columns columns of input and output, at least 1
   * @throws IllegalArgumentException if the number is out of range
   */
  public LayerNorm(int columns) {
    this.columns = columns;
    Matrix ones = Matrix.zeros(1, columns);
    Arrays.fill(ones.data(), 1);
    this.weight = register("weight", Parameter.dense(ones));
    this.bias = register("bias", Parameter.dense(Matrix.zeros(1, columns)));
  }

  @Override
  public Variable forward(Variable x) {
    Tape tape = Objects.requireNonNull(x, "x is null, expected a variable").tape();
    if (x.columns() != columns) {
      throw new IllegalArgumentException(
          "x is %d x %d, expected %d columns".formatted(x.rows(), x.columns(), columns));
    }
    Variable centered = x.subtract(x.sumRows().scale(1.0 / columns));
    // One more element in each row, whose square is the ε of all.
    Matrix damping = tape.allocate(x.rows(), 1);
    Arrays.fill(damping.data(), 0, x.rows(), (float) Math.sqrt(columns * EPSILON));
    Variable unit = Variable.concatColumns(centered, tape.constant(damping)).normalizeRows();
    Variable gain = tape.parameter(weight).scale(Math.sqrt(columns));
    return unit.columnRange(0, columns).multiply(gain).add(tape.parameter(bias));
  }

  /** Names the shape, as messages do. */
  @Override
  public String toString() {
    return "LayerNorm[" + columns + "]";
  }
}
