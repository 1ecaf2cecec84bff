package io.github.contrastive4j.autograd.check;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The outcome of a {@link GradientCheck}.
 *
 * @param entries one for each element of each parameter, in their order
 */
public record GradientReport(List<Entry> entries) {
  private static final int SHOWN = 10;

  /**
   * Keeps a copy of the list.
   *
   * @throws NullPointerException if the list or one of its elements is null
   */
  public GradientReport {
    Objects.requireNonNull(entries, "entries is null, expected one for each element");
    entries = List.copyOf(entries);
  }

  /**
   * The comparison of one gradient element.
   *
   * @param parameter name of the parameter
   * @param row row of the element
   * @param column column of the element
   * @param backward what the backward pass of the tape gave
   * @param differences what central differences gave
   * @param bound the largest error that passes
   */
  public record Entry(
      String parameter, int row, int column, double backward, double differences, double bound) {

    /** {@return the distance between both values} */
    public double error() {
      return Math.abs(backward - differences);
    }

    /** {@return whether the error is within the bound, which NaN never is} */
    public boolean passed() {
      return error() <= bound;
    }

    /** Names the element, both values and the error. */
    @Override
    public String toString() {
      return "%s[%d, %d]: backward %.6g, differences %.6g, error %.2g, bound %.2g"
          .formatted(parameter, row, column, backward, differences, error(), bound);
    }
  }

  /** {@return whether every element passed} */
  public boolean passed() {
    return entries.stream().allMatch(Entry::passed);
  }

  /** {@return the elements that did not pass, the largest error first, NaN before all} */
  public List<Entry> failures() {
    return entries.stream()
        .filter(entry -> !entry.passed())
        .sorted(Comparator.comparingDouble(Entry::error).reversed())
        .toList();
  }

  /**
   * Asserts that every element passed.
   *
   * @throws AssertionError with {@link #toString()} as its message if one did not
   */
  public void requirePassed() {
    if (!passed()) {
      throw new AssertionError(toString());
    }
  }

  /** Counts the elements that failed and lists the worst of them. */
  @Override
  public String toString() {
    List<Entry> failures = failures();
    String summary = "%d of %d gradients are wrong".formatted(failures.size(), entries.size());
    return failures.stream()
        .limit(SHOWN)
        .map(entry -> "%n  %s".formatted(entry))
        .collect(Collectors.joining("", summary, ""));
  }
}
