package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.contrastive4j.kernel.Matrix;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operations of one's own, and what their backward steps may do. */
class AdjointTest {
  private final Tape tape = new Tape();

  private static Matrix row(float... values) {
    return Matrix.of(values, 1, values.length);
  }

  @Test
  void anOperationOfOnesOwnIsRecordedLikeTheOthers() {
    Variable x = tape.variable(row(2, -3));
    Variable cube = tape.result(1, 2, x);
    for (int c = 0; c < 2; c++) {
      float v = x.value().get(0, c);
      cube.value().set(0, c, v * v * v);
    }
    cube.record(() -> {
      for (int c = 0; c < 2; c++) {
        float v = x.value().get(0, c);
        float share = 3 * v * v * cube.gradient().get(0, c);
        x.gradient().set(0, c, x.gradient().get(0, c) + share);
      }
    });
    cube.sum().backward();
    assertThat(cube.value().toArray()).containsExactly(8, -27);
    assertThat(x.gradient().toArray()).containsExactly(12, 27);
  }

  /** Leaves memory on the tape that would show where nothing is written. */
  private void soil() {
    for (int k = 0; k < 8; k++) {
      Arrays.fill(tape.allocate(1, 2).data(), Float.NaN);
    }
    tape.reset();
  }

  @Test
  void sharesAddUpWhicheverComesFirst() {
    soil();
    Variable x = tape.variable(row(2, -3));
    Variable out = copy(x);
    out.record(() -> {
      x.addToGradient(2, out.gradient());
      x.addToGradient(1, out.gradient());
    });
    Variable other = copy(x);
    other.record(() -> {
      x.addToGradient(1, other.gradient());
      x.addToGradient(-3, other.gradient());
    });
    out.backward(row(1, 10));
    assertThat(x.gradient().toArray()).containsExactly(3, 30);
    // A leaf keeps what earlier passes have left.
    other.backward(row(100, 1000));
    assertThat(x.gradient().toArray()).containsExactly(3 - 200, 30 - 2000);
    Variable constant = tape.constant(row(1, 1));
    constant.addToGradient(1, row(1, 1));
    assertThat(constant.requiresGradient()).isFalse();
  }

  @Test
  void aStepThatFailsLeavesNoGradientThatIsHalfWritten() {
    soil();
    Matrix values = row(2, -3);
    Variable x = tape.variable(values);
    Variable unit = x.normalizeRows();
    // The kernel looks at the values again, which ought to have stayed as they were.
    values.set(0, 1, Float.NaN);
    assertThatThrownBy(() -> unit.backward(row(1, 1))).isInstanceOf(IllegalArgumentException.class);
    assertThat(x.gradient().toArray()).containsExactly(0, 0);
  }

  @Test
  void sharesThatDoNotFitAreRefused() {
    Variable x = tape.variable(row(2, -3));
    assertThatThrownBy(() -> x.addToGradient(1, row(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("share is 1 x 1, expected 1 x 2");
    assertThatNullPointerException()
        .isThrownBy(() -> x.addToGradient(1, null))
        .withMessageStartingWith("share is null");
    Variable table = tape.parameter(Parameter.sparse(Matrix.zeros(1, 2)));
    assertThatIllegalStateException()
        .isThrownBy(() -> table.addToGradient(1, row(1, 2)))
        .withMessageContaining("Parameter.gradient()");
    Matrix own = x.gradient();
    assertThatThrownBy(() -> x.addToGradient(1, own))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("share overlaps the gradient, expected memory of its own");
    Variable constant = tape.constant(row(1, 2));
    tape.reset();
    for (Variable stale : List.of(x, constant)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> stale.addToGradient(1, row(1, 2)))
          .withMessageContaining("Tape.reset()");
    }
  }

  @Test
  void aBackwardStepIsGivenOnceAndToAnOutput() {
    Variable x = tape.variable(row(2, -3));
    Runnable nothing = () -> {};
    Variable copy = tape.result(1, 2, x).record(nothing);
    assertThatIllegalStateException()
        .isThrownBy(() -> copy.record(nothing))
        .withMessage("this variable has a backward step already, expected one");
    for (Variable leaf :
        List.of(x, tape.constant(row(1)), tape.parameter(Parameter.dense(row(1))))) {
      assertThatIllegalStateException()
          .isThrownBy(() -> leaf.record(nothing))
          .withMessage("this variable is a leaf, expected what Tape.result gave");
    }
    assertThatNullPointerException()
        .isThrownBy(() -> tape.result(1, 1, x).record(null))
        .withMessageStartingWith("backward is null");
    Variable stale = tape.result(1, 1, x);
    tape.reset();
    assertThatIllegalStateException().isThrownBy(() -> stale.record(nothing));
  }

  /** A copy of x as an operation of one's own, yet to be recorded. */
  private Variable copy(Variable x) {
    Variable copy = tape.result(x.rows(), x.columns(), x);
    x.value().copyTo(copy.value());
    return copy;
  }

  private static Runnable passOn(Variable from, Variable to) {
    return () -> {
      for (int c = 0; c < to.columns(); c++) {
        to.gradient().set(0, c, to.gradient().get(0, c) + from.gradient().get(0, c));
      }
    };
  }

  @Test
  void operationsInsideOfAnOperationHaveTheirTurnAfterIt() {
    Variable x = tape.variable(row(2, -3));
    Variable out = copy(x);
    Variable inner = x.scale(3);
    Variable sum = out.record(passOn(out, inner)).sum();
    sum.backward();
    assertThat(x.gradient().toArray()).containsExactly(3, 3);
    sum.backward();
    assertThat(out.gradient().toArray()).containsExactly(1, 1);
    assertThat(x.gradient().toArray()).containsExactly(6, 6);
  }

  @Test
  void anOperationThatIsRecordedAfterAReaderIsRefused() {
    Variable x = tape.variable(row(2, -3));
    Variable copy = copy(x);
    Variable sum = copy.sum();
    copy.record(passOn(copy, x));
    assertThatIllegalStateException()
        .isThrownBy(sum::backward)
        .withMessage(
            "an output of 1 x 2 was recorded after an operation that reads it, expected before");
    Variable later = copy.sum();
    later.backward();
    assertThat(x.gradient().toArray()).containsExactly(1, 1);
  }

  @Test
  void anOperationWithoutABackwardStepIsRefused() {
    Variable x = tape.variable(row(2, -3));
    Variable sum = tape.result(1, 2, x).sum();
    assertThatIllegalStateException()
        .isThrownBy(sum::backward)
        .withMessage(
            "an output of 1 x 2 has no backward step, expected that Variable.record gave it one");
    assertThatNullPointerException()
        .isThrownBy(() -> tape.result(1, 1, x, null))
        .withMessage("an input is null, expected a variable");
  }

  /** As a penalty on gradients does. */
  @Test
  void theGradientOfAnOutputMayBePartOfTheNextBackwardPass() {
    Parameter parameter = Parameter.dense(row(1, 2));
    Variable h = tape.parameter(parameter).scale(1);
    h.scale(3).sum().backward();
    Matrix first = h.gradient();
    h.multiply(tape.constant(first)).sum().backward();
    assertThat(parameter.gradient().values().toArray()).containsExactly(6, 6);
    h.add(1).backward(first);
    assertThat(parameter.gradient().values().toArray()).containsExactly(9, 9);
    assertThat(first.toArray()).containsExactly(3, 3);
  }

  @Test
  void aBackwardStepLeavesItsOwnTapeAlone() {
    Parameter parameter = Parameter.dense(row(1, 2));
    Variable x = tape.parameter(parameter);
    Variable inner = x.sum();
    Variable outer = tape.result(1, 2, x);
    for (Runnable call : List.<Runnable>of(inner::backward, tape::reset, tape::release)) {
      Variable output = tape.result(1, 1, outer).record(call);
      assertThatIllegalStateException()
          .isThrownBy(output::backward)
          .withMessageEndingWith(
              " was called by a backward step of the same tape, expected another tape");
    }
    inner.backward();
    assertThat(parameter.gradient().values().toArray()).containsExactly(1, 1);
  }
}
