package io.github.contrastive4j.kernel.simd;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** What is known of the processor and of the virtual machine's use of it. */
public final class Processor {
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
   * Whether a fused multiply-add is one instruction.
   *
   * @return true where the virtual machine says so, or cannot be asked
   */
  public static boolean fusesMultiplyAdd() {
    return flag("UseFMA").map(Boolean::parseBoolean).orElse(true);
  }

  /**
   * Whether the optimizing compiler is at work; without it, vectors are objects.
   *
   * @return false for a virtual machine that only interprets or compiles quickly
   */
  public static boolean optimizes() {
    boolean interprets = System.getProperty("java.vm.info", "").contains("interpreted");
    boolean quickOnly = flag("TieredStopAtLevel").filter(level -> !level.equals("4")).isPresent();
    return !interprets && !quickOnly;
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
    try {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return bean == null ? Optional.empty() : Optional.of(bean.getVMOption(name).getValue());
    } catch (IllegalArgumentException | LinkageError e) {
      return Optional.empty();
    }
  }
}
