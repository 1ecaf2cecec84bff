package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The library as a module, as on the module path of a program that requires it. */
class ModulePathTest {
  private static final String MODULE = "io.github.contrastive4j.kernel";

  @Test
  void vectorUnitsComeAlongAndInternalsStayInside() throws ReflectiveOperationException {
    Module module = load();
    assertThat(module.isNamed()).isTrue();
    assertThat(module.getDescriptor().requires())
        .filteredOn(required -> required.name().equals("jdk.incubator.vector"))
        .singleElement()
        .satisfies(required -> assertThat(required.modifiers()).isEmpty());
    assertThat(module.getPackages()).contains(MODULE + ".simd", MODULE + ".team");
    assertThat(module.getPackages()).filteredOn(module::isExported).containsExactly(MODULE);
    Class<?> support = Class.forName(module, SimdSupport.class.getName());
    assertThat(support).isNotEqualTo(SimdSupport.class);
    Object current = support.getMethod("current").invoke(null);
    assertThat(support.getMethod("describe").invoke(current))
        .isEqualTo(SimdSupport.current().describe());
  }

  private static Module load() {
    ModuleLayer boot = ModuleLayer.boot();
    ModuleFinder classes = ModuleFinder.of(classes());
    Configuration configuration =
        boot.configuration().resolve(classes, ModuleFinder.of(), Set.of(MODULE));
    return boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader())
        .findModule(MODULE)
        .orElseThrow();
  }

  private static Path classes() {
    try {
      return Path.of(RankingLoss.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
