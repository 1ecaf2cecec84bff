package io.github.contrastive4j.examples.javadocsearch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Deals the training pairs into batches, anew for each epoch.
 *
 * <p>Methods of one class come into a batch together: they are the negatives that are hard to tell
 * from the positive. A sentence comes into a batch at most once, because a second method with the
 * same sentence would be a negative that is in truth a positive.
 */
public final class BatchSampler {
  /** So many methods of a class stay together; more would leave a batch with too few classes. */
  private static final int LARGEST_GROUP = 64;

  private final List<MethodDeclaration> methods;
  private final int batchSize;
  private final Random random;

  /**
   * A sampler.
   *
   * @param methods the training pairs
   * @param batchSize pairs in a full batch, at least 2
   * @param seed of the shuffling
   */
  public BatchSampler(List<MethodDeclaration> methods, int batchSize, long seed) {
    this.methods = List.copyOf(methods);
    this.batchSize = Math.min(batchSize, methods.size());
    this.random = new Random(seed);
  }

  /**
   * Number of full batches in an epoch.
   *
   * @return at least 1 if there are pairs
   */
  public int batchesPerEpoch() {
    return methods.size() / Math.max(1, batchSize);
  }

  /**
   * Pairs in a full batch.
   *
   * @return the size asked for, or all pairs if there are less
   */
  public int batchSize() {
    return batchSize;
  }

  /**
   * Deals the pairs of one epoch. The few that fit into no batch wait for the next epoch.
   *
   * @return at most {@link #batchesPerEpoch()} batches of indices of methods; a batch is smaller
   *     than the batch size only if all sentences left are in it already
   */
  public List<int[]> epoch() {
    Deque<Integer> waiting = new ArrayDeque<>(shuffledGroups());
    List<int[]> batches = new ArrayList<>();
    for (int b = 0; b < batchesPerEpoch(); b++) {
      int[] batch = deal(waiting);
      if (batch.length > 1) {
        batches.add(batch);
      }
    }
    return batches;
  }

  private int[] deal(Deque<Integer> waiting) {
    int[] batch = new int[batchSize];
    int size = 0;
    Set<String> sentences = HashSet.newHashSet(batchSize);
    List<Integer> putBack = new ArrayList<>();
    while (size < batchSize && !waiting.isEmpty()) {
      int candidate = waiting.removeFirst();
      if (sentences.add(methods.get(candidate).sentence())) {
        batch[size++] = candidate;
      } else {
        putBack.add(candidate);
      }
    }
    // In front, so that those who waited are the first of the next batch.
    Collections.reverse(putBack);
    putBack.forEach(waiting::addFirst);
    return Arrays.copyOf(batch, size);
  }

  private List<Integer> shuffledGroups() {
    Map<String, List<Integer>> byClass = new LinkedHashMap<>();
    for (int i = 0; i < methods.size(); i++) {
      byClass.computeIfAbsent(methods.get(i).splitKey(), _ -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> groups = new ArrayList<>();
    for (List<Integer> members : byClass.values()) {
      Collections.shuffle(members, random);
      for (int from = 0; from < members.size(); from += LARGEST_GROUP) {
        groups.add(members.subList(from, Math.min(members.size(), from + LARGEST_GROUP)));
      }
    }
    Collections.shuffle(groups, random);
    return groups.stream().flatMap(Collection::stream).toList();
  }
}
