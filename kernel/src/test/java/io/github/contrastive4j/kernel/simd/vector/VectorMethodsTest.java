package io.github.contrastive4j.kernel.simd.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import org.junit.jupiter.api.Test;

/** A vector that goes through a method of ours is an object as soon as the method is called. */
class VectorMethodsTest {
  private static List<Class<?>> classes() throws IOException, URISyntaxException {
    Path root = Path.of(Lanes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String name = Lanes.class.getPackageName();
    try (Stream<Path> files = Files.list(root.resolve(name.replace('.', '/')))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".class") && !file.startsWith("package-info"))
          .<Class<?>>map(file -> load(name + "." + file.replace(".class", "")))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Lanes.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isVector(Class<?> type) {
    return Vector.class.isAssignableFrom(type)
        || type == VectorMask.class
        || type == VectorShuffle.class;
  }

  /** But for what makes a constant of a number, once. */
  private static boolean passesVectors(Method method) {
    List<Class<?>> parameters = List.of(method.getParameterTypes());
    boolean constant = parameters.equals(List.of(int.class));
    return parameters.stream().anyMatch(VectorMethodsTest::isVector)
        || isVector(method.getReturnType()) && !constant;
  }

  @Test
  void noneTakesAVectorOrGivesOneBack() throws Exception {
    assertThat(classes()).contains(RowPanelTiles.class, VectorScores.class);
    assertThat(classes())
        .flatExtracting(type -> List.of(type.getDeclaredMethods()))
        .filteredOn(VectorMethodsTest::passesVectors)
        .isEmpty();
  }
}
