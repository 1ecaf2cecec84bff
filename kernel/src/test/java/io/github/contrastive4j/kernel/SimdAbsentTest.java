package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.kernel.RankingProblem.Pairing;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An application that did not add the incubator module. The one class with this tag: the log is
 * written once in the life of the process.
 */
@Tag("simd-absent")
class SimdAbsentTest {
  private static final Logger LOGGER = Logger.getLogger("io.github.contrastive4j.kernel.simd");
  private static final Recorder RECORDER = new Recorder();

  private static final class Recorder extends Handler {
    final List<LogRecord> records = new ArrayList<>();

    @Override
    public void publish(LogRecord record) {
      records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeAll
  static void useTheLibraryWhileTheLogIsWatched() {
    LOGGER.addHandler(RECORDER);
    LOGGER.setUseParentHandlers(false);
    SimdSupport.current();
    SimdSupport.current();
  }

  @AfterAll
  static void leaveTheLogAlone() {
    LOGGER.removeHandler(RECORDER);
    LOGGER.setUseParentHandlers(true);
  }

  @Test
  void theModuleIsReallyAbsent() {
    assertThat(ModuleLayer.boot().findModule("jdk.incubator.vector")).isEmpty();
  }

  @Test
  void scalarLoopsRun() {
    assertThat(SimdSupport.current().vectorized()).isFalse();
    assertThat(SimdSupport.current().bits()).isZero();
    assertThat(SimdSupport.current().describe()).startsWith("scalar loops (");
  }

  @Test
  void oneLogLineSaysHowToGetTheVectorUnits() {
    assertThat(RECORDER.records).hasSize(1);
    LogRecord record = RECORDER.records.getFirst();
    assertThat(record.getLevel()).isEqualTo(Level.WARNING);
    assertThat(record.getMessage()).contains("--add-modules jdk.incubator.vector");
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void resultsAreRight(Similarity similarity) {
    RankingProblem problem = RankingProblem.untrained(33, 70, 40, Pairing.RANDOM, 1).times(0.3);
    for (boolean symmetric : new boolean[] {false, true}) {
      RankingLoss loss = RankingLoss.of(similarity, 10).withSymmetric(symmetric);
      problem.run(loss).assertCloseTo(problem.truth(loss), 3e-6);
    }
  }
}
