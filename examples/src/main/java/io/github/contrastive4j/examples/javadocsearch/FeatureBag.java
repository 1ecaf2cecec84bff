package io.github.contrastive4j.examples.javadocsearch;

import io.github.contrastive4j.autograd.IndexBags;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The features of one text: distinct rows of the embedding table and their weights.
 *
 * @param indices rows in ascending order; not copied
 * @param weights one for each row; not copied
 */
public record FeatureBag(int[] indices, float[] weights) {

  /**
   * Number of features.
   *
   * @return 0 for a text without letters or digits
   */
  public int size() {
    return indices.length;
  }

  /**
   * Lays bags end to end.
   *
   * @param bags features of each text
   * @return a copy in the layout of the embedding bag
   */
  public static IndexBags join(List<FeatureBag> bags) {
    return join(bags, 0, null);
  }

  /**
   * Lays bags end to end and leaves out features by chance, a regularizer: the model must not rely
   * on one of them. What is left is not scaled up, as the cosine does not see the length.
   *
   * @param bags features of each text
   * @param dropout probability that a feature is left out, in [0, 1)
   * @param random source of chance; not used if {@code dropout} is 0
   * @return a copy in the layout of the embedding bag
   */
  public static IndexBags join(List<FeatureBag> bags, double dropout, RandomGenerator random) {
    int capacity = bags.stream().mapToInt(FeatureBag::size).sum();
    int[] indices = new int[capacity];
    float[] weights = new float[capacity];
    int[] offsets = new int[bags.size() + 1];
    int end = 0;
    for (int b = 0; b < bags.size(); b++) {
      FeatureBag bag = bags.get(b);
      for (int k = 0; k < bag.size(); k++) {
        if (dropout == 0 || random.nextDouble() >= dropout) {
          indices[end] = bag.indices[k];
          weights[end++] = bag.weights[k];
        }
      }
      offsets[b + 1] = end;
    }
    return new IndexBags(indices, offsets, weights);
  }
}
