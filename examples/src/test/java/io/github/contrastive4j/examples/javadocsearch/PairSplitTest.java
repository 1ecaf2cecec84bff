package io.github.contrastive4j.examples.javadocsearch;

import static io.github.contrastive4j.examples.javadocsearch.Methods.method;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PairSplitTest {
  private static List<MethodDeclaration> classes(int count) {
    List<MethodDeclaration> methods = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      for (int m = 0; m < 5; m++) {
        methods.add(method("Class" + c, "method" + m, "Does thing %d.".formatted(m)));
      }
    }
    return methods;
  }

  private static Set<String> keys(List<MethodDeclaration> methods) {
    return methods.stream().map(MethodDeclaration::splitKey).collect(Collectors.toSet());
  }

  @Test
  void noClassIsInTwoParts() {
    PairSplit split = PairSplit.of(classes(500));
    assertThat(keys(split.training())).doesNotContainAnyElementsOf(keys(split.validation()));
    assertThat(keys(split.training())).doesNotContainAnyElementsOf(keys(split.test()));
    assertThat(keys(split.validation())).doesNotContainAnyElementsOf(keys(split.test()));
    assertThat(split.all()).containsExactlyInAnyOrderElementsOf(classes(500));
  }

  @Test
  void nestedClassesGoWithTheirTopLevelClass() {
    List<MethodDeclaration> methods = new ArrayList<>();
    for (int c = 0; c < 100; c++) {
      MethodDeclaration outer = method("Class" + c, "run", "Runs.");
      methods.add(outer);
      methods.add(
          new MethodDeclaration(
              outer.packageName(),
              outer.topLevelClass(),
              outer.className() + ".Nested",
              "run",
              "void",
              List.of(),
              List.of(),
              "Runs."));
    }
    PairSplit split = PairSplit.of(methods);
    for (List<MethodDeclaration> part :
        List.of(split.training(), split.validation(), split.test())) {
      assertThat(part).hasSize(2 * keys(part).size());
    }
  }

  @Test
  void aboutAnEighthIsHeldOutTwice() {
    PairSplit split = PairSplit.of(classes(2000));
    assertThat(split.validation().size() / 10_000.0).isBetween(0.09, 0.15);
    assertThat(split.test().size() / 10_000.0).isBetween(0.09, 0.15);
  }

  @Test
  void aClassStaysInItsPartWhateverElseThereIs() {
    Set<String> few = keys(PairSplit.of(classes(100)).test());
    Set<String> many = keys(PairSplit.of(classes(500)).test());
    assertThat(few).isNotEmpty();
    assertThat(many).containsAll(few);
  }

  @Test
  void exactDuplicatesAreRemovedAndCounted() {
    List<MethodDeclaration> methods = classes(20);
    List<MethodDeclaration> twice = new ArrayList<>(methods);
    twice.addAll(methods.subList(0, 7));
    PairSplit split = PairSplit.of(twice);
    assertThat(split.duplicates()).isEqualTo(7);
    assertThat(split.all()).hasSameSizeAs(methods);
  }
}
