package io.github.contrastive4j.kernel.team;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of made-up costs. */
class TrialTest {
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 64})
  void beginsWithAllWorkersAndKeepsThemWhereEachIsAGain(int most) {
    Trial trial = new Trial(most);
    assertThat(trial.workers()).isEqualTo(most);
    assertThat(shareOfCalls(trial, 50_000, most, workers -> 1.0 / workers)).isGreaterThan(0.98);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 64})
  void leavesHelpersOutThatOnlyCost(int most) {
    Trial trial = new Trial(most);
    IntToDoubleFunction cost = workers -> 1 + 0.2 * workers;
    run(trial, 400, cost);
    assertThat(shareOfCalls(trial, 50_000, 1, cost)).isGreaterThan(0.98);
  }

  @ParameterizedTest
  @CsvSource({"64, 8", "48, 12", "6, 3"})
  void findsTheNumberInBetween(int most, int best) {
    Trial trial = new Trial(most);
    IntToDoubleFunction cost = workers -> 1.0 / workers + 1.0 / best / best * workers;
    run(trial, 1_000, cost);
    assertThat(shareOfCalls(trial, 50_000, best, cost)).isGreaterThan(0.98);
  }

  @Test
  void followsWhenHelpersComeNearAndWhenTheyLeave() {
    Trial trial = new Trial(2);
    IntToDoubleFunction far = workers -> workers == 1 ? 1 : 1.6;
    IntToDoubleFunction near = workers -> workers == 1 ? 1 : 0.6;
    run(trial, 20_000, far);
    run(trial, 2_100, near);
    assertThat(shareOfCalls(trial, 20_000, 2, near)).isGreaterThan(0.98);
    run(trial, 2_100, far);
    assertThat(shareOfCalls(trial, 20_000, 1, far)).isGreaterThan(0.98);
  }

  @Test
  void isNotMisledByCallsThatWereHeldUp() {
    Trial trial = new Trial(2);
    IntToDoubleFunction cost =
        workers -> (workers == 1 ? 1.3 : 1) * (random.nextInt(3) == 0 ? 50 : 1);
    run(trial, 1_000, cost);
    assertThat(shareOfCalls(trial, 50_000, 2, cost)).isGreaterThan(0.95);
  }

  private static void run(Trial trial, int calls, IntToDoubleFunction cost) {
    for (int call = 0; call < calls; call++) {
      trial.took(cost.applyAsDouble(trial.workers()));
    }
  }

  private static double shareOfCalls(
      Trial trial, int calls, int workers, IntToDoubleFunction cost) {
    int[] counts = new int[trial.most() + 1];
    for (int call = 0; call < calls; call++) {
      counts[trial.workers()]++;
      trial.took(cost.applyAsDouble(trial.workers()));
    }
    assertThat(Arrays.stream(counts).sum()).isEqualTo(calls);
    return (double) counts[workers] / calls;
  }
}
