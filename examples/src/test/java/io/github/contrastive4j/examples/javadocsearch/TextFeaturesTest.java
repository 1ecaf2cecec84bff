package io.github.contrastive4j.examples.javadocsearch;

import static io.github.contrastive4j.examples.javadocsearch.Methods.method;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TextFeaturesTest {
  private static final FeatureSettings SETTINGS = FeatureSettings.defaults();

  private final List<MethodDeclaration> training =
      List.of(
          method("Cart", "clear", "Removes all items from the cart."),
          method("Cart", "addItem", "Adds an item to the cart."),
          method("Order", "submit", "Sends the order to the warehouse."));

  private final TextFeatures features = TextFeatures.fit(SETTINGS, training);

  private static double cosine(FeatureBag a, FeatureBag b) {
    double dot = 0;
    for (int i = 0; i < a.size(); i++) {
      int j = Arrays.binarySearch(b.indices(), a.indices()[i]);
      dot += j < 0 ? 0 : a.weights()[i] * b.weights()[j];
    }
    return dot;
  }

  @Test
  void bagsHaveDistinctAscendingRowsAndNormOne() {
    FeatureBag bag = features.declaration(training.get(1));
    assertThat(bag.indices()).doesNotHaveDuplicates().isSorted();
    assertThat(Arrays.stream(bag.indices()))
        .allMatch(index -> index >= 0 && index < SETTINGS.buckets());
    assertThat(cosine(bag, bag)).isCloseTo(1, Offset.offset(1e-5));
  }

  @Test
  void queryAndDeclarationShareTheFeaturesOfTheirCommonWords() {
    FeatureBag query = features.query("submit this order");
    double right = cosine(query, features.declaration(training.get(2)));
    double wrong = cosine(query, features.declaration(training.get(0)));
    assertThat(right).isGreaterThan(wrong + 0.1);
  }

  @Test
  void caseAndIdentifierFormDoNotMatterMuch() {
    assertThat(cosine(features.query("add item"), features.query("ADD Item")))
        .isCloseTo(1, Offset.offset(1e-5));
    assertThat(cosine(features.query("add item"), features.query("addItem"))).isGreaterThan(0.7);
  }

  @Test
  void relatedFormsShareNgrams() {
    double related = cosine(features.query("reversing"), features.query("reverses"));
    assertThat(related).isGreaterThan(0.2);
    assertThat(cosine(features.query("reversing"), features.query("quokka"))).isLessThan(0.05);
  }

  @Test
  void theJavadocIsNotPartOfTheDeclaration() {
    MethodDeclaration method = training.get(0);
    assertThat(features.declaration(method.withSentence("Entirely different.")))
        .usingRecursiveComparison()
        .isEqualTo(features.declaration(method));
  }

  @Test
  void frequentFeaturesWeighLess() {
    // "cart" is in two of three texts of each side, "warehouse" in one.
    FeatureBag both = features.query("cart warehouse");
    double cart = cosine(both, features.query("cart"));
    double warehouse = cosine(both, features.query("warehouse"));
    assertThat(warehouse).isGreaterThan(cart);
  }

  @Test
  void emptyTextsHaveNoFeatures() {
    assertThat(features.query("?!").size()).isZero();
  }

  @Test
  void manyThreadsCountTheSame() {
    assertThat(TextFeatures.fit(SETTINGS, training).idf()).isEqualTo(features.idf());
  }

  @Test
  void badSettingsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SETTINGS.withBuckets(1000))
        .withMessageContaining("power of two");
    assertThatIllegalArgumentException().isThrownBy(() -> SETTINGS.withBuckets(1 << 31));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextFeatures(SETTINGS, new float[3]))
        .withMessageContaining("buckets");
  }

  @Test
  void joinLaysBagsEndToEndAndDropoutLeavesSomeOut() {
    FeatureBag one = features.query("add an item");
    FeatureBag two = features.query("?");
    var all = FeatureBag.join(List.of(one, two, one));
    assertThat(all.offsets()).containsExactly(0, one.size(), one.size(), 2 * one.size());
    assertThat(Arrays.copyOf(all.indices(), one.size())).isEqualTo(one.indices());
    var some = FeatureBag.join(List.of(one, two, one), 0.5, new SplittableRandom(1));
    assertThat(some.offsets()[3]).isBetween(1, 2 * one.size() - 1);
  }
}
