package io.github.contrastive4j.examples.javadocsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.autograd.optim.LearningRate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-12);

  private final AtomicLong nanos = new AtomicLong();
  private final Schedule schedule = new Schedule(100, Duration.ofSeconds(10), nanos::get);
  private final LearningRate rate = schedule.from(0.5);

  private void clock(double seconds) {
    nanos.set((long) (seconds * 1e9));
  }

  @Test
  void decaysOverTheStepsWhereTimeIsNoMatter() {
    assertThat(rate.at(0)).isEqualTo(0.5);
    clock(5);
    assertThat(rate.at(60)).isCloseTo(0.2, EXACT);
    assertThat(rate.at(100)).isZero();
    assertThat(schedule.timeIsUp()).isFalse();
  }

  @Test
  void aSlowStartIsForgiven() {
    clock(0.9);
    assertThat(rate.at(1)).isCloseTo(0.495, EXACT);
  }

  @Test
  void decaysOverTheBudgetWhereTimeIsShort() {
    clock(5);
    assertThat(rate.at(10)).isCloseTo(0.25, EXACT);
    clock(10);
    assertThat(rate.at(20)).isZero();
    assertThat(schedule.timeIsUp()).isTrue();
  }
}
