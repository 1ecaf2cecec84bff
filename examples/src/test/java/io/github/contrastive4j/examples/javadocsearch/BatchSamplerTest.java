package io.github.contrastive4j.examples.javadocsearch;

import static io.github.contrastive4j.examples.javadocsearch.Methods.method;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BatchSamplerTest {
  /** 40 classes of 10 methods; the last method has the same sentence everywhere. */
  private static List<MethodDeclaration> methods() {
    List<MethodDeclaration> methods = new ArrayList<>();
    for (int c = 0; c < 40; c++) {
      for (int m = 0; m < 9; m++) {
        methods.add(method("C" + c, "m" + m, "Does %d for %d.".formatted(m, c)));
      }
      methods.add(method("C" + c, "close", "Closes it."));
    }
    return methods;
  }

  @Test
  void aSentenceIsInABatchOnce() {
    List<MethodDeclaration> methods = methods();
    for (int[] batch : new BatchSampler(methods, 64, 1).epoch()) {
      assertThat(Arrays.stream(batch).mapToObj(i -> methods.get(i).sentence()))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void noPairIsDealtTwiceAndMostAreDealt() {
    BatchSampler sampler = new BatchSampler(methods(), 64, 1);
    List<Integer> dealt = sampler.epoch().stream().flatMapToInt(Arrays::stream).boxed().toList();
    assertThat(dealt).doesNotHaveDuplicates().hasSizeGreaterThan(5 * 60);
    assertThat(sampler.batchesPerEpoch()).isEqualTo(400 / 64);
  }

  @Test
  void methodsOfAClassComeTogether() {
    List<MethodDeclaration> methods = methods();
    int[] first = new BatchSampler(methods, 64, 1).epoch().getFirst();
    long classes =
        Arrays.stream(first)
            .mapToObj(i -> methods.get(i).splitKey())
            .collect(Collectors.toSet())
            .size();
    assertThat(classes).isLessThanOrEqualTo(9);
  }

  @Test
  void epochsDifferAndSeedsRepeat() {
    BatchSampler sampler = new BatchSampler(methods(), 64, 1);
    int[] first = sampler.epoch().getFirst();
    assertThat(sampler.epoch().getFirst()).isNotEqualTo(first);
    assertThat(new BatchSampler(methods(), 64, 1).epoch().getFirst()).isEqualTo(first);
  }

  @Test
  void fewPairsMakeOneBatch() {
    BatchSampler sampler = new BatchSampler(methods().subList(0, 5), 1024, 1);
    assertThat(sampler.batchSize()).isEqualTo(5);
    assertThat(sampler.epoch()).singleElement().satisfies(b -> assertThat(b).hasSize(5));
  }
}
