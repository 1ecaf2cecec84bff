package io.github.contrastive4j.autograd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossConfigTest {
  private final ObjectMapper json = new ObjectMapper();

  private MultipleNegativesRankingLoss parse(String text) throws JsonProcessingException {
    return MultipleNegativesRankingLoss.fromConfig(
        json.readValue(text, new TypeReference<Map<String, Object>>() {}));
  }

  @ParameterizedTest
  @CsvSource({
    "20, COSINE, false",
    "12.5, EUCLIDEAN, true",
    "0.1, MANHATTAN, false",
    "1, DOT_PRODUCT, true"
  })
  void survivesJson(double scale, Distance distance, boolean symmetric) throws Exception {
    MultipleNegativesRankingLoss loss =
        new MultipleNegativesRankingLoss(scale, distance, symmetric);
    MultipleNegativesRankingLoss read = parse(json.writeValueAsString(loss.config()));
    assertThat(read.scale()).isEqualTo(scale);
    assertThat(read.distance()).isSameAs(distance);
    assertThat(read.symmetric()).isEqualTo(symmetric);
  }

  @Test
  void hasTheKeysOfTheOriginal() {
    assertThat(new MultipleNegativesRankingLoss().config())
        .containsExactly(
            entry("distance_metric_name", "cosine"),
            entry("scale", 20.0),
            entry("symmetric", false));
  }

  @Test
  void aWholeNumberIsAScaleToo() throws Exception {
    assertThat(
            parse("{\"distance_metric_name\": \"cosine\", \"scale\": 7, \"symmetric\": true}")
                .scale())
        .isEqualTo(7);
  }

  @Test
  void missingAndUnknownKeysAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("{\"scale\": 7, \"margin\": 0.5, \"alpha\": 1}"))
        .withMessage(
            "the keys of the configuration do not fit: missing [distance_metric_name, symmetric],"
                + " unknown [alpha, margin]");
  }

  @Test
  void valuesOfTheWrongTypeAreNamed() {
    String valid = "{\"distance_metric_name\": \"cosine\", \"scale\": 7, \"symmetric\": true}";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(valid.replace("7", "\"7\"")))
        .withMessage("scale is 7, expected a Number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(valid.replace("true", "null")))
        .withMessage("symmetric is null, expected a Boolean");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(valid.replace("\"cosine\"", "3")))
        .withMessage("distance_metric_name is 3, expected a String");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(valid.replace("cosine", "jaccard")))
        .withMessageContaining("expected one of [cosine, euclidean, manhattan, dot_product]");
    assertThatNullPointerException()
        .isThrownBy(() -> MultipleNegativesRankingLoss.fromConfig(null))
        .withMessage("config is null, expected a map");
  }
}
