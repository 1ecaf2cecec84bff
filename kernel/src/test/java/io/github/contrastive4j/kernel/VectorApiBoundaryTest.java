package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the compiled classes say about the incubator module. */
class VectorApiBoundaryTest {
  private static final String VECTOR_API = "jdk/incubator/vector/";
  private static final String PROVIDER = "io/github/contrastive4j/kernel/simd/vector/";

  private static List<ClassModel> classes;

  @BeforeAll
  static void readAllClasses() throws IOException, URISyntaxException {
    Path root =
        Path.of(RankingLoss.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(root)) {
      classes =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .filter(file -> !file.endsWith("module-info.class"))
              .map(VectorApiBoundaryTest::parse)
              .toList();
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean mentionsVectorApi(ClassModel model) {
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof Utf8Entry text && text.stringValue().contains(VECTOR_API)) {
        return true;
      }
    }
    return false;
  }

  private static String name(ClassModel model) {
    return model.thisClass().asInternalName();
  }

  @Test
  void onlyTheVectorPackageMentionsTheVectorApi() {
    Set<String> packages =
        classes.stream()
            .filter(VectorApiBoundaryTest::mentionsVectorApi)
            .map(model -> name(model).substring(0, name(model).lastIndexOf('/') + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(packages).containsExactly(PROVIDER);
  }

  @Test
  void onlyTheProviderLookUpMentionsTheVectorPackage() {
    List<String> users =
        classes.stream()
            .filter(model -> !name(model).startsWith(PROVIDER))
            .filter(VectorApiBoundaryTest::usesVectorPackage)
            .map(VectorApiBoundaryTest::name)
            .toList();
    assertThat(users).containsExactly("io/github/contrastive4j/kernel/simd/SimdProvider");
  }

  private static boolean usesVectorPackage(ClassModel model) {
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof Utf8Entry text && text.stringValue().contains(PROVIDER)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void fieldsOfTheVectorApiAreConstants() {
    List<String> constants =
        classes.stream()
            .flatMap(model -> model.fields().stream())
            .filter(field -> field.fieldType().stringValue().contains(VECTOR_API))
            .map(field -> {
              assertThat(field.flags().has(AccessFlag.STATIC)).isTrue();
              assertThat(field.flags().has(AccessFlag.FINAL)).isTrue();
              return field.fieldType().stringValue();
            })
            .toList();
    assertThat(constants).contains("L" + VECTOR_API + "VectorSpecies;");
  }

  @Test
  void noMethodTakesASpecies() {
    assertThat(
            classes.stream()
                .flatMap(model -> model.methods().stream())
                .map(method -> method.methodType().stringValue())
                .filter(type -> type.substring(0, type.indexOf(')')).contains("VectorSpecies")))
        .isEmpty();
  }
}
