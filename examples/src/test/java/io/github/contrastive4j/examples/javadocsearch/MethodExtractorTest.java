package io.github.contrastive4j.examples.javadocsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.contrastive4j.examples.javadocsearch.MethodDeclaration.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodExtractorTest {
  @TempDir Path directory;

  private List<MethodDeclaration> extract(boolean apiOnly, String... sources) throws IOException {
    for (int i = 0; i < sources.length; i++) {
      Files.writeString(directory.resolve("File" + i + ".java"), sources[i]);
    }
    try (JavaSources opened = JavaSources.of(directory)) {
      return new MethodExtractor(2, apiOnly).extract(opened.files());
    }
  }

  @Test
  void takesADeclarationApart() throws IOException {
    List<MethodDeclaration> methods =
        extract(
            true,
            """
            package com.example.shop;
            public class Outer {
              public static class Inner {
                /** Finds the carts. And more. */
                protected <T> java.util.List<T> findCarts(final int[] ids, String... names)
                    throws java.io.IOException, IllegalStateException { return null; }
              }
            }
            """);
    assertThat(methods)
        .containsExactly(
            new MethodDeclaration(
                "com.example.shop",
                "Outer",
                "Outer.Inner",
                "findCarts",
                "java.util.List<T>",
                List.of(new Parameter("int[]", "ids"), new Parameter("String...", "names")),
                List.of("java.io.IOException", "IllegalStateException"),
                "Finds the carts."));
    assertThat(methods.getFirst().signature())
        .isEqualTo("com.example.shop.Outer.Inner.findCarts(int[] ids, String... names)");
    assertThat(methods.getFirst().splitKey()).isEqualTo("com.example.shop.Outer");
  }

  @Test
  void skipsWhatHasNoSentenceOfItsOwn() throws IOException {
    assertThat(
            extract(
                false,
                """
                class A {
                  /** {@inheritDoc} */ void inherited() {}
                  /** */ void empty() {}
                  /** @return only a tag */ int onlyTag() { return 0; }
                  /** --- */ void noLetters() {}
                  // Not Javadoc.
                  void comment() {}
                  /** Makes an A. */ A() {}
                  /** Is private. */ private void hidden() {}
                  void local() { class L { /** Is local. */ void inner() {} } }
                  /** Stays. */ void kept() {}
                }
                """))
        .extracting(MethodDeclaration::name)
        .containsExactly("kept");
  }

  @Test
  void apiIsPublicAndProtectedAndWhatInterfacesHave() throws IOException {
    String source =
        """
        public class A {
          /** One. */ public void shown() {}
          /** Two. */ protected void forHeirs() {}
          /** Three. */ void inPackage() {}
          interface Hidden { /** Four. */ void unreachable(); }
          public interface Shown { /** Five. */ void implicit(); }
        }
        class B { /** Six. */ public void unreachableToo() {} }
        """;
    assertThat(extract(true, source))
        .extracting(MethodDeclaration::name)
        .containsExactly("shown", "forHeirs", "implicit");
    assertThat(extract(false, source)).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Tests whether a &lt; b &amp;&amp; b &gt; a.         | Tests whether a < b && b > a.
          Uses {@code List<String>} and {@literal <b>}.       | Uses List<String> and <b>.
          See {@link java.util.List#add list adding} here.    | See list adding here.
          See {@link java.util.List#size()} here.             | See java.util.List.size() here.
          See {@linkplain #other(int) the other one}.         | See the other one.
          {@return the size of it}                            | Returns the size of it.
          {@summary Sums up.} Not this.                       | Sums up.
          Is <b>bo</b>ld and<br>broken.                       | Is bold and broken.
          Has a {@systemProperty java.home} in it.            | Has a java.home in it.
          First<p>Second.                                     | First
          No full stop                                        | No full stop
          """)
  void turnsMarkupIntoPlainText(String comment, String sentence) throws IOException {
    assertThat(extract(false, "class A { /** " + comment + " */ int a() { return 0; } }"))
        .extracting(MethodDeclaration::sentence)
        .containsExactly(sentence);
  }

  @Test
  void readsMarkdownComments() throws IOException {
    assertThat(
            extract(
                false,
                """
                class A {
                  /// Adds `x` to the [list][java.util.List] *now*.
                  /// Not this.
                  void add() {}
                }
                """))
        .extracting(MethodDeclaration::sentence)
        .containsExactly("Adds x to the list now.");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    List<Path> files = List.of(directory.resolve("Gone.java"));
    assertThatExceptionOfType(JobException.class)
        .isThrownBy(() -> new MethodExtractor(1, false).extract(files))
        .withMessageContaining("Gone.java")
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCES));
  }

  @Test
  void goesOnAfterAFileWithErrors() throws IOException {
    assertThat(
            extract(
                false,
                "class Broken { /** Lost. */ void a( { } ",
                "class Fine { /** Found. */ void b() {} }"))
        .extracting(MethodDeclaration::name)
        .contains("b");
  }

  @Test
  void manyFilesGiveTheSameOrderWithAnyNumberOfThreads() throws IOException {
    String[] sources = new String[250];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = "class C%d { /** Does %d. */ void m() {} }".formatted(i, i);
    }
    List<MethodDeclaration> parallel = extract(false, sources);
    try (JavaSources opened = JavaSources.of(directory)) {
      assertThat(parallel)
          .hasSize(250)
          .isEqualTo(new MethodExtractor(1, false).extract(opened.files()));
    }
  }
}
