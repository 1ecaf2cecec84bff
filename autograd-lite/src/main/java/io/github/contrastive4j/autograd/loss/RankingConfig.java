package io.github.contrastive4j.autograd.loss;

import static io.github.contrastive4j.autograd.loss.SimilarityLoss.DISTANCE_KEY;

import io.github.contrastive4j.kernel.Direction;
import io.github.contrastive4j.kernel.Directions;
import io.github.contrastive4j.kernel.Hardness;
import io.github.contrastive4j.kernel.MarginFilter;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Similarity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The configuration of a {@link MultipleNegativesRankingLoss}. Quaterion's three keys are always
 * there; the others only where an option is not its default, so that a loss that Quaterion has gets
 * the configuration that Quaterion gives it.
 */
final class RankingConfig {
  private static final String SCALE = "scale";
  private static final String SYMMETRIC = "symmetric";
  private static final String SIMILARITY = "similarity";
  private static final String BIAS = "bias";
  private static final String OBJECTIVE = "objective";
  private static final String DIRECTIONS = "directions";
  private static final String LABEL_SMOOTHING = "label_smoothing";
  private static final String Z_LOSS = "z_loss";
  private static final String REDUCTION = "reduction";
  private static final String HARDNESS = "hardness";
  private static final String STRENGTH = "strength";
  private static final String NEGATIVES = "negatives";
  private static final String MARGIN_FILTER = "margin_filter";
  private static final String KIND = "kind";
  private static final String MARGIN = "margin";
  private static final String SHARED_IDS = "shared_ids";

  private static final Set<String> REQUIRED = Set.of(DISTANCE_KEY, SCALE, SYMMETRIC);
  private static final Set<String> OPTIONAL =
      Set.of(
          SIMILARITY,
          BIAS,
          OBJECTIVE,
          DIRECTIONS,
          LABEL_SMOOTHING,
          Z_LOSS,
          REDUCTION,
          HARDNESS,
          MARGIN_FILTER,
          SHARED_IDS);

  private RankingConfig() {}

  /** Adds all but the distance, which is there already. */
  static void write(RankingLoss loss, Map<String, Object> config) {
    RankingLoss plain = RankingLoss.of(loss.similarity(), loss.scale());
    config.put(SCALE, loss.scale());
    config.put(SYMMETRIC, loss.symmetric());
    if (loss.similarity() != Distance.of(loss.similarity()).kernelSimilarity()) {
      config.put(SIMILARITY, ConfigReader.nameOf(loss.similarity()));
    }
    if (!loss.symmetric() && !loss.directions().equals(plain.directions())) {
      config.put(DIRECTIONS, loss.directions().all().stream().map(ConfigReader::nameOf).toList());
    }
    put(config, BIAS, loss.bias(), plain.bias());
    put(config, OBJECTIVE, loss.objective(), plain.objective());
    put(config, LABEL_SMOOTHING, loss.labelSmoothing(), plain.labelSmoothing());
    put(config, Z_LOSS, loss.zLoss(), plain.zLoss());
    put(config, REDUCTION, loss.reduction(), plain.reduction());
    put(config, SHARED_IDS, loss.sharedIds(), plain.sharedIds());
    if (!loss.hardness().equals(Hardness.NONE)) {
      Map<String, Object> hardness = new LinkedHashMap<>();
      hardness.put(STRENGTH, loss.hardness().strength());
      hardness.put(NEGATIVES, ConfigReader.nameOf(loss.hardness().negatives()));
      config.put(HARDNESS, hardness);
    }
    if (!loss.marginFilter().equals(MarginFilter.NONE)) {
      Map<String, Object> filter = new LinkedHashMap<>();
      filter.put(KIND, ConfigReader.nameOf(loss.marginFilter().kind()));
      filter.put(MARGIN, loss.marginFilter().margin());
      config.put(MARGIN_FILTER, filter);
    }
  }

  private static void put(
      Map<String, Object> config, String key, double value, double defaultValue) {
    if (Double.compare(value, defaultValue) != 0) {
      config.put(key, value);
    }
  }

  private static void put(
      Map<String, Object> config, String key, Enum<?> value, Enum<?> defaultValue) {
    if (value != defaultValue) {
      config.put(key, ConfigReader.nameOf(value));
    }
  }

  static RankingLoss read(Map<?, ?> config) {
    return read(new ConfigReader(config, REQUIRED, OPTIONAL));
  }

  /** Reads the configuration that is a value of another. */
  static RankingLoss read(ConfigReader outer, String key) {
    return read(outer.nested(key, REQUIRED, OPTIONAL));
  }

  private static RankingLoss read(ConfigReader config) {
    Distance distance = Distance.byName(config.string(DISTANCE_KEY));
    RankingLoss plain = RankingLoss.of(similarity(config, distance), config.number(SCALE));
    return new RankingLoss(
        plain.similarity(),
        plain.scale(),
        config.number(BIAS, plain.bias()),
        config.constant(OBJECTIVE, plain.objective()),
        directions(config),
        config.number(LABEL_SMOOTHING, plain.labelSmoothing()),
        config.number(Z_LOSS, plain.zLoss()),
        config.constant(REDUCTION, plain.reduction()),
        config.has(HARDNESS)
            ? hardness(config.nested(HARDNESS, STRENGTH, NEGATIVES))
            : Hardness.NONE,
        config.has(MARGIN_FILTER)
            ? marginFilter(config.nested(MARGIN_FILTER, KIND, MARGIN))
            : MarginFilter.NONE,
        config.constant(SHARED_IDS, plain.sharedIds()));
  }

  private static Similarity similarity(ConfigReader config, Distance distance) {
    Similarity similarity = config.constant(SIMILARITY, distance.kernelSimilarity());
    if (Distance.of(similarity) != distance) {
      throw new IllegalArgumentException(
          "similarity is %s, expected one that fits the distance %s"
              .formatted(config.string(SIMILARITY), distance.metricName()));
    }
    return similarity;
  }

  private static Directions directions(ConfigReader config) {
    boolean symmetric = config.flag(SYMMETRIC);
    if (!config.has(DIRECTIONS)) {
      return symmetric ? Directions.SYMMETRIC : Directions.FORWARD;
    }
    if (symmetric) {
      throw new IllegalArgumentException(
          "symmetric is true and directions is given, expected one of them: directions share a"
              + " softmax");
    }
    return new Directions(config.constants(DIRECTIONS, Direction.class), true);
  }

  private static Hardness hardness(ConfigReader config) {
    return new Hardness(
        config.number(STRENGTH), config.constant(NEGATIVES, Hardness.Negatives.class));
  }

  private static MarginFilter marginFilter(ConfigReader config) {
    return new MarginFilter(config.constant(KIND, MarginFilter.Kind.class), config.number(MARGIN));
  }
}
