package io.github.contrastive4j.examples.javadocsearch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The pairs, parted into training, validation and test by the hash of their top-level class: no
 * class is in two parts, and a class stays in its part whatever other sources there are.
 *
 * @param training what the model and the document frequencies are made from
 * @param validation what settings are chosen by
 * @param test what is reported
 * @param duplicates pairs left out because the same pair was there already
 */
public record PairSplit(
    List<MethodDeclaration> training,
    List<MethodDeclaration> validation,
    List<MethodDeclaration> test,
    int duplicates) {

  /** Percent of the classes in each of validation and test. */
  private static final int HELD_OUT_PERCENT = 12;

  /** Copies the lists. */
  public PairSplit {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }

  /**
   * Removes exact duplicates and splits.
   *
   * @param methods documented methods
   * @return the parts, each in the order of the methods
   */
  public static PairSplit of(List<MethodDeclaration> methods) {
    Set<MethodDeclaration> seen = HashSet.newHashSet(methods.size());
    List<MethodDeclaration> training = new ArrayList<>();
    List<MethodDeclaration> validation = new ArrayList<>();
    List<MethodDeclaration> test = new ArrayList<>();
    for (MethodDeclaration method : methods) {
      if (seen.add(method)) {
        int percent = percent(method.splitKey());
        if (percent < HELD_OUT_PERCENT) {
          validation.add(method);
        } else if (percent < 2 * HELD_OUT_PERCENT) {
          test.add(method);
        } else {
          training.add(method);
        }
      }
    }
    return new PairSplit(training, validation, test, methods.size() - seen.size());
  }

  private static int percent(String splitKey) {
    CRC32 hash = new CRC32();
    hash.update(splitKey.getBytes(StandardCharsets.UTF_8));
    return (int) (hash.getValue() % 100);
  }

  /**
   * All distinct methods.
   *
   * @return training, then validation, then test
   */
  public List<MethodDeclaration> all() {
    List<MethodDeclaration> all = new ArrayList<>(training);
    all.addAll(validation);
    all.addAll(test);
    return all;
  }
}
