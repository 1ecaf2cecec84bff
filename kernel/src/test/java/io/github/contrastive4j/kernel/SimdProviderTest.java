package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.contrastive4j.kernel.simd.Processor;
import io.github.contrastive4j.kernel.simd.SimdProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which loops are chosen in other virtual machines than that of the tests, and what is said. */
class SimdProviderTest {
  private static final String WITHOUT_C2 = "without its optimizing compiler (C2)";

  /** Tells what it runs on. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      System.out.println(SimdSupport.current().describe());
    }
  }

  /** All that the program writes, of which its log is a part. */
  private static String run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=4", "--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:CompilationMode=quick-only"})
  void withoutTheCompilerVectorsWouldBeObjects(String option) throws Exception {
    assertThat(run(option))
        .contains(
            WITHOUT_C2, "Scalar loops are in use: vectors would be objects", "\nscalar loops");
    assertThat(run(option, "-Dcontrastive4j.simd=scalar"))
        .contains(WITHOUT_C2, "\nscalar loops")
        .doesNotContain("in use");
    assertThat(run(option, "-Dcontrastive4j.simd=128"))
        .contains("Vectors of 128 bits are objects", "\nVector API, 128 bit");
  }

  @Test
  void vectorsThatTheVirtualMachineHasNotAreObjects() throws Exception {
    assumeTrue(Processor.isX86());
    assertThat(run("-XX:MaxVectorSize=8"))
        .contains("Scalar loops are in use: vectors would be objects", "\nscalar loops")
        .doesNotContain(WITHOUT_C2);
    assertThat(run("-XX:MaxVectorSize=16", "-Dcontrastive4j.simd=256"))
        .contains("Vectors of 256 bits are objects", "\nVector API, 256 bit");
  }

  @Test
  void withoutAFusedMultiplyAddScalarLoopsRun() throws Exception {
    assumeTrue(Processor.isX86());
    assertThat(run("-XX:-UseFMA")).contains("no fused multiply-add (UseFMA)", "\nscalar loops");
    // Where nobody can be asked.
    String[] small = {"--limit-modules", "java.base,jdk.incubator.vector", "-XX:-UseFMA"};
    assertThat(run(small)).contains("no fused multiply-add (UseFMA)", "\nscalar loops");
  }

  @Test
  void anImageWithoutManagementHasVectors() throws Exception {
    assumeTrue(SimdSupport.current().vectorized());
    assertThat(run("--limit-modules", "java.base,jdk.incubator.vector"))
        .contains("Vector API, ")
        .doesNotContain("calar loops");
  }

  /** As of a plug-in. */
  private static final class Hiding extends URLClassLoader {
    Hiding(URL... classes) {
      super(classes, null);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("jdk.")) {
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }
  }

  @Test
  void aClassLoaderThatHidesTheVectorApiHasScalarLoops() throws Exception {
    URL classes = SimdProvider.class.getProtectionDomain().getCodeSource().getLocation();
    try (Hiding loader = new Hiding(classes)) {
      Class<?> support = loader.loadClass(SimdSupport.class.getName());
      assertThat(support).isNotEqualTo(SimdSupport.class);
      Object current = support.getMethod("current").invoke(null);
      assertThat((String) support.getMethod("describe").invoke(current))
          .startsWith("scalar loops (");
    }
  }
}
