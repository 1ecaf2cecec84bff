package io.github.contrastive4j.autograd.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a configuration of JSON's types: strings, numbers, booleans, lists and maps. Constants are
 * the lower-case names of enums. What does not fit is refused under its path, such as {@code
 * hardness.strength}.
 */
final class ConfigReader {
  private final Map<?, ?> config;
  private final String path;

  /** Refuses a map without a required key, or with one that is neither required nor optional. */
  ConfigReader(Map<?, ?> config, Set<String> required, Set<String> optional) {
    this(config, "", required, optional);
  }

  private ConfigReader(Map<?, ?> config, String path, Set<String> required, Set<String> optional) {
    this.config = Objects.requireNonNull(config, "config is null, expected a map");
    this.path = path;
    Set<String> missing = new TreeSet<>(required);
    Set<String> unknown = new TreeSet<>();
    for (Object key : config.keySet()) {
      if (key instanceof String name && (required.contains(name) || optional.contains(name))) {
        missing.remove(name);
      } else {
        unknown.add(String.valueOf(key));
      }
    }
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the keys of %s do not fit: missing %s, unknown %s"
              .formatted(
                  path.isEmpty() ? "the configuration" : path.substring(0, path.length() - 1),
                  missing,
                  unknown));
    }
  }

  boolean has(String key) {
    return config.containsKey(key);
  }

  double number(String key) {
    return value(key, Number.class).doubleValue();
  }

  double number(String key, double absent) {
    return has(key) ? number(key) : absent;
  }

  boolean flag(String key) {
    return value(key, Boolean.class);
  }

  String string(String key) {
    return value(key, String.class);
  }

  List<?> list(String key) {
    return value(key, List.class);
  }

  /** The map under a key, of which all entries are required. */
  ConfigReader nested(String key, String... keys) {
    return nested(key, Set.of(keys), Set.of());
  }

  /** The map under a key. */
  ConfigReader nested(String key, Set<String> required, Set<String> optional) {
    return new ConfigReader(value(key, Map.class), path + key + ".", required, optional);
  }

  <E extends Enum<E>> E constant(String key, Class<E> type) {
    return constant(key, string(key), type);
  }

  <E extends Enum<E>> E constant(String key, E absent) {
    return has(key) ? constant(key, absent.getDeclaringClass()) : absent;
  }

  /** A list of constants that are all different. */
  <E extends Enum<E>> Set<E> constants(String key, Class<E> type) {
    List<?> names = list(key);
    Set<E> constants = new TreeSet<>();
    for (Object name : names) {
      if (!constants.add(constant(key, name, type))) {
        throw new IllegalArgumentException(
            "%s%s is %s, expected no name twice".formatted(path, key, names));
      }
    }
    return constants;
  }

  /** Element k of the list under a key, as a whole number. */
  int integer(String key, int k) {
    double number = number(key, k);
    if (number != (int) number) {
      throw new IllegalArgumentException(
          "%s%s[%d] is %s, expected a whole number below 2^31".formatted(path, key, k, number));
    }
    return (int) number;
  }

  /** Element k of the list under a key, as a number. */
  double number(String key, int k) {
    if (list(key).get(k) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException(
        "%s%s[%d] is %s, expected a Number".formatted(path, key, k, quoted(list(key).get(k))));
  }

  /** The name of a constant in configurations. */
  static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private <E extends Enum<E>> E constant(String key, Object name, Class<E> type) {
    E[] constants = type.getEnumConstants();
    for (E constant : constants) {
      if (nameOf(constant).equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "%s%s is %s, expected one of %s"
            .formatted(
                path, key, name, Arrays.stream(constants).map(ConfigReader::nameOf).toList()));
  }

  private <T> T value(String key, Class<T> type) {
    Object value = config.get(key);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "%s%s is %s, expected a %s".formatted(path, key, quoted(value), type.getSimpleName()));
    }
    return type.cast(value);
  }

  /** Shows a string as what it is: "20" is no number. */
  private static Object quoted(Object value) {
    return value instanceof String string ? '"' + string + '"' : value;
  }
}
