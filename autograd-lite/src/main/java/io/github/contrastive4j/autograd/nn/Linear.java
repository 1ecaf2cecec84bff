package io.github.contrastive4j.autograd.nn;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** The affine layer x·W + b, with W inputs × outputs ("weight") and b 1 × outputs ("bias"). */
public final class Linear extends Module implements Layer {
  private final Parameter weight;
  private final Parameter bias;

  /**
   * Makes a layer with a bias of 0 and {@linkplain Initialization#glorotUniform Glorot uniform}
   * weights.
   *
   * @param inputs columns of the input, at least 1
   * @param outputs columns of the output, at least 1
   * @param random source of the weights
   * @throws IllegalArgumentException if a number is out of range
   */
  public Linear(int inputs, int outputs, RandomGenerator random) {
    this(inputs, outputs, true, random);
  }

  /**
   * Makes a layer with or without a bias.
   *
   * @param inputs columns of the input, at least 1
   * @param outputs columns of the output, at least 1
   * @param bias whether b is there, 0 at first
   * @param random source of the weights
   * @throws IllegalArgumentException if a number is out of range
   */
  public Linear(int inputs, int outputs, boolean bias, RandomGenerator random) {
    Matrix initial = Initialization.glorotUniform(inputs, outputs).matrix(inputs, outputs, random);
    this.weight = register("weight", Parameter.dense(initial));
    this.bias = bias ? register("bias", Parameter.dense(Matrix.zeros(1, outputs))) : null;
  }

  /**
   * Makes a layer of values that are there, such as those of a trained model. PyTorch's weights are
   * outputs × inputs, the transpose of these.
   *
   * @param weight W, inputs × outputs; kept and trained in place
   * @param bias b, 1 × outputs; kept and trained in place; or null for a layer without
   * @throws NullPointerException if {@code weight} is null
   * @throws IllegalArgumentException if the shape of the bias does not fit
   */
  public Linear(Matrix weight, Matrix bias) {
    Objects.requireNonNull(weight, "weight is null, expected inputs x outputs");
    this.weight = register("weight", Parameter.dense(weight));
    if (bias != null && (bias.rows() != 1 || bias.columns() != weight.columns())) {
      throw new IllegalArgumentException(
          "bias is %d x %d, expected 1 x %d as the weight is %d x %d"
              .formatted(
                  bias.rows(), bias.columns(), weight.columns(), weight.rows(), weight.columns()));
    }
    this.bias = bias == null ? null : register("bias", Parameter.dense(bias));
  }

  /**
   * Makes a layer without a bias that gives what it gets: where an adapter on embeddings that are
   * there begins.
   *
   * @param columns columns of input and output, at least 1
   * @return a new layer
   * @throws IllegalArgumentException if the number is out of range
   */
  public static Linear identity(int columns) {
    Matrix weight = Matrix.zeros(columns, columns);
    for (int k = 0; k < columns; k++) {
      weight.set(k, k, 1);
    }
    return new Linear(weight, null);
  }

  @Override
  public Variable forward(Variable x) {
    Tape tape = Objects.requireNonNull(x, "x is null, expected a variable").tape();
    if (x.columns() != weight.value().rows()) {
      throw new IllegalArgumentException(
          "x is %d x %d, expected %d columns as %s has inputs"
              .formatted(x.rows(), x.columns(), weight.value().rows(), this));
    }
    Variable factor = tape.parameter(weight);
    return bias == null ? x.matmul(factor) : x.linear(factor, tape.parameter(bias));
  }

  /** Names the shape, as messages do. */
  @Override
  public String toString() {
    return "Linear[%d -> %d]".formatted(weight.value().rows(), weight.value().columns());
  }
}
