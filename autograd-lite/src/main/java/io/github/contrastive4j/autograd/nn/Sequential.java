package io.github.contrastive4j.autograd.nn;

import io.github.contrastive4j.autograd.Variable;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Layers applied one after the other; those that are modules are registered under their position
 * ("0", "1" …). A layer that is given as a method reference, {@code linear::forward}, is none: its
 * parameters are not found.
 */
public final class Sequential extends Module implements Layer {
  private final List<Layer> layers;

  /**
   * Chains layers.
   *
   * @param layers the first one sees the input; none at all makes the identity
   */
  public Sequential(Layer... layers) {
    Objects.requireNonNull(layers, "layers is null, expected some");
    for (int k = 0; k < layers.length; k++) {
      if (layers[k] == null) {
        throw new NullPointerException("layers[%d] is null, expected a layer".formatted(k));
      }
      if (layers[k] instanceof Module module) {
        register(Integer.toString(k), module);
      }
    }
    this.layers = List.of(layers);
  }

  /**
   * A multi-layer perceptron: {@link Linear} layers with an activation between every two of them.
   *
   * @param activation such as {@code Variable::gelu}; not applied after the last layer
   * @param random source of the weights
   * @param widths columns of the input, of each hidden layer and of the output; at least two
   * @return the chain of layers
   * @throws IllegalArgumentException if there are fewer than two widths or one is less than 1
   */
  public static Sequential mlp(Layer activation, RandomGenerator random, int... widths) {
    Objects.requireNonNull(activation, "activation is null, expected a layer");
    Objects.requireNonNull(widths, "widths is null, expected those of input and output at least");
    if (widths.length < 2) {
      throw new IllegalArgumentException(
          "widths has %d elements, expected at least input and output".formatted(widths.length));
    }
    Layer[] layers = new Layer[2 * widths.length - 3];
    for (int k = 0; k < layers.length; k++) {
      layers[k] = k % 2 == 0 ? new Linear(widths[k / 2], widths[k / 2 + 1], random) : activation;
    }
    return new Sequential(layers);
  }

  @Override
  public Variable forward(Variable x) {
    Variable y = Objects.requireNonNull(x, "x is null, expected a variable");
    for (Layer layer : layers) {
      y = layer.forward(y);
    }
    return y;
  }
}
