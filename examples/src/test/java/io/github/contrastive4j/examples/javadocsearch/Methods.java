package io.github.contrastive4j.examples.javadocsearch;

import java.util.List;

/** Declarations for tests. */
final class Methods {
  private Methods() {}

  static MethodDeclaration method(String className, String name, String sentence) {
    return new MethodDeclaration(
        "com.example.shop",
        className,
        className,
        name,
        "List<String>",
        List.of(new MethodDeclaration.Parameter("int", "limit")),
        List.of("IOException"),
        sentence);
  }
}
