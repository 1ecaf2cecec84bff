package io.github.contrastive4j.autograd.loss;

import io.github.contrastive4j.autograd.nn.Module;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A loss that compares embeddings by a {@link Distance}. It is a module without parameters. */
public abstract class SimilarityLoss extends Module {
  /** Key of the distance's name in configurations. */
  static final String DISTANCE_KEY = "distance_metric_name";

  private final Distance distance;

  /**
   * Makes a loss in training mode.
   *
   * @param distance how embeddings are compared
   */
  protected SimilarityLoss(Distance distance) {
    this.distance = Objects.requireNonNull(distance, "distance is null, expected a Distance");
  }

  /** {@return how embeddings are compared} */
  public final Distance distance() {
    return distance;
  }

  /**
   * The settings of this loss, of types that JSON has. Subclasses add theirs.
   *
   * @return a new map that holds at least {@code distance_metric_name}
   */
  public Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put(DISTANCE_KEY, distance.metricName());
    return config;
  }

  /** Names the loss and its settings. */
  @Override
  public final String toString() {
    return getClass().getSimpleName() + config();
  }
}
