package io.github.contrastive4j.examples.javadocsearch;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints the answers to a query. */
final class AnswerList {
  private static final int SENTENCE_LENGTH = 100;

  private AnswerList() {}

  static void print(SearchEngine engine, String query, int count, PrintWriter out) {
    List<SearchEngine.Answer> answers = engine.search(query, count);
    if (answers.isEmpty()) {
      out.println("Nothing to search for: the query has neither letters nor digits.");
    }
    for (int i = 0; i < answers.size(); i++) {
      MethodDeclaration method = answers.get(i).method();
      out.printf(
          Locale.ROOT,
          "%3d. %.3f  %s%n            %s%n",
          i + 1,
          answers.get(i).cosine(),
          method.signature(),
          shortened(method.sentence()));
    }
    out.flush();
  }

  private static String shortened(String sentence) {
    return sentence.length() <= SENTENCE_LENGTH
        ? sentence
        : sentence.substring(0, SENTENCE_LENGTH - 3) + "...";
  }
}
