package io.github.contrastive4j.examples.javadocsearch;

import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.kernel.Matrix;
import java.util.List;

/** Measures a model on held-out methods, whose features are computed once. */
final class ModelEvaluation {
  private final TwoTowerModel model;
  private final Tape tape;
  private final TestCollection collection;
  private final List<FeatureBag> queries;
  private final List<FeatureBag> declarations;

  ModelEvaluation(
      TwoTowerModel model, TextFeatures features, List<MethodDeclaration> methods, Tape tape) {
    this.model = model;
    this.tape = tape;
    this.collection = new TestCollection(methods);
    this.queries =
        methods.parallelStream().map(method -> features.query(method.sentence())).toList();
    this.declarations = methods.parallelStream().map(features::declaration).toList();
  }

  TestCollection collection() {
    return collection;
  }

  /** Measures the model as it is now. */
  TestCollection.Result run() {
    Matrix embeddedQueries = model.embedQueries(tape, queries);
    EmbeddingIndex index =
        new EmbeddingIndex(
            model.embedDeclarations(tape, declarations), tape.workspace(), tape.parallelism());
    return collection.evaluate((from, to) -> index.scores(embeddedQueries.rowRange(from, to)));
  }
}
