package io.github.contrastive4j.kernel.team;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of made-up costs. */
class TrialTest {
  private final RandomGenerator random = new SplittableRandom(7);

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 64})
  void beginsWithAllWorkersAndKeepsThemWhereEachIsAGain(int most) {
    Trial trial = new Trial();
    assertThat(trial.workers(most)).isEqualTo(most);
    assertThat(shareOfCalls(trial, most, most, workers -> 1.0 / workers)).isGreaterThan(0.98);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 64})
  void leavesHelpersOutThatOnlyCost(int most) {
    Trial trial = new Trial();
    IntToDoubleFunction cost = workers -> 1 + 0.2 * workers;
    run(trial, most, 400, cost);
    assertThat(shareOfCalls(trial, most, 1, cost)).isGreaterThan(0.98);
  }

  @ParameterizedTest
  @CsvSource({"64, 8", "48, 12", "6, 3"})
  void findsTheNumberInBetween(int most, int best) {
    Trial trial = new Trial();
    IntToDoubleFunction cost = workers -> 1.0 / workers + 1.0 / best / best * workers;
    run(trial, most, 1_000, cost);
    assertThat(shareOfCalls(trial, most, best, cost)).isGreaterThan(0.98);
  }

  @Test
  void followsWhenHelpersComeNearAndWhenTheyLeave() {
    Trial trial = new Trial();
    IntToDoubleFunction far = workers -> workers == 1 ? 1 : 1.6;
    IntToDoubleFunction near = workers -> workers == 1 ? 1 : 0.6;
    run(trial, 2, 20_000, far);
    run(trial, 2, 2_100, near);
    assertThat(shareOfCalls(trial, 2, 2, near)).isGreaterThan(0.98);
    run(trial, 2, 2_100, far);
    assertThat(shareOfCalls(trial, 2, 1, far)).isGreaterThan(0.98);
  }

  @Test
  void isNotMisledByCallsThatWereHeldUp() {
    Trial trial = new Trial();
    IntToDoubleFunction cost =
        workers -> (workers == 1 ? 1.3 : 1) * (random.nextInt(3) == 0 ? 50 : 1);
    run(trial, 2, 1_000, cost);
    assertThat(shareOfCalls(trial, 2, 2, cost)).isGreaterThan(0.95);
  }

  @Test
  void beginsAnewWhereTheTeamIsAnotherOne() {
    Trial trial = new Trial();
    run(trial, 4, 1_000, workers -> workers);
    assertThat(trial.workers(4)).isEqualTo(1);
    assertThat(trial.workers(8)).isEqualTo(8);
    run(trial, 8, 1_000, workers -> workers);
    assertThat(trial.workers(8)).isEqualTo(1);
  }

  private static void run(Trial trial, int most, int calls, IntToDoubleFunction cost) {
    for (int call = 0; call < calls; call++) {
      trial.took(cost.applyAsDouble(trial.workers(most)));
    }
  }

  /** Part of the next calls that have so many workers. */
  private static double shareOfCalls(Trial trial, int most, int workers, IntToDoubleFunction cost) {
    int calls = 50_000;
    int hits = 0;
    for (int call = 0; call < calls; call++) {
      int next = trial.workers(most);
      hits += next == workers ? 1 : 0;
      trial.took(cost.applyAsDouble(next));
    }
    return (double) hits / calls;
  }
}
