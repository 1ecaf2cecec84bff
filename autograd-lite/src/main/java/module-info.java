/**
 * A small tape for reverse-mode differentiation over float32 matrices, with the modules, losses and
 * optimizers that a two-tower retrieval model needs. The heavy work is done by the kernel module.
 */
module io.github.contrastive4j.autograd {
  requires transitive io.github.contrastive4j.kernel;

  exports io.github.contrastive4j.autograd;
  exports io.github.contrastive4j.autograd.check;
  exports io.github.contrastive4j.autograd.io;
  exports io.github.contrastive4j.autograd.loss;
  exports io.github.contrastive4j.autograd.nn;
  exports io.github.contrastive4j.autograd.optim;
}
