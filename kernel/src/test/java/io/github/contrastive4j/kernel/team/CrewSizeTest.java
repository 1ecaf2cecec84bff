package io.github.contrastive4j.kernel.team;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrewSizeTest {
  private static final double SMALL = 1e6;
  private static final double LARGE = 1e10;

  private final Team.Threads team = new Team.Threads(2);
  private final CrewSize size = new CrewSize();

  @AfterEach
  void closeTeam() {
    team.close();
  }

  @Test
  void helpersThatOnlyCostAreLeftOutOfSmallCalls() {
    int together = 0;
    for (int call = 0; call < 400; call++) {
      together += call(SMALL, 100_000);
    }
    // All of the first calls, until the first trial.
    assertThat(together).isBetween(24, 100);
  }

  @Test
  void largeCallsHaveAllWorkers() {
    for (int call = 0; call < 100; call++) {
      assertThat(call(LARGE, 100_000)).isOne();
    }
  }

  @Test
  void callsOfDifferentSizesAreJudgedApart() {
    for (int call = 0; call < 100; call++) {
      call(SMALL, 100_000);
    }
    assertThat(call(SMALL, 0)).isZero();
    assertThat(call(8 * SMALL, 0)).isOne();
  }

  @Test
  void callsThatFailAreLeftOut() {
    for (int call = 0; call < 400; call++) {
      callThatIsCompleted(0);
    }
  }

  @Test
  void largeCallsSayNothingAboutSmallOnesThatHaveFailed() {
    for (int call = 0; call < 400; call++) {
      callThatIsCompleted(0);
      assertThat(call(LARGE, 0)).isOne();
    }
  }

  @Test
  void aCallIsCountedOnce() {
    for (int call = 0; call < 20; call++) {
      callThatIsCompleted(10);
    }
  }

  /** A small call of two workers, which fails if it is completed 0 times. */
  private void callThatIsCompleted(int times) {
    try (Crew crew = size.assemble(team, SMALL)) {
      assertThat(crew.workers()).isEqualTo(2);
      for (int time = 0; time < times; time++) {
        size.complete();
      }
    }
  }

  @Test
  void aTeamThatIsBusySaysNothingAboutHelpers() {
    try (Crew busy = team.assemble(2)) {
      assertThat(busy.workers()).isEqualTo(2);
      for (int call = 0; call < 400; call++) {
        assertThat(call(SMALL, 0)).isZero();
      }
    }
    assertThat(call(SMALL, 0)).isOne();
  }

  @Test
  void teamsThatTakeTurnsHaveAllTheirWorkers() {
    Team.Threads other = new Team.Threads(3);
    try {
      for (int call = 0; call < 400; call++) {
        assertThat(call(SMALL, 0)).isOne();
        try (Crew crew = size.assemble(other, SMALL)) {
          assertThat(crew.workers()).isEqualTo(3);
          size.complete();
        }
      }
    } finally {
      other.close();
    }
  }

  @Test
  void noWorkAtAllAndTheMostThatShapesAllow() {
    assertThat(call(0, 0)).isOne();
    assertThat(call(Math.pow(2, 93), 0)).isOne();
  }

  /** A call to which a helper adds a delay; returns whether it had one. */
  private int call(double work, long delayOfHelper) {
    try (Crew crew = size.assemble(team, work)) {
      boolean helped = crew.workers() == 2;
      long end = System.nanoTime() + (helped ? delayOfHelper : 0);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      size.complete();
      return helped ? 1 : 0;
    }
  }
}
