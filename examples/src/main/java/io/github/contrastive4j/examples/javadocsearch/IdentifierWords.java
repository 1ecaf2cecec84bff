package io.github.contrastive4j.examples.javadocsearch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Splits text and Java identifiers into lower-case words: {@code "getURLConnection UTF8"} into get,
 * url, connection, utf, 8.
 */
final class IdentifierWords {
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  /** Places inside an identifier where a word ends: aB, ABc before the B, a1, 1a. */
  private static final Pattern CASE_OR_DIGIT_CHANGE =
      Pattern.compile(
          "(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})"
              + "|(?<=\\p{L})(?=\\p{N})|(?<=\\p{N})(?=\\p{L})");

  private IdentifierWords() {}

  /**
   * Splits at everything that is neither letter nor digit.
   *
   * @param text any text
   * @return the identifiers and plain words in it, as they are written
   */
  static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    for (String token : NO_WORD.split(text)) {
      if (!token.isEmpty()) {
        tokens.add(token);
      }
    }
    return tokens;
  }

  /**
   * Splits one token at changes of case and between letters and digits.
   *
   * @param token one of {@link #tokens}
   * @return its words in lower case, at least one
   */
  static List<String> words(String token) {
    String[] words = CASE_OR_DIGIT_CHANGE.split(token);
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].toLowerCase(Locale.ROOT);
    }
    return List.of(words);
  }
}
