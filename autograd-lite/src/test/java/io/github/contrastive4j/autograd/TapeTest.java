package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.Workspace;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TapeTest {
  private final Tape tape = new Tape();

  private static Matrix row(float... values) {
    return Matrix.of(values, 1, values.length);
  }

  @Test
  void gradientsFlowThroughAChainOfOperations() {
    Variable x = tape.variable(row(2, -3));
    x.multiply(x).scale(3).sum().backward();
    assertThat(x.gradient().toArray()).containsExactly(12, -18);
  }

  @Test
  void aVariableUsedTwiceGetsBothGradients() {
    Variable x = tape.variable(row(2, 5));
    x.add(x).add(x).sum().backward();
    assertThat(x.gradient().toArray()).containsExactly(3, 3);
  }

  @Test
  void everyVariableOnTheWayHasAGradient() {
    Variable x = tape.variable(row(2, -3));
    Variable y = x.scale(4);
    y.scale(5).sum().backward();
    assertThat(y.gradient().toArray()).containsExactly(5, 5);
    assertThat(x.gradient().toArray()).containsExactly(20, 20);
  }

  @Test
  void anUnusedVariableGetsTheGradientZero() {
    Variable used = tape.variable(row(1, 2));
    Variable unused = tape.variable(row(1, 2));
    used.sum().backward();
    assertThat(unused.gradient().toArray()).containsExactly(0, 0);
  }

  @Test
  void aBranchThatDoesNotReachTheRootGetsTheGradientZero() {
    Variable x = tape.variable(row(1, 2));
    Variable branch = x.scale(100);
    x.sum().backward();
    assertThat(x.gradient().toArray()).containsExactly(1, 1);
    assertThat(branch.gradient().toArray()).containsExactly(0, 0);
  }

  @Test
  void aLeafMayBeTheRoot() {
    Variable x = tape.variable(row(7));
    x.backward();
    assertThat(x.gradient().toArray()).containsExactly(1);
  }

  @Test
  void leavesAccumulateOverBackwardPassesAndWhatIsBetweenThemDoesNot() {
    Variable x = tape.variable(row(2, -3));
    Variable y = x.scale(4);
    Variable loss = y.sum();
    loss.backward();
    loss.backward();
    assertThat(y.gradient().toArray()).containsExactly(1, 1);
    assertThat(x.gradient().toArray()).containsExactly(8, 8);
  }

  @Test
  void twoRootsOnOneTapeAddUpInTheLeaves() {
    Variable x = tape.variable(row(2, -3));
    Variable shared = x.scale(2);
    shared.sum().backward();
    shared.scale(10).sum().backward();
    assertThat(x.gradient().toArray()).containsExactly(22, 22);
  }

  @Test
  void parametersAccumulateOverStepsUntilTheyAreZeroed() {
    Parameter parameter = Parameter.dense(row(1, 2));
    for (int step = 0; step < 3; step++) {
      tape.reset();
      tape.parameter(parameter).scale(2).sum().backward();
    }
    assertThat(((DenseGradient) parameter.gradient()).values().toArray()).containsExactly(6, 6);
    parameter.zeroGradient();
    assertThat(((DenseGradient) parameter.gradient()).values().toArray()).containsExactly(0, 0);
  }

  @Test
  void aParameterBroughtOntoTheTapeTwiceGetsBothGradients() {
    Parameter parameter = Parameter.dense(row(1, 2));
    tape.parameter(parameter).add(tape.parameter(parameter).scale(4)).sum().backward();
    assertThat(((DenseGradient) parameter.gradient()).values().toArray()).containsExactly(5, 5);
  }

  @Test
  void aDetachedVariableKeepsItsValueAndStopsTheGradient() {
    Variable x = tape.variable(row(2, -3));
    Variable detached = x.scale(3).detach();
    assertThat(detached.value().toArray()).containsExactly(6, -9);
    assertThat(detached.requiresGradient()).isFalse();
    x.multiply(detached).sum().backward();
    assertThat(x.gradient().toArray()).containsExactly(6, -9);
  }

  @Test
  void nothingIsRecordedInNoGrad() {
    Parameter parameter = Parameter.dense(row(1, 2));
    Variable y = tape.noGrad(() -> tape.parameter(parameter).scale(2).sum());
    assertThat(tape.isRecording()).isTrue();
    assertThat(y.scalar()).isEqualTo(6);
    assertThat(y.requiresGradient()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(y::backward)
        .withMessageContaining("requires no gradient");
  }

  @Test
  void noGradHoldsForVariablesFromOutsideToo() {
    Variable x = tape.variable(row(1, 2));
    assertThat(tape.noGrad(() -> x.scale(2)).requiresGradient()).isFalse();
    assertThat(x.scale(2).requiresGradient()).isTrue();
  }

  @Test
  void noGradEndsWithItsCodeEvenIfThatFails() {
    assertThatIllegalStateException()
        .isThrownBy(() ->
            tape.noGrad(() -> {
              assertThat(tape.isRecording()).isFalse();
              throw new IllegalStateException("stop");
            }))
        .withMessage("stop");
    assertThat(tape.isRecording()).isTrue();
  }

  @Test
  void noGradMayBeNested() {
    tape.noGrad(() -> {
      tape.noGrad(tape::isRecording);
      assertThat(tape.isRecording()).isFalse();
      return null;
    });
    assertThat(tape.isRecording()).isTrue();
  }

  @Test
  void aNonScalarRootIsRefused() {
    Variable x = tape.variable(Matrix.zeros(2, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(x::backward)
        .withMessage("the root is 2 x 3, expected a 1 x 1 scalar: call mean() or sum() first");
    assertThat(x.gradient().toArray()).containsOnly(0);
  }

  @Test
  void aSeedIsTheGradientOfTheRoot() {
    Variable x = tape.variable(row(2, -3));
    Variable root = x.multiply(x);
    root.backward(row(10, 100));
    assertThat(root.gradient().toArray()).containsExactly(10, 100);
    assertThat(x.gradient().toArray()).containsExactly(40, -600);
    root.backward(row(1, 0));
    assertThat(root.gradient().toArray()).containsExactly(1, 0);
    assertThat(x.gradient().toArray()).containsExactly(44, -600);
  }

  @Test
  void aSeedOfAnotherShapeIsRefused() {
    Variable x = tape.variable(row(1, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.backward(row(1, 2, 3)))
        .withMessage("seed is 1 x 3, expected 1 x 2 as the root");
    assertThatNullPointerException()
        .isThrownBy(() -> x.backward(null))
        .withMessage("seed is null, expected a gradient");
    assertThat(x.gradient().toArray()).containsOnly(0);
  }

  @Test
  void aRootMadeOfConstantsIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(tape.constant(row(1, 2)).sum()::backward)
        .withMessageContaining("made of constants only");
  }

  @Test
  void aConstantHasNoGradientToRead() {
    assertThatIllegalStateException()
        .isThrownBy(tape.constant(row(1))::gradient)
        .withMessageContaining("requires no gradient");
  }

  @Test
  void variablesOfAnEarlierStepAreRefused() {
    Variable old = tape.variable(row(1));
    tape.reset();
    String message =
        "this variable is older than the last Tape.reset(), which took back its memory";
    assertThatIllegalStateException().isThrownBy(old::value).withMessage(message);
    assertThatIllegalStateException().isThrownBy(old::gradient).withMessage(message);
    assertThatIllegalStateException().isThrownBy(old::scalar).withMessage(message);
    assertThatIllegalStateException().isThrownBy(old::backward).withMessage(message);
    assertThatIllegalStateException().isThrownBy(old::tanh).withMessage(message);
    Variable fresh = tape.variable(row(1));
    assertThatIllegalStateException().isThrownBy(() -> fresh.add(old)).withMessage(message);
  }

  @Test
  void variablesOfAnotherTapeAreRefused() {
    Variable x = tape.variable(row(1));
    Variable other = new Tape().variable(row(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> x.add(other))
        .withMessage("an input belongs to another tape, expected all inputs on one tape");
    assertThatIllegalArgumentException().isThrownBy(() -> x.matmul(other));
    assertThatIllegalArgumentException().isThrownBy(() -> Variable.concatRows(x, other));
  }

  @Test
  void onlyScalarsHaveAScalarValue() {
    assertThatIllegalStateException()
        .isThrownBy(tape.constant(row(1, 2))::scalar)
        .withMessage("this variable is 1 x 2, expected a 1 x 1 scalar");
  }

  @Test
  void layersTakeRandomNumbersFromAGivenGenerator() {
    SplittableRandom own = new SplittableRandom(1);
    SplittableRandom given = new SplittableRandom(2);
    assertThat(tape.randomOr(own)).isSameAs(own);
    assertThat(tape.withRandom(given, () -> tape.randomOr(own))).isSameAs(given);
    assertThatIllegalStateException()
        .isThrownBy(() ->
            tape.withRandom(
                given,
                () -> {
                  throw new IllegalStateException();
                }));
    assertThat(tape.randomOr(own)).isSameAs(own);
    assertThatNullPointerException()
        .isThrownBy(() -> tape.withRandom(null, () -> own))
        .withMessageStartingWith("generator is null");
    assertThatNullPointerException()
        .isThrownBy(() -> tape.withRandom(given, null))
        .withMessageStartingWith("body is null");
  }

  @Test
  void memoryOfAnImpossibleShapeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.allocate(-1, 3))
        .withMessageStartingWith("the shape is -1 x 3, expected");
    assertThatIllegalArgumentException().isThrownBy(() -> tape.allocate(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> tape.allocate(1 << 20, 1 << 20));
  }

  @Test
  void aTapeKnowsItsWorkspaceAndParallelism() {
    Workspace workspace = new Workspace();
    Tape given = new Tape(workspace, Parallelism.sequential());
    assertThat(given.workspace()).isSameAs(workspace);
    assertThat(given.parallelism()).isSameAs(Parallelism.sequential());
    assertThatNullPointerException()
        .isThrownBy(() -> new Tape(null, Parallelism.sequential()))
        .withMessageStartingWith("workspace is null");
    assertThatNullPointerException()
        .isThrownBy(() -> new Tape(workspace, null))
        .withMessageStartingWith("parallelism is null");
    assertThatNullPointerException()
        .isThrownBy(() -> given.constant(null))
        .withMessageStartingWith("value is null");
    assertThatNullPointerException()
        .isThrownBy(() -> given.parameter(null))
        .withMessageStartingWith("parameter is null");
    assertThatNullPointerException()
        .isThrownBy(() -> given.result(1, 1, (Variable[]) null))
        .withMessageStartingWith("inputs is null");
    assertThatNullPointerException()
        .isThrownBy(() -> given.noGrad(null))
        .withMessageStartingWith("body is null");
    assertThat(given.isRecording()).isTrue();
  }
}
