package io.github.contrastive4j.kernel.simd;

import java.util.Locale;

/**
 * What the system property {@value #PROPERTY} asks for: {@code auto} (the default), {@code scalar},
 * or a vector width of {@code 128}, {@code 256} or {@code 512} bits.
 *
 * @param scalar whether the Vector API is to be left alone
 * @param bits the width to use, 0 for the one that the processor prefers
 */
public record SimdChoice(boolean scalar, int bits) {
  /** Name of the system property. */
  public static final String PROPERTY = "contrastive4j.simd";

  private static final SimdChoice CURRENT = parse(System.getProperty(PROPERTY, "auto"));

  /**
   * The choice for this process.
   *
   * @return the choice, read once; a property with another word keeps this class, and the library,
   *     from being initialized
   */
  public static SimdChoice current() {
    return CURRENT;
  }

  /**
   * Reads a value of the property.
   *
   * @param value the value, upper or lower case
   * @return the choice
   * @throws IllegalArgumentException if it is none of the words above
   */
  public static SimdChoice parse(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "auto" -> new SimdChoice(false, 0);
      case "scalar" -> new SimdChoice(true, 0);
      case "128" -> new SimdChoice(false, 128);
      case "256" -> new SimdChoice(false, 256);
      case "512" -> new SimdChoice(false, 512);
      default ->
          throw new IllegalArgumentException(
              "system property %s is \"%s\", expected auto, scalar, 128, 256 or 512"
                  .formatted(PROPERTY, value));
    };
  }
}
