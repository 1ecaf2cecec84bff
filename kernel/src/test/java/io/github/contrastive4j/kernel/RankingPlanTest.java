package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Plans of problems that no test could run. */
class RankingPlanTest {
  private static final long TEBIBYTE = 1L << 40;

  @Test
  void scoresOfOneGroupFitAnArrayWhateverTheBudget() {
    RankingPlan plan = RankingPlan.of(100_000, 100_000, 64, true, true, TEBIBYTE);
    assertThat(plan.groups()).isGreaterThan(1);
    assertThat((long) plan.groupPanels() * plan.candidateStride())
        .isLessThanOrEqualTo(Integer.MAX_VALUE - 8);
  }

  @Test
  void aSymmetricLossKeepsAllScoresWhereTheyFit() {
    assertThat(RankingPlan.of(4096, 4096, 384, true, true, 64L << 20).groups()).isEqualTo(1);
    assertThat(RankingPlan.of(8192, 8192, 384, true, true, 64L << 20).groups()).isGreaterThan(1);
  }

  @Test
  void moreRowsThanAPanelCanHaveAreRefused() {
    assertThatThrownBy(() -> RankingPlan.of(1, 1 << 26, 1, false, false, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("67108864 rows");
  }
}
