/**
 * Files: {@link io.github.contrastive4j.autograd.io.Npy matrices} in the format of NumPy, which is
 * also how embeddings come from Python, and {@link io.github.contrastive4j.autograd.io.Checkpoint
 * checkpoints}, archives of them that a service reads its model from and training goes on from.
 */
package io.github.contrastive4j.autograd.io;
