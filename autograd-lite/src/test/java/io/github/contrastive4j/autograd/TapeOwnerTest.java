package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.contrastive4j.kernel.Matrix;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A tape belongs to one thread at a time. */
@Timeout(60)
class TapeOwnerTest {
  private final Tape tape = new Tape();
  private final Matrix ones = Matrix.copyOf(new float[][] {{1, 1}, {1, 1}});

  private static void onAnotherThread(Runnable action) {
    CompletableFuture.runAsync(action, task -> Thread.ofPlatform().start(task)).join();
  }

  private float sum() {
    Variable x = tape.constant(ones);
    return x.add(x).sum().scalar();
  }

  private void assertRefused(Runnable action) {
    assertThatIllegalStateException()
        .isThrownBy(action::run)
        .withMessageStartingWith("the tape belongs to another thread than Thread[")
        .withMessageEndingWith("expected one tape for each, or reset() first");
  }

  @Test
  void operationsOfAnotherThreadAreRefusedUntilItResets() {
    Variable x = tape.variable(ones);
    Variable y = x.add(x);
    onAnotherThread(() -> {
      assertRefused(() -> y.multiply(y));
      assertRefused(() -> tape.allocate(1, 1));
      assertRefused(() -> tape.noGrad(this::sum));
      assertRefused(() -> tape.withRandom(new SplittableRandom(1), this::sum));
    });
    y.sum().backward();
    assertThat(x.gradient().toArray()).containsOnly(2);
    onAnotherThread(() -> {
      tape.reset();
      assertThat(sum()).isEqualTo(8);
    });
    assertRefused(this::sum);
    tape.reset();
    assertThat(sum()).isEqualTo(8);
  }

  /** Such as a service that runs out of time, and whose tape another one takes. */
  @Test
  void whoHasLostATapeChangesNothingOfIt() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch taken = new CountDownLatch(1);
    Thread slow =
        Thread.startVirtualThread(() ->
            tape.withRandom(
                new SplittableRandom(1),
                () ->
                    tape.noGrad(() -> {
                      begun.countDown();
                      await(taken);
                      return null;
                    })));
    await(begun);
    tape.reset();
    SplittableRandom own = new SplittableRandom(2);
    assertThat(tape.isRecording()).isTrue();
    assertThat(tape.randomOr(own)).isSameAs(own);
    tape.noGrad(() -> {
      taken.countDown();
      await(slow);
      assertThat(tape.isRecording()).isFalse();
      return null;
    });
    assertThat(tape.isRecording()).isTrue();
    assertThat(tape.randomOr(own)).isSameAs(own);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTapeThatSeveralThreadsHaveSharedIsWhole() throws InterruptedException {
    ConcurrentLinkedQueue<RuntimeException> refusals = new ConcurrentLinkedQueue<>();
    Runnable service =
        () -> {
          for (int call = 0; call < 5000 || refusals.isEmpty(); call++) {
            try {
              tape.reset();
              tape.noGrad(this::sum);
            } catch (RuntimeException e) {
              refusals.add(e);
            }
          }
        };
    Thread first = Thread.ofPlatform().start(service);
    Thread second = Thread.ofPlatform().start(service);
    first.join();
    second.join();
    assertThat(refusals).isNotEmpty().allMatch(e -> e instanceof IllegalStateException);
    tape.reset();
    assertThat(tape.isRecording()).isTrue();
    Variable x = tape.variable(ones);
    x.add(x).sum().backward();
    assertThat(x.gradient().toArray()).containsOnly(2);
  }
}
