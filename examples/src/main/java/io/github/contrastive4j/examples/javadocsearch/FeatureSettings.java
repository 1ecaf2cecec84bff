package io.github.contrastive4j.examples.javadocsearch;

import java.util.Map;

/**
 * How text becomes features; saved with the model, because queries must be read as the training
 * texts were.
 *
 * @param buckets number of hash buckets, a power of two: the rows of the embedding table
 * @param minNgram length of the shortest character n-gram
 * @param maxNgram length of the longest character n-gram
 * @param ngramWeight weight of all n-grams of a word together, in the Euclidean norm; a word has 1
 * @param identifierWeight weight of a whole camel-case identifier
 * @param wordPairWeight weight of two adjacent words
 * @param fieldWordWeight weight of a word together with the field that it stands in, so that the
 *     model can tell a method's name from a parameter's type
 * @param frequencyPower exponent of a feature's summed weight: below 1, repetition counts less
 * @param idfPower exponent of the inverse document frequency
 * @param fieldWeights factor on all features of a field of the declaration
 */
public record FeatureSettings(
    int buckets,
    int minNgram,
    int maxNgram,
    double ngramWeight,
    double identifierWeight,
    double wordPairWeight,
    double fieldWordWeight,
    double frequencyPower,
    double idfPower,
    Map<DeclarationField, Double> fieldWeights) {

  /** Checks the numbers and copies the map. */
  public FeatureSettings {
    if (buckets < 1 || Integer.bitCount(buckets) != 1) {
      throw new IllegalArgumentException("buckets is " + buckets + ", expected a power of two");
    }
    if (minNgram < 1 || maxNgram < minNgram) {
      throw new IllegalArgumentException(
          "n-grams are "
              + minNgram
              + " to "
              + maxNgram
              + " long, expected 1 <= shortest <= longest");
    }
    fieldWeights = Map.copyOf(fieldWeights);
    requireWeight("weight of n-grams", ngramWeight);
    requireWeight("weight of identifiers", identifierWeight);
    requireWeight("weight of word pairs", wordPairWeight);
    requireWeight("weight of words of a field", fieldWordWeight);
    requireWeight("power of the frequency", frequencyPower);
    requireWeight("power of the inverse document frequency", idfPower);
    fieldWeights.forEach((field, weight) -> requireWeight("weight of " + field, weight));
  }

  private static void requireWeight(String name, double weight) {
    if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          name + " is " + weight + ", expected a finite number of at least 0");
    }
  }

  /**
   * The settings that did best on the JDK's validation classes.
   *
   * @return 2^17 buckets, n-grams of 3 to 5 characters
   */
  public static FeatureSettings defaults() {
    return new FeatureSettings(
        1 << 17,
        3,
        5,
        1.5,
        1,
        0.5,
        1,
        0.5,
        0.7,
        Map.of(
            DeclarationField.METHOD_NAME, 3.0,
            DeclarationField.CLASS_NAME, 1.0,
            DeclarationField.PACKAGE_NAME, 0.5,
            DeclarationField.RETURN_TYPE, 1.0,
            DeclarationField.PARAMETER_TYPES, 1.0,
            DeclarationField.PARAMETER_NAMES, 1.0,
            DeclarationField.EXCEPTIONS, 1.0));
  }

  /**
   * The same settings with another table size.
   *
   * @param buckets number of hash buckets, a power of two
   * @return a copy
   */
  public FeatureSettings withBuckets(int buckets) {
    return new FeatureSettings(
        buckets,
        minNgram,
        maxNgram,
        ngramWeight,
        identifierWeight,
        wordPairWeight,
        fieldWordWeight,
        frequencyPower,
        idfPower,
        fieldWeights);
  }
}
