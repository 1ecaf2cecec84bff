package io.github.contrastive4j.examples.javadocsearch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.util.StringHelper;

/**
 * Collects the features of one text by the hashing trick: each feature's bucket is its hash, and
 * nothing but the weights needs to be remembered. Weinberger et al., arXiv 0902.2206.
 *
 * <p>Used for one text and thrown away.
 */
final class FeatureHasher {
  /**
   * Hash seeds, so that a word, an n-gram and a pair of the same letters have buckets of their own.
   */
  private static final int WORD = 1;

  private static final int NGRAM = 2;
  private static final int WORD_PAIR = 3;
  private static final int IDENTIFIER = 4;
  private static final int FIELD_WORD = 5;

  private final FeatureSettings settings;

  /** Bucket in the upper half, bits of the weight in the lower: sorts by bucket. */
  private long[] entries = new long[256];

  private int size;

  FeatureHasher(FeatureSettings settings) {
    this.settings = settings;
  }

  /**
   * Adds the features of a text.
   *
   * @param text plain text or identifiers
   * @param weight factor on the weights of all its features
   * @param field the field that the text stands in, or null for a query
   */
  void add(String text, double weight, DeclarationField field) {
    String previous = null;
    for (String token : IdentifierWords.tokens(text)) {
      List<String> words = IdentifierWords.words(token);
      if (words.size() > 1) {
        put(token.toLowerCase(Locale.ROOT), IDENTIFIER, weight * settings.identifierWeight());
      }
      for (String word : words) {
        put(word, WORD, weight);
        putNgrams(word, weight * settings.ngramWeight());
        if (field != null) {
          put(word, FIELD_WORD + field.ordinal(), weight * settings.fieldWordWeight());
        }
        if (previous != null) {
          put(previous + ' ' + word, WORD_PAIR, weight * settings.wordPairWeight());
        }
        previous = word;
      }
    }
  }

  private void putNgrams(String word, double weight) {
    // The marks make the beginning and the end of a word features of their own.
    byte[] marked = ('#' + word + '#').getBytes(StandardCharsets.UTF_8);
    int count = 0;
    for (int n = settings.minNgram(); n <= settings.maxNgram(); n++) {
      count += Math.max(0, marked.length - n + 1);
    }
    double each = weight / Math.sqrt(Math.max(1, count));
    for (int n = settings.minNgram(); n <= settings.maxNgram(); n++) {
      for (int from = 0; from + n <= marked.length; from++) {
        put(marked, from, n, NGRAM, each);
      }
    }
  }

  private void put(String feature, int seed, double weight) {
    byte[] bytes = feature.getBytes(StandardCharsets.UTF_8);
    put(bytes, 0, bytes.length, seed, weight);
  }

  private void put(byte[] bytes, int from, int length, int seed, double weight) {
    int hash = StringHelper.murmurhash3_x86_32(bytes, from, length, seed);
    long bucket = hash & (settings.buckets() - 1);
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, 2 * size);
    }
    entries[size++] = bucket << 32 | Float.floatToRawIntBits((float) weight);
  }

  /**
   * The features collected so far.
   *
   * @return distinct buckets with the sums of their weights
   */
  FeatureBag bag() {
    Arrays.sort(entries, 0, size);
    int[] indices = new int[size];
    float[] weights = new float[size];
    int distinct = 0;
    for (int i = 0; i < size; i++) {
      int bucket = (int) (entries[i] >>> 32);
      if (distinct == 0 || indices[distinct - 1] != bucket) {
        indices[distinct++] = bucket;
      }
      weights[distinct - 1] += Float.intBitsToFloat((int) entries[i]);
    }
    return new FeatureBag(Arrays.copyOf(indices, distinct), Arrays.copyOf(weights, distinct));
  }
}
