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
    if (inputs < 1) {
      throw new IllegalArgumentException("inputs is " + inputs + ", expected at least 1");
    }
    if (outputs < 1) {
      throw new IllegalArgumentException("outputs is " + outputs + ", expected at least 1");
    }
    Matrix initial = Initialization.glorotUniform(inputs, outputs).matrix(inputs, outputs, random);
    this.weight = register("weight", Parameter.dense(initial));
    this.bias = bias ? register("bias", Parameter.dense(Matrix.zeros(1, outputs))) : null;
  }

  @Override
  public Variable forward(Variable x) {
    Tape tape = Objects.requireNonNull(x, "x is null, expected a variable").tape();
    Variable product = x.matmul(tape.parameter(weight));
    return bias == null ? product : product.add(tape.parameter(bias));
  }
}
