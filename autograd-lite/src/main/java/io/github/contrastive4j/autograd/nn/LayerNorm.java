package io.github.contrastive4j.autograd.nn;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.Objects;

/**
 * Layer normalization: (x − mean)/√(variance + ε) of each row, times a gain ("weight", 1 × columns,
 * at first 1), plus a bias ("bias", 1 × columns, at first 0); names are PyTorch's. Ba et al., arXiv
 * 1607.06450.
 */
public final class LayerNorm extends Module implements Layer {
  /** ε if the caller names none, as in PyTorch. */
  public static final double DEFAULT_EPSILON = 1e-5;

  private final int columns;
  private final double epsilon;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * Makes a layer with an ε of 1e-5.
   *
   * @param columns columns of input and output, at least 1
   * @throws IllegalArgumentException if the number is out of range
   */
  public LayerNorm(int columns) {
    this(columns, DEFAULT_EPSILON);
  }

  /**
   * Makes a layer.
   *
   * @param columns columns of input and output, at least 1
   * @param epsilon ε, greater than 0; BERT has 1e-12
   * @throws IllegalArgumentException if a number is out of range
   */
  public LayerNorm(int columns, double epsilon) {
    if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "epsilon is " + epsilon + ", expected a number greater than 0");
    }
    this.columns = columns;
    this.epsilon = epsilon;
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
    return x.layerNormalizeRows(tape.parameter(weight), tape.parameter(bias), epsilon);
  }

  /** Names the shape, as messages do. */
  @Override
  public String toString() {
    return "LayerNorm[" + columns + "]";
  }
}
