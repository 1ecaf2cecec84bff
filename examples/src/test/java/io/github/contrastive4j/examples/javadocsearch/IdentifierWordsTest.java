package io.github.contrastive4j.examples.javadocsearch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifierWordsTest {
  @ParameterizedTest
  @CsvSource({
    "reverse, reverse",
    "getURLConnection, get url connection",
    "URLConnection, url connection",
    "toUTF8, to utf 8",
    "Base64Encoder, base 64 encoder",
    "MAX_VALUE, max",
    "überGröße, über größe",
  })
  void splitsTheFirstTokenAtChangesOfCaseAndKind(String text, String words) {
    String token = IdentifierWords.tokens(text).getFirst();
    assertThat(String.join(" ", IdentifierWords.words(token))).isEqualTo(words);
  }

  @Test
  void splitsTextAtEverythingButLettersAndDigits() {
    assertThat(IdentifierWords.tokens("  Map.Entry<K,V>[] it's(x) "))
        .containsExactly("Map", "Entry", "K", "V", "it", "s", "x");
  }

  @Test
  void noLettersAndDigitsGiveNoTokens() {
    assertThat(IdentifierWords.tokens(" ?! ...")).isEmpty();
    assertThat(IdentifierWords.tokens("")).isEmpty();
  }
}
