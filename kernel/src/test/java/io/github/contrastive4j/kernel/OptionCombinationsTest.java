package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.MarginFilter.Kind;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any options together, drawn by lot, against the truth. */
@Tag("simd")
@NativeWidthOnly
class OptionCombinationsTest {
  private static final int CASES = 150;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anyOptionsThatAreNotRefusedAgreeWithFloat64(long seed) {
    int checked = 0;
    for (int number = 0; number < CASES; number++) {
      RandomGenerator random = new SplittableRandom(1000 * seed + number);
      int[] shape = shape(random, number);
      RankingLoss loss = loss(random);
      RankingBatch batch = loss == null ? null : batch(loss, shape, random);
      if (batch == null) {
        continue;
      }
      ContrastiveCase drawn = new ContrastiveCase(filtered(loss, batch, random), batch);
      if (!drawn.truth().isClear) {
        continue;
      }
      drawn.check();
      if (number % 20 == 0) {
        drawn.checkThreads();
      }
      checked++;
    }
    assertThat(checked).isGreaterThan(CASES / 3);
  }

  private static int[] shape(RandomGenerator random, int number) {
    int most = number % 10 == 0 ? 150 : 12;
    return new int[] {
      1 + random.nextInt(most), 1 + random.nextInt(2 * most), 2 + random.nextInt(most)
    };
  }

  private static boolean often(RandomGenerator random) {
    return random.nextInt(2) == 0;
  }

  private static boolean seldom(RandomGenerator random) {
    return random.nextInt(4) == 0;
  }

  private static <T> T any(T[] values, RandomGenerator random) {
    return values[random.nextInt(values.length)];
  }

  /** A loss, or null if its options refuse each other. */
  private static RankingLoss loss(RandomGenerator random) {
    double[] scales = {0.05, 1, 20, 20, 20, 300};
    try {
      return new RankingLoss(
          any(Similarity.values(), random),
          scales[random.nextInt(scales.length)],
          often(random) ? 0 : random.nextDouble(-10, 5),
          seldom(random) ? Objective.SIGMOID : Objective.SOFTMAX,
          directions(random),
          seldom(random) ? random.nextDouble(0.3) : 0,
          seldom(random) ? random.nextDouble(0.1) : 0,
          any(Reduction.values(), random),
          seldom(random)
              ? new Hardness(random.nextDouble(12), any(Hardness.Negatives.values(), random))
              : Hardness.NONE,
          MarginFilter.NONE,
          seldom(random) ? SharedIds.POSITIVES : SharedIds.EXCLUDED);
    } catch (IllegalArgumentException refused) {
      return null;
    }
  }

  private static Directions directions(RandomGenerator random) {
    if (often(random)) {
      return often(random) ? Directions.SYMMETRIC : Directions.FORWARD;
    }
    Set<Direction> some = EnumSet.of(Direction.QUERY_TO_DOC);
    for (Direction direction : Direction.values()) {
      if (often(random)) {
        some.add(direction);
      }
    }
    return new Directions(some, true);
  }

  /** A batch, or null if the loss cannot have one of that shape. */
  private static RankingBatch batch(RankingLoss loss, int[] shape, RandomGenerator random) {
    boolean onePairEach = loss.directions().joint() && loss.directions().all().size() > 1;
    if (often(random)) {
      shape[1] = shape[0] * (1 + random.nextInt(3));
    }
    if (onePairEach && shape[1] < shape[0]) {
      return null;
    }
    RankingBatch batch = ContrastiveCases.batch(loss.similarity(), shape, random);
    if (!onePairEach && seldom(random)) {
      batch = ContrastiveCases.withRandomTargets(batch, random);
    }
    if (seldom(random)) {
      batch = ContrastiveCases.withQueue(batch, 1 + random.nextInt(60), random);
    }
    if (seldom(random)) {
      batch = ContrastiveCases.withOwnNegatives(batch, 1 + random.nextInt(4), random);
    }
    int kinds = random.nextInt(3);
    for (int kind = 0; kind < kinds; kind++) {
      batch = ContrastiveCases.withIds(batch, random);
    }
    if (loss.sharedIds() == SharedIds.POSITIVES && kinds == 0) {
      return null;
    }
    if (batch.ownNegatives() == null && seldom(random)) {
      batch = ContrastiveCases.withGuide(batch, 1 + random.nextInt(20), random);
    }
    return seldom(random) ? ContrastiveCases.withWeights(batch, random) : batch;
  }

  private static RankingLoss filtered(
      RankingLoss loss, RankingBatch batch, RandomGenerator random) {
    if (!seldom(random)) {
      return loss;
    }
    Kind kind = often(random) ? Kind.ABSOLUTE : Kind.RELATIVE;
    return ContrastiveCases.withMargin(loss, batch, kind, random);
  }
}
