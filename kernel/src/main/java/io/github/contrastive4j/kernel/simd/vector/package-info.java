/**
 * The leaf loops on the incubating Vector API. Loaded only where its module is present. All classes
 * share one vector width, a compile-time constant of {@code Lanes}.
 *
 * <p>A vector that a loop carries, or that two branches leave behind, is an argument of the calls
 * it goes into, never what a method is called on: a sum is {@code x.add(sum)}, not {@code
 * sum.add(x)}, and where nothing else is at hand zero is added, {@code zero.add(sum)}. Of a vector
 * that an expression has just made the compiler knows the class, and inlines its methods; of one
 * that comes from two sides it knows the abstract class alone. Which method is meant it then takes
 * from what the interpreter has seen so far; that differs from process to process, and where it is
 * not enough the call stays a call, and all vectors around it become objects. The gradient of
 * absolute distances is the exception: a masked subtraction keeps lanes of what it is called on.
 *
 * <p>No method here takes a vector or gives one back: the loops have written out what they share.
 * The compiler is bound to put the methods of the Vector API in place; one of ours, however short,
 * it calls where it has seen the loop run empty more often than not, or has compiled the method by
 * itself before, and then every vector that goes through it is an object.
 *
 * <p>For the same reason there are no vectors of floats of another width: {@code FloatVector}'s own
 * methods would have seen two classes. Where only a part is wanted, as for sums in float64, it is
 * taken from a whole vector.
 */
package io.github.contrastive4j.kernel.simd.vector;
