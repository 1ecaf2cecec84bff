package io.github.contrastive4j.kernel.simd;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is known of the processor and of the virtual machine's use of it. */
public final class Processor {
  /** Lines that Linux has of a processor before those of its features, which are long. */
  private static final int MODEL_LINES = 8;

  private Processor() {}

  /**
   * Whether the processor is of the x86 family.
   *
   * @return true on x86-64
   */
  public static boolean isX86() {
    String arch = architecture();
    return arch.equals("amd64") || arch.equals("x86_64");
  }

  /**
   * Whether the processor is of Intel.
   *
   * @return false of others, and where nothing is known
   */
  public static boolean isIntel() {
    return isIntel(model());
  }

  /** The same of what an operating system says of a processor. */
  static boolean isIntel(String model) {
    return model.contains("GenuineIntel");
  }

  /** What the operating system says of the first processor; nothing but on Linux and Windows. */
  private static String model() {
    return ask(Processor::modelOnLinux)
        .or(() -> ask(() -> System.getenv("PROCESSOR_IDENTIFIER")))
        .orElse("");
  }

  private static String modelOnLinux() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.limit(MODEL_LINES).collect(Collectors.joining("\n"));
    }
  }

  /**
   * Whether a fused multiply-add is one instruction.
   *
   * @return what the virtual machine says, or, where nobody can be asked, whether it is as quick as
   *     one
   */
  public static boolean fusesMultiplyAdd() {
    return flag("UseFMA").map(Boolean::parseBoolean).orElseGet(Processor::multipliesAndAddsQuickly);
  }

  /** Where it is made of big decimals it takes microseconds, even at its quickest. */
  private static boolean multipliesAndAddsQuickly() {
    long quickest = Long.MAX_VALUE;
    float sum = 1;
    for (int round = 0; round < 20; round++) {
      long start = System.nanoTime();
      for (int k = 0; k < 50; k++) {
        sum = Math.fma(sum, 0.999f, 0.001f);
      }
      quickest = Math.min(quickest, System.nanoTime() - start);
    }
    return sum > 0 && quickest < 50 * 500;
  }

  /**
   * Whether the optimizing compiler is at work.
   *
   * @return false for a virtual machine that only interprets or compiles quickly
   */
  public static boolean optimizes() {
    String mode = System.getProperty("java.vm.info", "");
    boolean stopsEarly = flag("TieredStopAtLevel").filter(level -> !level.equals("4")).isPresent();
    // The mode says so up to JDK 26.
    boolean quickOnly =
        mode.contains("emulated-client")
            || flag("CompilationMode").filter("quick-only"::equals).isPresent();
    return !mode.contains("interpreted") && !stopsEarly && !quickOnly;
  }

  /**
   * Whether vectors are kept in registers; else they are objects.
   *
   * @return false without the optimizing compiler, its support of vectors, or vectors of 128 bits
   */
  public static boolean vectorizes() {
    boolean supported = flag("EnableVectorSupport").map(Boolean::parseBoolean).orElse(true);
    return optimizes() && supported && vectorBits() >= 128;
  }

  /**
   * The widest vectors of the virtual machine.
   *
   * @return bits, or a width above any where nobody can be asked
   */
  public static int vectorBits() {
    return flag("MaxVectorSize").map(bytes -> 8 * Integer.parseInt(bytes)).orElse(1 << 16);
  }

  /**
   * What an array has in front of its first element.
   *
   * @return bytes: 12 where headers of objects are compact, 16 otherwise
   */
  public static int arrayHeader() {
    return flag("UseCompactObjectHeaders").filter(Boolean::parseBoolean).isPresent() ? 12 : 16;
  }

  /**
   * The processor in words: architecture and the virtual machine's vector flags.
   *
   * @return for example "amd64, UseAVX=3, UseFMA=true"
   */
  public static String describe() {
    StringBuilder text = new StringBuilder(architecture());
    for (String name : new String[] {"UseAVX", "UseSVE", "UseFMA"}) {
      flag(name).ifPresent(value -> text.append(", ").append(name).append('=').append(value));
    }
    return text.toString();
  }

  private static String architecture() {
    return System.getProperty("os.arch", "unknown");
  }

  /** Value of a flag of the virtual machine, or nothing where there is none or nobody to ask. */
  private static Optional<String> flag(String name) {
    return ask(() -> {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return bean == null ? null : bean.getVMOption(name).getValue();
    });
  }

  /**
   * The answer to a question that somebody may refuse: an operating system, a runtime image that
   * lacks a module, or who guards what an application may read, by whatever exception.
   */
  static <T> Optional<T> ask(Callable<T> question) {
    try {
      return Optional.ofNullable(question.call());
    } catch (Exception | LinkageError e) {
      return Optional.empty();
    }
  }
}
