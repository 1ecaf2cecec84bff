package io.github.contrastive4j.autograd.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.autograd.OperationCheck;
import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.kernel.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OptimizerStateTest {
  private static final LearningRate RATE = LearningRate.warmupLinear(0.1, 2, 50);

  private final SplittableRandom random = new SplittableRandom(12);
  private final Parameter parameter = Parameter.dense(OperationCheck.random(3, 5, random));

  @Test
  void aStateThatDoesNotFitIsRefusedAndChangesNothing() {
    Optimizer optimizer = new AdamW(List.of(parameter), RATE);
    OptimizerTest.stepOn(List.of(parameter), optimizer, 3, 2);
    float[] before = optimizer.state().values().get(0).toArray();
    OptimizerState adagrad = new Adagrad(List.of(parameter), RATE).state();
    refuses(optimizer, adagrad, "state is of Adagrad, expected that of AdamW");
    refuses(
        optimizer,
        new OptimizerState("AdamW", 2, List.of(2L), adagrad.values()),
        "state has 1 matrices, expected 2");
    refuses(
        optimizer,
        new OptimizerState("AdamW", 2, List.of(2L, 1L), optimizer.state().values()),
        "state is of 2 parameters, expected 1");
    refuses(
        optimizer,
        new OptimizerState(
            "AdamW", 9, List.of(9L), List.of(Matrix.zeros(3, 5), Matrix.zeros(3, 4))),
        "matrix 1 of state is 3 x 4, expected 3 x 5");
    assertThatNullPointerException()
        .isThrownBy(() -> optimizer.load(null))
        .withMessageStartingWith("state is null");
    assertThat(optimizer.steps()).isEqualTo(2);
    assertThat(optimizer.state().updates()).containsExactly(2L);
    assertThat(optimizer.state().values().get(0).toArray()).isEqualTo(before);
  }

  private static void refuses(Optimizer optimizer, OptimizerState state, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> optimizer.load(state))
        .withMessage(message);
  }

  /** The first steps of AdamW are corrected for moments that begin at 0. */
  @Test
  void whatIsUnfrozenLaterBeginsAsItWouldWithAnOptimizerOfItsOwn() {
    Parameter same = Parameter.dense(Matrix.of(parameter.value().toArray(), 3, 5));
    Parameter other = Parameter.dense(Matrix.zeros(2, 2));
    LearningRate rate = LearningRate.constant(0.1);
    Optimizer late = new AdamW(List.of(other, parameter), rate);
    parameter.freeze();
    OptimizerTest.stepOn(List.of(other), late, 5, 100);
    parameter.unfreeze();
    OptimizerTest.stepOn(List.of(parameter), late, 6, 3);
    OptimizerTest.stepOn(List.of(same), new AdamW(List.of(same), rate), 6, 3);
    assertThat(parameter.value().toArray()).isEqualTo(same.value().toArray());
    assertThat(late.steps()).isEqualTo(103);
    assertThat(late.state().updates()).containsExactly(103L, 3L);
  }

  @Test
  void numbersThatCannotBeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OptimizerState("Sgd", -1, List.of(), List.of()))
        .withMessage("steps is -1, expected at least 0");
    for (long update : new long[] {-1, 4}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new OptimizerState("Sgd", 3, List.of(3L, update), List.of()))
          .withMessage("updates[1] is " + update + ", expected 0 to the 3 steps");
    }
    assertThatNullPointerException()
        .isThrownBy(() -> new OptimizerState("Sgd", 1, null, List.of()))
        .withMessageStartingWith("updates is null");
    assertThatNullPointerException()
        .isThrownBy(() -> new OptimizerState("Sgd", 1, Arrays.asList(1L, null), List.of()))
        .withMessageStartingWith("updates has null");
    assertThatNullPointerException()
        .isThrownBy(() -> new OptimizerState("Sgd", 1, List.of(), null))
        .withMessageStartingWith("values is null");
    assertThatNullPointerException()
        .isThrownBy(() -> new OptimizerState(null, 1, List.of(), List.of()))
        .withMessageStartingWith("optimizer is null");
    assertThatNullPointerException()
        .isThrownBy(() -> new Adagrad(Collections.singleton(null), RATE))
        .withMessageStartingWith("parameters has null");
  }

  @Test
  void listsAreCopied() {
    List<Long> updates = new ArrayList<>(List.of(1L));
    List<Matrix> values = new ArrayList<>(List.of(Matrix.zeros(1, 1)));
    OptimizerState state = new OptimizerState("Adagrad", 1, updates, values);
    updates.clear();
    values.clear();
    assertThat(state.updates()).containsExactly(1L);
    assertThat(state.values()).hasSize(1);
  }
}
