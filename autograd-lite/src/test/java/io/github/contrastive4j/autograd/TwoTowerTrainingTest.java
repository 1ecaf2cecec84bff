package io.github.contrastive4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.contrastive4j.autograd.loss.Distance;
import io.github.contrastive4j.autograd.loss.MultipleNegativesRankingLoss;
import io.github.contrastive4j.autograd.nn.EmbeddingBag;
import io.github.contrastive4j.autograd.nn.Module;
import io.github.contrastive4j.autograd.nn.Sequential;
import io.github.contrastive4j.autograd.optim.Adagrad;
import io.github.contrastive4j.autograd.optim.AdamW;
import io.github.contrastive4j.autograd.optim.LearningRate;
import io.github.contrastive4j.autograd.optim.Optimizer;
import io.github.contrastive4j.autograd.optim.Sgd;
import io.github.contrastive4j.kernel.Matrix;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.Workspace;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * A whole training on made-up text: a topic's queries and documents use different words, so only
 * training can tell which belong together.
 */
class TwoTowerTrainingTest {
  private static final int TOPICS = 24;
  private static final int WORDS_PER_TOPIC = 4;
  private static final int STEPS = 250;

  private static final class TwoTowers extends Module {
    private final EmbeddingBag table;
    private final Sequential query;
    private final Sequential document;

    private TwoTowers(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      int words = 2 * TOPICS * WORDS_PER_TOPIC;
      table = register("table", new EmbeddingBag(words, 16, Pooling.MEAN, random));
      query = register("query", Sequential.mlp(Variable::gelu, random, 16, 24, 12));
      document = register("document", Sequential.mlp(Variable::tanh, random, 16, 12));
    }

    private Variable queries(Tape tape, IndexBags bags) {
      return query.forward(table.forward(tape, bags));
    }

    private Variable documents(Tape tape, IndexBags bags) {
      return document.forward(table.forward(tape, bags));
    }
  }

  /** Two to three of a topic's words for each topic; documents use the second half of the words. */
  private static IndexBags texts(SplittableRandom random, int firstWord) {
    int[][] bags = new int[TOPICS][];
    for (int topic = 0; topic < TOPICS; topic++) {
      int start = firstWord + topic * WORDS_PER_TOPIC;
      bags[topic] = random.ints(2 + topic % 2, start, start + WORDS_PER_TOPIC).toArray();
    }
    return IndexBags.of(bags);
  }

  private static float[] train(
      Tape tape, TwoTowers model, Optimizer optimizer, MultipleNegativesRankingLoss loss) {
    SplittableRandom random = new SplittableRandom(99);
    float[] losses = new float[STEPS];
    for (int step = 0; step < STEPS; step++) {
      tape.reset();
      Variable queries = model.queries(tape, texts(random, 0));
      Variable documents = model.documents(tape, texts(random, TOPICS * WORDS_PER_TOPIC));
      Variable value = loss.forward(queries, documents);
      value.backward();
      optimizer.step(tape.parallelism());
      optimizer.zeroGradients();
      losses[step] = value.scalar();
    }
    return losses;
  }

  /** Share of topics whose query is most similar to their own document. */
  private static double recall(TwoTowers model) {
    Tape tape = new Tape();
    SplittableRandom random = new SplittableRandom(12345);
    Matrix similarities =
        tape.noGrad(() ->
                Distance.COSINE.similarityMatrix(
                    model.queries(tape, texts(random, 0)),
                    model.documents(tape, texts(random, TOPICS * WORDS_PER_TOPIC))))
            .value();
    int hits = 0;
    for (int i = 0; i < TOPICS; i++) {
      int best = 0;
      for (int j = 0; j < TOPICS; j++) {
        best = similarities.get(i, j) > similarities.get(i, best) ? j : best;
      }
      hits += best == i ? 1 : 0;
    }
    return (double) hits / TOPICS;
  }

  private static void learns(Function<TwoTowers, Optimizer> optimizer, boolean symmetric) {
    TwoTowers model = new TwoTowers(7);
    assertThat(recall(model)).isLessThan(0.3);
    MultipleNegativesRankingLoss loss =
        new MultipleNegativesRankingLoss(20, Distance.COSINE, symmetric);
    float[] losses = train(new Tape(), model, optimizer.apply(model), loss);
    assertThat(losses[0]).isGreaterThan(2.5f);
    assertThat(losses[STEPS - 1]).isLessThan(0.1f);
    assertThat(recall(model)).isGreaterThan(0.95);
  }

  @Test
  void learnsWithAdagrad() {
    learns(m -> new Adagrad(m.parameters(), LearningRate.warmupLinear(0.1, 5, 300)), true);
  }

  @Test
  void learnsWithAdamW() {
    learns(m -> new AdamW(m.parameters(), LearningRate.warmupCosine(0.02, 10, 300)), false);
  }

  @Test
  void learnsWithMomentum() {
    learns(m -> new Sgd(m.parameters(), LearningRate.constant(1), 0.9), false);
  }

  @Test
  void theSameSeedGivesTheSameTraining() {
    assertThat(lossesFrom(3, new Tape()))
        .isEqualTo(lossesFrom(3, new Tape()))
        .isNotEqualTo(lossesFrom(4, new Tape()));
  }

  @Test
  void theNumberOfThreadsDoesNotChangeTheTraining() {
    try (Parallelism workers = Parallelism.workers(2)) {
      assertThat(lossesFrom(3, new Tape(new Workspace(), workers)))
          .isEqualTo(lossesFrom(3, new Tape()));
    }
  }

  private static float[] lossesFrom(long seed, Tape tape) {
    TwoTowers model = new TwoTowers(seed);
    Optimizer optimizer = new Adagrad(model.parameters(), LearningRate.constant(0.1));
    return train(tape, model, optimizer, new MultipleNegativesRankingLoss());
  }

  @Test
  void aModelRestoredFromItsStateGivesTheSameAnswers() {
    TwoTowers model = new TwoTowers(7);
    Optimizer optimizer = new Adagrad(model.parameters(), LearningRate.constant(0.1));
    train(new Tape(), model, optimizer, new MultipleNegativesRankingLoss());
    TwoTowers restored = new TwoTowers(8);
    restored.load(model.state());
    IndexBags texts = texts(new SplittableRandom(5), 0);
    assertThat(restored.queries(new Tape(), texts).value().toArray())
        .isEqualTo(model.queries(new Tape(), texts).value().toArray());
  }
}
