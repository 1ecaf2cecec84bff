package io.github.contrastive4j.examples.javadocsearch;

import io.github.contrastive4j.autograd.Tape;
import io.github.contrastive4j.kernel.Parallelism;
import io.github.contrastive4j.kernel.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The whole job, stage after stage: parse, split, train, compare with BM25, try five queries, save.
 *
 * @param sources Java code to learn from, or null for the running JDK
 * @param output folder for model and charts
 * @param threads threads that parse and train
 * @param featureSettings how text is read
 * @param training how the model is trained
 */
record TrainingJob(
    Path sources,
    Path output,
    int threads,
    FeatureSettings featureSettings,
    TrainingSettings training) {

  private static final int ANSWERS = 5;

  /** Written by hand for the JDK: none of them is the first sentence of a method. */
  private static final List<String> UNSEEN_QUERIES =
      List.of(
          "reverse the order of a list",
          "read a whole text file into a string",
          "how many days lie between two dates",
          "wait until another thread has finished",
          "make all letters of a string upper case");

  void run(PrintWriter out) {
    MemoryNeed.check(featureSettings, training);
    createOutput();
    long start = System.nanoTime();
    PairSplit split = parse(out);
    try (Parallelism parallelism = Parallelism.workers(threads)) {
      Tape tape = new Tape(new Workspace(), parallelism);
      SearchModel trained = train(split, tape, out);
      ModelFile.save(trained, output.resolve(TrainOptions.MODEL_NAME));
      ask(trained, split, tape, out);
    }
    out.printf(
        Locale.ROOT,
        "%nModel and charts are in %s. All of this took %.0f s.%n",
        output,
        (System.nanoTime() - start) / 1e9);
    out.flush();
  }

  private void createOutput() {
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new JobException(ExitCode.OUTPUT, "cannot make the folder " + output + ": " + e, e);
    }
  }

  private PairSplit parse(PrintWriter out) {
    long start = System.nanoTime();
    List<MethodDeclaration> methods;
    try (JavaSources opened =
        sources == null ? JavaSources.ofRunningJdk() : JavaSources.of(sources)) {
      out.printf(
          Locale.ROOT,
          "Parsing %,d files of %s ...%n",
          opened.files().size(),
          opened.description());
      out.flush();
      methods = new MethodExtractor(threads, opened.apiOnly()).extract(opened.files());
    }
    PairSplit split = PairSplit.of(methods);
    out.printf(
        Locale.ROOT,
        "%,d documented methods, %,d exact duplicates removed (%.1f s).%n",
        methods.size(),
        split.duplicates(),
        (System.nanoTime() - start) / 1e9);
    out.printf(
        Locale.ROOT,
        "Split by top-level class: %,d pairs for training, %,d for validation, %,d for test.%n%n",
        split.training().size(),
        split.validation().size(),
        split.test().size());
    out.flush();
    if (split.training().size() < 2 || split.validation().isEmpty() || split.test().isEmpty()) {
      throw new JobException(
          ExitCode.SOURCES,
          "too few documented methods: training, validation and test need some each, and all"
              + " methods of a class go to the same one");
    }
    return split;
  }

  private SearchModel train(PairSplit split, Tape tape, PrintWriter out) {
    TextFeatures features = TextFeatures.fit(featureSettings, split.training());
    TwoTowerModel model =
        new TwoTowerModel(featureSettings.buckets(), training.dimension(), training.seed());
    ModelEvaluation validation = new ModelEvaluation(model, features, split.validation(), tape);
    ModelEvaluation test = new ModelEvaluation(model, features, split.test(), tape);
    Map<String, TestCollection.Result> results = new LinkedHashMap<>();
    results.put("untrained model", test.run());
    try (Bm25Baseline bm25 = new Bm25Baseline(split.test())) {
      results.put("BM25 (Lucene)", test.collection().evaluate(bm25));
    }
    fit(split, features, model, validation, tape, out);
    results.put("trained model", test.run());
    report(split, results, out);

    List<MethodDeclaration> all = split.all();
    List<FeatureBag> bags = all.parallelStream().map(features::declaration).toList();
    return new SearchModel(features, model, all, model.embedDeclarations(tape, bags));
  }

  private void fit(
      PairSplit split,
      TextFeatures features,
      TwoTowerModel model,
      ModelEvaluation validation,
      Tape tape,
      PrintWriter out) {
    List<MethodDeclaration> pairs = split.training();
    List<FeatureBag> queries =
        pairs.parallelStream().map(pair -> features.query(pair.sentence())).toList();
    List<FeatureBag> declarations = pairs.parallelStream().map(features::declaration).toList();
    BatchSampler sampler = new BatchSampler(pairs, training.batchSize(), training.seed());
    long totalPairs = (long) training.epochs() * sampler.batchesPerEpoch() * sampler.batchSize();
    List<Charts.Epoch> curve = new ArrayList<>();
    try (TrainingProgress progress =
        new TrainingProgress(out, training.epochs(), totalPairs, training.budget())) {
      RetrievalMetrics untrained = validation.run().strict();
      curve.add(new Charts.Epoch(0, Double.NaN, untrained));
      progress.untrained(untrained);
      new Trainer(model, training, tape)
          .train(
              queries,
              declarations,
              sampler,
              new Trainer.Observer() {
                @Override
                public void batch(int batchPairs, double loss) {
                  progress.batch(batchPairs, loss);
                }

                @Override
                public void epoch(int epoch, double meanLoss) {
                  progress.epochTrained();
                  RetrievalMetrics metrics = validation.run().strict();
                  curve.add(new Charts.Epoch(epoch, meanLoss, metrics));
                  progress.epochValidated(epoch, meanLoss, metrics);
                }
              });
    }
    Charts.learningCurve(curve, output.resolve("learning-curve.png"));
  }

  private void report(
      PairSplit split, Map<String, TestCollection.Result> results, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%n%,d test queries, each against the %,d declarations of the test classes:%n%n",
        split.test().size(),
        split.test().size());
    out.printf(
        Locale.ROOT,
        "%-16s %8s %9s %10s   %s%n",
        "",
        "MRR@10",
        "Recall@1",
        "Recall@10",
        "MRR@10, lenient");
    results.forEach((name, result) ->
        out.printf(
            Locale.ROOT,
            "%-16s %8.4f %9.4f %10.4f   %15.4f%n",
            name,
            result.strict().mrrAt10(),
            result.strict().recallAt1(),
            result.strict().recallAt10(),
            result.lenient().mrrAt10()));
    out.printf(
        Locale.ROOT,
        "%nLenient: every method with the very same first sentence is a right answer, too.%n");
    out.flush();
    Map<String, RetrievalMetrics> strict = new LinkedHashMap<>();
    results.forEach((name, result) -> strict.put(name, result.strict()));
    Charts.results(strict, output.resolve("results.png"));
  }

  /**
   * Five queries that are in no training text; for other code than the JDK's, five test queries.
   */
  private void ask(SearchModel trained, PairSplit split, Tape tape, PrintWriter out) {
    List<String> queries =
        sources == null
            ? UNSEEN_QUERIES
            : split.test().stream()
                .map(MethodDeclaration::sentence)
                .distinct()
                .limit(UNSEEN_QUERIES.size())
                .toList();
    SearchEngine engine = new SearchEngine(trained, tape);
    for (String query : queries) {
      out.printf(Locale.ROOT, "%n\"%s\"%n", query);
      AnswerList.print(engine, query, ANSWERS, out);
    }
  }
}
