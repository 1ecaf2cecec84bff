/**
 * Fork and join for phases of a few microseconds.
 *
 * <p>A call of a kernel is a sequence of phases; a phase is a number of independent tasks. A {@link
 * io.github.contrastive4j.kernel.team.Crew} hands out task numbers to the calling thread and its
 * helpers and returns when all are done. Who runs a task never matters to its result, so the
 * results do not depend on the number of threads. {@link
 * io.github.contrastive4j.kernel.team.CrewSize} finds out how many of a {@link
 * io.github.contrastive4j.kernel.team.Team} a call is worth.
 */
package io.github.contrastive4j.kernel.team;
