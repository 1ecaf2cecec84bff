package io.github.contrastive4j.examples.javadocsearch;

import static io.github.contrastive4j.examples.javadocsearch.Methods.method;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.contrastive4j.autograd.Tape;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  private static final FeatureSettings SETTINGS = FeatureSettings.defaults().withBuckets(1 << 10);

  @TempDir Path directory;

  private static SearchModel model() {
    List<MethodDeclaration> methods =
        List.of(
            method("Cart", "clear", "Removes all items: \"ä\" < 1."),
            method("Order", "submit", "Sends the order."));
    TextFeatures features = TextFeatures.fit(SETTINGS, methods);
    TwoTowerModel model = new TwoTowerModel(SETTINGS.buckets(), 8, 7);
    List<FeatureBag> bags = methods.stream().map(features::declaration).toList();
    return new SearchModel(features, model, methods, model.embedDeclarations(new Tape(), bags));
  }

  private void assertUnreadable(Path file, String message) {
    assertThatExceptionOfType(JobException.class)
        .isThrownBy(() -> ModelFile.load(file))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.MODEL));
  }

  private static void replaceEntry(Path zip, String entry, byte[] content) throws IOException {
    URI uri = URI.create("jar:" + zip.toUri());
    try (FileSystem files = FileSystems.newFileSystem(uri, Map.of())) {
      Files.write(files.getPath(entry), content);
    }
  }

  @Test
  void aLoadedModelIsTheSavedOne() {
    SearchModel saved = model();
    Path file = directory.resolve("new/folder/model.zip");
    ModelFile.save(saved, file);
    ModelFile.save(saved, file);
    assertThat(file.getParent()).isDirectoryContaining(path -> path.equals(file));
    SearchModel loaded = ModelFile.load(file);
    assertThat(loaded.methods()).isEqualTo(saved.methods());
    assertThat(loaded.features().settings()).isEqualTo(saved.features().settings());
    assertThat(loaded.features().idf()).isEqualTo(saved.features().idf());
    assertThat(loaded.embeddings().data()).isEqualTo(saved.embeddings().data());
    assertThat(loaded.model().state().keySet()).isEqualTo(saved.model().state().keySet());
    loaded
        .model()
        .state()
        .forEach((name, matrix) ->
            assertThat(matrix.data()).isEqualTo(saved.model().state().get(name).data()));
    assertThat(new SearchEngine(loaded, new Tape()).search("submit an order", 2))
        .isEqualTo(new SearchEngine(saved, new Tape()).search("submit an order", 2))
        .first()
        .satisfies(answer -> assertThat(answer.method().name()).isEqualTo("submit"));
  }

  @Test
  void whatIsNoModelIsExplained() throws IOException {
    assertUnreadable(directory.resolve("nowhere.zip"), "train one first");
    assertUnreadable(directory, "no model at");
    assertUnreadable(Files.writeString(directory.resolve("a.zip"), "text"), "cannot read");
  }

  @Test
  void aFlippedBitIsNoticed() throws IOException {
    Path file = directory.resolve("model.zip");
    ModelFile.save(model(), file);
    byte[] whole = Files.readAllBytes(file);
    int inMatrices = whole.length / 2;
    int methods = new String(whole, StandardCharsets.ISO_8859_1).indexOf("methods.json");
    int inMethods = methods + 50;
    for (int at : List.of(inMatrices, inMethods)) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertUnreadable(file, "cannot read");
    }
  }

  @Test
  void damageIsExplained() throws IOException {
    Path file = directory.resolve("model.zip");
    ModelFile.save(model(), file);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertUnreadable(file, "cannot read");
    for (String entry : List.of("model.json", "methods.json", "idf.npy", "embeddings.npy")) {
      Files.write(file, whole);
      replaceEntry(file, entry, new byte[] {1, 2, 3});
      assertUnreadable(file, file.toString());
    }
    Files.write(file, whole);
    replaceEntry(file, "model.json", "{\"format\": 99}".getBytes());
    assertUnreadable(file, "format 99");
    replaceEntry(file, "model.json", "{\"format\": 3}".getBytes());
    assertUnreadable(file, "damaged");
  }
}
