package io.github.contrastive4j.autograd;

import java.util.Arrays;
import java.util.Objects;

/**
 * A batch of B bags of row indices, of any lengths, laid end to end.
 *
 * <p>Bag b holds {@code indices[offsets[b]] … indices[offsets[b + 1] − 1]}, and the weights at the
 * same places. Arrays are kept, not copied, and read again by the backward pass. Indices and
 * weights may be longer than needed, so that they can be filled anew for the next step, of which
 * new bags are then to be made, because these are checked when they are made. Equality is that of
 * the arrays' identities.
 *
 * @param indices row indices of all bags
 * @param offsets B + 1 ascending positions in {@code indices}, from 0 on
 * @param weights a finite weight for each index, or null if all are 1
 */
public record IndexBags(int[] indices, int[] offsets, float[] weights) {

  /**
   * Checks the layout.
   *
   * @throws NullPointerException if {@code indices} or {@code offsets} is null
   * @throws IllegalArgumentException if offsets do not ascend from 0 or leave the arrays, or a
   *     weight is not finite
   */
  public IndexBags {
    Objects.requireNonNull(indices, "indices is null, expected the row indices of all bags");
    Objects.requireNonNull(offsets, "offsets is null, expected the starts of the bags and the end");
    if (offsets.length == 0 || offsets[0] != 0) {
      throw new IllegalArgumentException(
          "offsets starts with %s, expected 0"
              .formatted(offsets.length == 0 ? "nothing" : offsets[0]));
    }
    for (int b = 1; b < offsets.length; b++) {
      if (offsets[b] < offsets[b - 1]) {
        throw new IllegalArgumentException(
            "offsets[%d] is %d, expected at least offsets[%d] = %d"
                .formatted(b, offsets[b], b - 1, offsets[b - 1]));
      }
    }
    int end = offsets[offsets.length - 1];
    if (end > indices.length) {
      throw new IllegalArgumentException(
          "offsets ends with %d, expected at most the %d indices".formatted(end, indices.length));
    }
    if (weights != null) {
      if (end > weights.length) {
        throw new IllegalArgumentException(
            "weights has %d elements, expected one for each of %d indices"
                .formatted(weights.length, end));
      }
      for (int k = 0; k < end; k++) {
        if (!Float.isFinite(weights[k])) {
          throw new IllegalArgumentException(
              "weights[%d] is %s, expected a finite number".formatted(k, weights[k]));
        }
      }
    }
  }

  /**
   * Lays bags end to end, all weights 1.
   *
   * @param bags row indices of each bag
   * @return a copy in the flat layout
   * @throws NullPointerException if {@code bags} or one of them is null
   */
  public static IndexBags of(int[][] bags) {
    int[] offsets = offsets(bags);
    return new IndexBags(flat(bags, offsets), offsets, null);
  }

  /**
   * Lays bags with weights end to end.
   *
   * @param bags row indices of each bag
   * @param weights a finite weight for each index of each bag
   * @return a copy in the flat layout
   * @throws NullPointerException if an argument or a bag is null
   * @throws IllegalArgumentException if a bag and its weights have not the same length, or a weight
   *     is not finite
   */
  public static IndexBags of(int[][] bags, float[][] weights) {
    int[] offsets = offsets(bags);
    Objects.requireNonNull(weights, "weights is null, expected those of each bag");
    if (weights.length != bags.length) {
      throw new IllegalArgumentException(
          "weights has %d elements, expected one for each of %d bags"
              .formatted(weights.length, bags.length));
    }
    float[] flat = new float[offsets[bags.length]];
    for (int b = 0; b < bags.length; b++) {
      requireElement("weights", b, weights[b], "a weight for each index");
      if (weights[b].length != bags[b].length) {
        throw new IllegalArgumentException(
            "weights[%d] has %d elements, expected one for each of %d indices"
                .formatted(b, weights[b].length, bags[b].length));
      }
      System.arraycopy(weights[b], 0, flat, offsets[b], weights[b].length);
    }
    return new IndexBags(flat(bags, offsets), offsets, flat);
  }

  /**
   * A bag for each index, such as that of a user or an item.
   *
   * @param indices a row index for each bag; kept, not copied
   * @return as many bags of one index
   * @throws NullPointerException if {@code indices} is null
   */
  public static IndexBags ofSingles(int... indices) {
    Objects.requireNonNull(indices, "indices is null, expected a row index for each bag");
    int[] offsets = new int[indices.length + 1];
    Arrays.setAll(offsets, b -> b);
    return new IndexBags(indices, offsets, null);
  }

  private static int[] offsets(int[][] bags) {
    Objects.requireNonNull(bags, "bags is null, expected the row indices of each bag");
    int[] offsets = new int[bags.length + 1];
    for (int b = 0; b < bags.length; b++) {
      requireElement("bags", b, bags[b], "row indices");
      offsets[b + 1] = offsets[b] + bags[b].length;
      if (offsets[b + 1] < 0) {
        throw new IllegalArgumentException(
            "bags[0] to bags[%d] have %d indices, expected at most 2^31 - 1"
                .formatted(b, (long) offsets[b] + bags[b].length));
      }
    }
    return offsets;
  }

  private static int[] flat(int[][] bags, int[] offsets) {
    int[] indices = new int[offsets[bags.length]];
    for (int b = 0; b < bags.length; b++) {
      System.arraycopy(bags[b], 0, indices, offsets[b], bags[b].length);
    }
    return indices;
  }

  private static void requireElement(String name, int b, Object element, String expected) {
    if (element == null) {
      throw new NullPointerException("%s[%d] is null, expected %s".formatted(name, b, expected));
    }
  }

  /**
   * Number of bags.
   *
   * @return B
   */
  public int size() {
    return offsets.length - 1;
  }

  /**
   * Weight of an index.
   *
   * @param k place in {@code indices}
   * @return 1 if there are no weights
   */
  public float weight(int k) {
    return weights == null ? 1 : weights[k];
  }

  /**
   * Sum of the weights of a bag.
   *
   * @param bag number of the bag
   * @return the number of its indices if there are no weights
   */
  public double totalWeight(int bag) {
    double total = 0;
    for (int k = offsets[bag]; k < offsets[bag + 1]; k++) {
      total += weight(k);
    }
    return total;
  }

  /** Names the size, as messages do. */
  @Override
  public String toString() {
    return "IndexBags[%d bags, %d indices]".formatted(size(), offsets[size()]);
  }
}
