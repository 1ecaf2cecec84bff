package io.github.contrastive4j.autograd.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.contrastive4j.autograd.Parameter;
import io.github.contrastive4j.autograd.Pooling;
import io.github.contrastive4j.autograd.Variable;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModuleTest {
  /** Two towers over one table. */
  private static final class Towers extends Module {
    private final EmbeddingBag shared;

    private Towers(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      shared = register("words", new EmbeddingBag(5, 3, Pooling.MEAN, random));
      register("query", new Sequential(new Linear(3, 2, random), Variable::tanh));
      register("document", new Linear(3, 2, false, random));
      register("again", shared);
      register("temperature", Parameter.dense(Matrix.zeros(1, 1)));
    }
  }

  private final Towers towers = new Towers(1);

  @Test
  void parametersAreNamedByTheirPathAndASharedOneAppearsOnce() {
    assertThat(towers.namedParameters().keySet())
        .containsExactly(
            "temperature", "words.table", "query.0.weight", "query.0.bias", "document.weight");
    assertThat(towers.parameters()).containsExactlyElementsOf(towers.namedParameters().values());
  }

  @Test
  void theStateIsLive() {
    Matrix weight = towers.state().get("document.weight");
    assertThat(weight).isSameAs(towers.namedParameters().get("document.weight").value());
  }

  @Test
  void aStateLoadedIntoAnotherModuleMakesItTheSame() {
    Towers other = new Towers(2);
    assertThat(other.state().get("words.table").toArray())
        .isNotEqualTo(towers.state().get("words.table").toArray());
    other.load(towers.state());
    towers
        .state()
        .forEach((name, value) ->
            assertThat(other.state().get(name).toArray()).as(name).isEqualTo(value.toArray()));
    assertThat(other.state().get("words.table").data())
        .isNotSameAs(towers.state().get("words.table").data());
  }

  @Test
  void followingGoesAPartOfTheWay() {
    Towers other = new Towers(2);
    float[] before = other.state().get("words.table").toArray();
    float[] source = towers.state().get("words.table").toArray();
    other.follow(towers, 0.75);
    float[] after = other.state().get("words.table").toArray();
    for (int k = 0; k < after.length; k++) {
      assertThat(after[k]).isCloseTo(0.75f * before[k] + 0.25f * source[k], within(1e-7f));
    }
    // Also of what is so much smaller that it would vanish in a sum.
    other.state().get("words.table").set(0, 0, 1e-20f);
    after[0] = 1e-20f;
    other.follow(towers, 1);
    assertThat(other.state().get("words.table").toArray()).isEqualTo(after);
    other.follow(towers, 0);
    assertThat(other.state().get("words.table").toArray()).isEqualTo(source);
  }

  @Test
  void workersFollowAsOneDoes() {
    Linear source = new Linear(300, 200, new SplittableRandom(3));
    Linear alone = new Linear(300, 200, new SplittableRandom(4));
    Linear together = new Linear(300, 200, new SplittableRandom(4));
    alone.follow(source, 0.9);
    try (Parallelism team = Parallelism.workers(3)) {
      together.follow(source, 0.9, team);
    }
    assertThat(together.state().get("weight").toArray())
        .isEqualTo(alone.state().get("weight").toArray())
        .isNotEqualTo(source.state().get("weight").toArray());
    assertThatNullPointerException()
        .isThrownBy(() -> together.follow(source, 0.9, null))
        .withMessageStartingWith("parallelism is null");
  }

  @Test
  void onlyWhatIsAlikeIsFollowed() {
    Linear linear = new Linear(3, 2, new SplittableRandom(3));
    float[] before = linear.state().get("weight").toArray();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> linear.follow(new Linear(2, 2, new SplittableRandom(4)), 0.5))
        .withMessage("weight is 2 x 2, expected 3 x 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> linear.follow(towers, 0.5))
        .withMessageStartingWith("the state does not fit this module: missing [bias, weight]");
    for (double momentum : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> linear.follow(linear, momentum))
          .withMessage("momentum is " + momentum + ", expected 0 to 1");
    }
    assertThatNullPointerException()
        .isThrownBy(() -> linear.follow(null, 0.5))
        .withMessageStartingWith("source is null");
    assertThat(linear.state().get("weight").toArray()).isEqualTo(before);
  }

  @Test
  void zeroesTheGradientsOfAllParameters() {
    for (Parameter parameter : towers.parameters()) {
      parameter.gradient().addRow(0, 1, new float[] {1, 2, 3}, 0);
    }
    towers.zeroGradients();
    for (Parameter parameter : towers.parameters()) {
      for (float element : parameter.gradient().values().toArray()) {
        assertThat(element).isZero();
      }
    }
  }

  @Test
  void namesThatDoNotFitAreNamedAndNothingIsLoaded() {
    float[] before = towers.state().get("words.table").toArray();
    Map<String, Matrix> state = new LinkedHashMap<>(new Towers(2).state());
    state.remove("temperature");
    state.put("bias", Matrix.zeros(1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> towers.load(state))
        .withMessage("the state does not fit this module: missing [temperature], unknown [bias]");
    state.put(null, Matrix.zeros(1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> towers.load(state))
        .withMessageEndingWith("unknown [bias, null]");
    assertThat(towers.state().get("words.table").toArray()).isEqualTo(before);
  }

  @Test
  void aShapeThatDiffersIsNamedAndNothingIsLoaded() {
    float[] before = towers.state().get("words.table").toArray();
    Map<String, Matrix> state = new LinkedHashMap<>(new Towers(2).state());
    state.put("document.weight", Matrix.zeros(2, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> towers.load(state))
        .withMessage("document.weight is 2 x 3, expected 3 x 2");
    assertThat(towers.state().get("words.table").toArray()).isEqualTo(before);
  }

  @Test
  void trainingModeReachesAllModulesInside() {
    assertThat(towers.isTraining()).isTrue();
    towers.eval();
    assertThat(towers.isTraining()).isFalse();
    assertThat(towers.shared.isTraining()).isFalse();
    towers.train();
    assertThat(towers.shared.isTraining()).isTrue();
  }

  @Test
  void namesThatCannotBeUsedAreRefused() {
    Parameter parameter = Parameter.dense(Matrix.zeros(1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> towers.register("", parameter))
        .withMessage("name is \"\", expected one that is not empty and has no dot");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> towers.register("a.b", parameter))
        .withMessage("name is \"a.b\", expected one that is not empty and has no dot");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> towers.register("query", parameter))
        .withMessage("name is \"query\", expected one that is not registered yet");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> towers.register("temperature", towers.shared));
    assertThatNullPointerException()
        .isThrownBy(() -> towers.register("new", (Parameter) null))
        .withMessage("new is null, expected a parameter");
    assertThatNullPointerException()
        .isThrownBy(() -> towers.register(null, parameter))
        .withMessageStartingWith("name is null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> towers.register("me", towers))
        .withMessage("me is or has this module itself, expected another one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> towers.shared.register("above", towers))
        .withMessage("above is or has this module itself, expected another one");
    assertThatNullPointerException()
        .isThrownBy(() -> towers.load(null))
        .withMessageStartingWith("state is null");
    Map<String, Matrix> withoutOne = new HashMap<>(towers.state());
    String name = withoutOne.keySet().iterator().next();
    withoutOne.put(name, null);
    assertThatNullPointerException()
        .isThrownBy(() -> towers.load(withoutOne))
        .withMessage(name + " of the state is null, expected a matrix");
  }
}
