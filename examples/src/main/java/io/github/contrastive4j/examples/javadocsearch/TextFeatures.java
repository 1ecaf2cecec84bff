package io.github.contrastive4j.examples.javadocsearch;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;

/**
 * Turns queries and declarations into weighted bags of hashed features: words, camel-case parts,
 * whole identifiers, pairs of words and character n-grams.
 *
 * <p>The weight of a feature is (sum of its weights in the text)^p · idf^q, where idf = ln((N + 1)
 * / (df + 1)) + 0.1 counts the N training texts of both sides; a bag's weights have the Euclidean
 * norm 1. Immutable and safe to share between threads.
 */
public final class TextFeatures {
  /** Keeps a feature that every training text has from vanishing. */
  private static final double LEAST_IDF = 0.1;

  private final FeatureSettings settings;
  private final float[] idf;

  /**
   * Features with known document frequencies.
   *
   * @param settings how text is read
   * @param idf inverse document frequency of each bucket; not copied
   */
  public TextFeatures(FeatureSettings settings, float[] idf) {
    if (idf.length != settings.buckets()) {
      throw new IllegalArgumentException(
          "idf has %d values, expected one for each of %d buckets"
              .formatted(idf.length, settings.buckets()));
    }
    this.settings = settings;
    this.idf = idf;
  }

  /**
   * Counts document frequencies.
   *
   * @param settings how text is read
   * @param training the training methods, and no others: held-out text must not leave a trace
   * @return features with the idf of these methods
   */
  public static TextFeatures fit(FeatureSettings settings, List<MethodDeclaration> training) {
    AtomicIntegerArray documents = new AtomicIntegerArray(settings.buckets());
    training.parallelStream()
        .flatMap(m -> Stream.of(rawQuery(settings, m.sentence()), rawDeclaration(settings, m)))
        .forEach(bag -> Arrays.stream(bag.indices()).forEach(documents::incrementAndGet));
    double total = 2.0 * training.size() + 1;
    float[] idf = new float[settings.buckets()];
    for (int b = 0; b < idf.length; b++) {
      idf[b] = (float) (Math.log(total / (documents.get(b) + 1)) + LEAST_IDF);
    }
    return new TextFeatures(settings, idf);
  }

  /**
   * Reads a query.
   *
   * @param text plain English
   * @return its features; none if it has neither letters nor digits
   */
  public FeatureBag query(String text) {
    return weighted(rawQuery(settings, text));
  }

  /**
   * Reads a declaration. Its Javadoc is not looked at.
   *
   * @param method a declaration
   * @return its features
   */
  public FeatureBag declaration(MethodDeclaration method) {
    return weighted(rawDeclaration(settings, method));
  }

  private static FeatureBag rawQuery(FeatureSettings settings, String text) {
    FeatureHasher hasher = new FeatureHasher(settings);
    hasher.add(text, 1, null);
    return hasher.bag();
  }

  private static FeatureBag rawDeclaration(FeatureSettings settings, MethodDeclaration method) {
    FeatureHasher hasher = new FeatureHasher(settings);
    for (Map.Entry<DeclarationField, Double> field : settings.fieldWeights().entrySet()) {
      hasher.add(field.getKey().of(method), field.getValue(), field.getKey());
    }
    return hasher.bag();
  }

  private FeatureBag weighted(FeatureBag raw) {
    float[] weights = new float[raw.size()];
    double squares = 0;
    for (int i = 0; i < weights.length; i++) {
      double frequency = Math.pow(raw.weights()[i], settings.frequencyPower());
      weights[i] = (float) (frequency * Math.pow(idf[raw.indices()[i]], settings.idfPower()));
      squares += (double) weights[i] * weights[i];
    }
    float factor = (float) (1 / Math.sqrt(Math.max(squares, Float.MIN_NORMAL)));
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= factor;
    }
    return new FeatureBag(raw.indices(), weights);
  }

  /**
   * How text is read.
   *
   * @return the settings
   */
  public FeatureSettings settings() {
    return settings;
  }

  /**
   * Inverse document frequencies, to be saved.
   *
   * @return one for each bucket; live, not a copy
   */
  public float[] idf() {
    return idf;
  }
}
