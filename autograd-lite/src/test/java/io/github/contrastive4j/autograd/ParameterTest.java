package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.autograd.nn.Linear;
import io.github.contrastive4j.autograd.nn.Sequential;
import io.github.contrastive4j.autograd.optim.AdamW;
import io.github.contrastive4j.autograd.optim.LearningRate;
import io.github.contrastive4j.kernel.Matrix;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ParameterTest {
  private final Linear first = new Linear(3, 4, new SplittableRandom(1));
  private final Linear second = new Linear(4, 2, new SplittableRandom(2));
  private final Sequential tower = new Sequential(first, Variable::tanh, second);
  private final Matrix x = OperationCheck.random(5, 3, new SplittableRandom(3));
  private final AdamW optimizer = new AdamW(tower.parameters(), LearningRate.constant(0.1));

  private void backward() {
    Tape tape = new Tape();
    tower.forward(tape.constant(x)).sum().backward();
  }

  private static float[] weight(Linear layer) {
    return layer.state().get("weight").toArray();
  }

  private static Parameter parameter(Linear layer) {
    return layer.namedParameters().get("weight");
  }

  @Test
  void whatIsFrozenStaysAsItIsAndTheRestLearns() {
    float[] firstBefore = weight(first);
    float[] secondBefore = weight(second);
    second.freeze();
    backward();
    optimizer.step();
    assertThat(parameter(second).isFrozen()).isTrue();
    assertThat(weight(second)).containsExactly(secondBefore);
    assertThat(weight(first)).doesNotContain(firstBefore);
    second.unfreeze();
    backward();
    optimizer.step();
    assertThat(weight(second)).doesNotContain(secondBefore);
  }

  @Test
  void nothingOfBeforeIsLeftInTheGradientOfWhatIsTrainedAgain() {
    backward();
    float[] once = parameter(second).gradient().values().toArray();
    backward();
    second.freeze();
    second.unfreeze();
    backward();
    assertThat(parameter(second).gradient().values().toArray()).containsExactly(once);
  }

  /** Moments and weight decay of earlier steps would go on. */
  @Test
  void optimizersLeaveWhatIsFrozen() {
    backward();
    optimizer.step();
    second.freeze();
    float[] before = weight(second);
    optimizer.step();
    assertThat(weight(second)).containsExactly(before);
    second.unfreeze();
    optimizer.step();
    assertThat(weight(second)).doesNotContain(before);
  }

  /** The gradient of a step that began before. */
  @Test
  void whatArrivesLateIsGoneWhenItIsTrainedAgain() {
    Tape tape = new Tape();
    Variable sum = tower.forward(tape.constant(x)).sum();
    second.freeze();
    sum.backward();
    second.unfreeze();
    assertThat(parameter(second).gradient().values().toArray()).containsOnly(0);
  }

  @Test
  void whatIsNotFrozenKeepsItsGradientWhenItIsTrainedAgain() {
    backward();
    float[] gradient = parameter(second).gradient().values().toArray();
    second.unfreeze();
    assertThat(parameter(second).gradient().values().toArray()).containsExactly(gradient);
  }
}
