package io.github.contrastive4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Applications come and go with their class loaders, as on a server. */
@Timeout(60)
class UnloadingTest {

  /** One that closes its team and keeps it in a static field. */
  public static final class Application {
    private static Parallelism team;

    private Application() {}

    /** From start to stop. */
    public static void run() {
      team = Parallelism.workers(2);
      team.forEach(4, task -> {});
      team.close();
    }
  }

  @Test
  void aClosedTeamDoesNotKeepItsApplication() throws Exception {
    WeakReference<ClassLoader> application = load();
    for (int patience = 0; application.get() != null && patience < 200; patience++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(application.get()).isNull();
  }

  private static WeakReference<ClassLoader> load() throws Exception {
    URL[] own = {location(Parallelism.class), location(Application.class)};
    URLClassLoader loader = new URLClassLoader(own, ClassLoader.getPlatformClassLoader());
    try (loader) {
      loader.loadClass(Application.class.getName()).getMethod("run").invoke(null);
    }
    return new WeakReference<>(loader);
  }

  private static URL location(Class<?> member) {
    return member.getProtectionDomain().getCodeSource().getLocation();
  }
}
