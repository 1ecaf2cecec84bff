package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A call with options that has been made often enough takes nothing from the heap. */
@Tag("allocation")
class OptionAllocationTest {
  private static final long BYTES_PER_CALL = 16;
  private static final int CALLS = 20;

  static Stream<ContrastiveCase> cases() {
    return OptionInvariantsTest.cases().filter(each -> each.batch().anchors().rows() > 50);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void optionsTakeNothing(ContrastiveCase each) {
    RankingBatch batch = each.batch();
    RankingGradients sink = each.sink();
    RankingReport report = RankingReport.ofLossesAndRanks();
    Workspace workspace = new Workspace();
    for (int workers = 1; workers <= 2; workers++) {
      try (Parallelism parallelism = Parallelism.workers(workers)) {
        Runnable calls =
            () -> {
              for (int i = 0; i < CALLS; i++) {
                each.loss().forwardBackward(batch, sink, report, workspace, parallelism);
              }
            };
        long bytes = AllocatedBytes.settled(CALLS * BYTES_PER_CALL, calls);
        assertThat(bytes / CALLS)
            .as("bytes per call by %d workers", workers)
            .isLessThanOrEqualTo(BYTES_PER_CALL);
      }
    }
  }
}
