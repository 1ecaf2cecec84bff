/**
 * Contrastive training losses with gradients on the CPU's vector units, arrays in and arrays out.
 */
module io.github.contrastive4j.kernel {
  requires jdk.incubator.vector;
  requires jdk.management;

  exports io.github.contrastive4j.kernel;
}
