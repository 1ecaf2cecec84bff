package io.github.contrastive4j.autograd.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.contrastive4j.kernel.Direction;
import io.github.contrastive4j.kernel.Directions;
import io.github.contrastive4j.kernel.Hardness;
import io.github.contrastive4j.kernel.MarginFilter;
import io.github.contrastive4j.kernel.Objective;
import io.github.contrastive4j.kernel.RankingLoss;
import io.github.contrastive4j.kernel.Reduction;
import io.github.contrastive4j.kernel.SharedIds;
import io.github.contrastive4j.kernel.Similarity;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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

  static Stream<RankingLoss> options() {
    RankingLoss loss = RankingLoss.of(Similarity.RAW_COSINE, 12.5);
    return Stream.of(
        loss,
        RankingLoss.of(Similarity.DOT_PRODUCT, 1).withBias(0.25),
        loss.withBias(-10).withObjective(Objective.SIGMOID),
        loss.withSymmetric(true).withLabelSmoothing(0.1),
        loss.withDirections(Directions.GTE),
        loss.withDirections(Directions.joint(Direction.QUERY_TO_DOC, Direction.DOC_TO_QUERY)),
        loss.withDirections(Directions.joint(Direction.DOC_TO_DOC, Direction.QUERY_TO_DOC)),
        loss.withZLoss(1e-4).withReduction(Reduction.SUM),
        loss.withReduction(Reduction.NONE),
        loss.withHardness(new Hardness(9, Hardness.Negatives.IN_BATCH)),
        loss.withHardness(new Hardness(0.5, Hardness.Negatives.HARD)),
        loss.withHardness(new Hardness(0.5, Hardness.Negatives.ALL)),
        loss.withHardness(new Hardness(0, Hardness.Negatives.HARD)),
        loss.withMarginFilter(MarginFilter.absolute(0.1)),
        loss.withMarginFilter(MarginFilter.relative(-0.05)),
        loss.withMarginFilter(new MarginFilter(MarginFilter.Kind.NONE, 1)),
        loss.withSharedIds(SharedIds.POSITIVES),
        RankingLoss.of(Similarity.EUCLIDEAN, 3)
            .withBias(1)
            .withSymmetric(true)
            .withLabelSmoothing(0.2)
            .withZLoss(0.3)
            .withReduction(Reduction.SUM)
            .withHardness(new Hardness(2, Hardness.Negatives.HARD))
            .withMarginFilter(MarginFilter.relative(0.4)));
  }

  @ParameterizedTest
  @MethodSource("options")
  void everyOptionSurvivesJson(RankingLoss options) throws Exception {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss(options);
    MultipleNegativesRankingLoss read = parse(json.writeValueAsString(loss.config()));
    assertThat(read.options()).isEqualTo(options);
    assertThat(read.config()).isEqualTo(loss.config());
  }

  @Test
  void optionsHaveReadableNames() throws Exception {
    RankingLoss options =
        RankingLoss.of(Similarity.RAW_COSINE, 20)
            .withDirections(Directions.joint(Direction.QUERY_TO_QUERY, Direction.QUERY_TO_DOC))
            .withHardness(new Hardness(9, Hardness.Negatives.IN_BATCH))
            .withMarginFilter(MarginFilter.absolute(0.1));
    assertThat(json.writeValueAsString(new MultipleNegativesRankingLoss(options).config()))
        .isEqualTo(
            "{\"distance_metric_name\":\"cosine\",\"scale\":20.0,\"symmetric\":false,"
                + "\"similarity\":\"raw_cosine\",\"directions\":[\"query_to_doc\","
                + "\"query_to_query\"],\"hardness\":{\"strength\":9.0,\"negatives\":\"in_batch\"},"
                + "\"margin_filter\":{\"kind\":\"absolute\",\"margin\":0.1}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "similarity: 3 | similarity is 3, expected a String",
        "similarity: 'cosine' | similarity is cosine, expected one of [shifted_cosine, raw_cosine,",
        "similarity: 'euclidean' | similarity is euclidean, expected one that fits the distance"
            + " cos",
        "bias: 'low' | bias is \"low\", expected a Number",
        "objective: 'SIGMOID' | objective is SIGMOID, expected one of [softmax, sigmoid]",
        "reduction: null | reduction is null, expected a String",
        "directions: ['query_to_doc'] | symmetric is true and directions is given, expected one of",
        "label_smoothing: 1 | labelSmoothing is 1.0, expected",
        "hardness: 9 | hardness is 9, expected a Map",
        "hardness: {'strength': 9} | the keys of hardness do not fit: missing [negatives], unknown",
        "hardness: {'strength': 9, 'negatives': 'few'} | hardness.negatives is few, expected one"
            + " of",
        "margin_filter: {'kind': 'absolute', 'margin': []} | margin_filter.margin is [], expected"
            + " a",
        "max_scale: 100 | the keys of the configuration do not fit: missing [], unknown [max_scale]"
      },
      quoteCharacter = '"')
  void optionsThatDoNotFitAreNamed(String option, String message) {
    String text =
        "{'distance_metric_name': 'cosine', 'scale': 7, 'symmetric': true, '%s}"
            .formatted(option.replaceFirst(":", "':"))
            .replace('\'', '"');
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(text))
        .withMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "['query_to_doc', 'sideways'] | directions is sideways, expected one of [query_to_doc,"
            + " doc_",
        "['query_to_doc', 7] | directions is 7, expected one of [query_to_doc, doc_to_query",
        "'query_to_doc' | directions is \"query_to_doc\", expected a List",
        "['query_to_doc', 'query_to_doc'] | directions is [query_to_doc, query_to_doc], expected"
            + " no",
        "['doc_to_query'] | directions is [DOC_TO_QUERY], expected QUERY_TO_DOC among them"
      },
      quoteCharacter = '"')
  void directionsThatAreNoneAreNamed(String directions, String message) {
    String text =
        "{'distance_metric_name': 'cosine', 'scale': 7, 'symmetric': false, 'directions': %s}"
            .formatted(directions)
            .replace('\'', '"');
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(text))
        .withMessageStartingWith(message);
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
    Map<String, Object> withNull = new HashMap<>(new MultipleNegativesRankingLoss().config());
    withNull.put(null, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultipleNegativesRankingLoss.fromConfig(withNull))
        .withMessageEndingWith("missing [], unknown [null]");
    Map<String, Object> nested = new HashMap<>(new MultipleNegativesRankingLoss().config());
    nested.put("hardness", new TreeMap<>(Map.of(1, 2)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultipleNegativesRankingLoss.fromConfig(nested))
        .withMessage("the keys of hardness do not fit: missing [negatives, strength], unknown [1]");
  }

  @Test
  void valuesOfTheWrongTypeAreNamed() {
    String valid = "{\"distance_metric_name\": \"cosine\", \"scale\": 7, \"symmetric\": true}";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(valid.replace("7", "\"7\"")))
        .withMessage("scale is \"7\", expected a Number");
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

  @Test
  void lossesSayWhatTheyAreSetTo() {
    MultipleNegativesRankingLoss loss = new MultipleNegativesRankingLoss(7, Distance.COSINE, true);
    String settings = "{distance_metric_name=cosine, scale=7.0, symmetric=true}";
    assertThat(loss).hasToString("MultipleNegativesRankingLoss" + settings);
    assertThat(new MatryoshkaLoss(loss, 6, 3))
        .hasToString(
            "MatryoshkaLoss{loss=%s, matryoshka_dims=[6, 3], matryoshka_weights=[1.0, 1.0]}"
                .formatted(settings));
  }
}
