package io.github.contrastive4j.jmh.comparison;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of a batch.
 *
 * @param b anchors, and as many candidates
 * @param d columns
 */
record Shape(int b, int d) {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,6})x([1-9][0-9]{0,6})");

  /**
   * Reads for example 1024x384.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  static Shape parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "shape is \"" + text + "\", expected rows x columns such as 1024x384");
    }
    return new Shape(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** As people write it. */
  @Override
  public String toString() {
    return b + "×" + d;
  }
}
