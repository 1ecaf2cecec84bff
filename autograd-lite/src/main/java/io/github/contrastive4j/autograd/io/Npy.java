package io.github.contrastive4j.autograd.io;

import io.github.contrastive4j.kernel.Matrix;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Matrices in NumPy's format, {@code .npy}: what {@code numpy.save} writes and {@code numpy.load}
 * reads, of float32, row by row.
 *
 * <p>Streams are read and written in pieces of their own, so that they need no buffer, and left
 * open behind the last element.
 */
public final class Npy {
  /** A large table as a whole is more than a byte array holds. */
  private static final int PIECE = 1 << 16;

  private Npy() {}

  /**
   * Writes a matrix.
   *
   * @param matrix R × C
   * @param out where to
   * @throws NullPointerException if an argument is null
   * @throws IOException if the stream cannot be written
   */
  public static void write(Matrix matrix, OutputStream out) throws IOException {
    Objects.requireNonNull(matrix, "matrix is null, expected what is to be written");
    Objects.requireNonNull(out, "out is null, expected where the matrix goes");
    new NpyHeader(NpyHeader.FLOAT32, matrix.rows(), matrix.columns()).write(out);
    ByteBuffer piece = newPiece();
    for (int r = 0; r < matrix.rows(); r++) {
      for (int c = 0; c < matrix.columns(); ) {
        if (piece.remaining() < Float.BYTES) {
          flush(piece, out);
        }
        int count = Math.min(piece.remaining() / Float.BYTES, matrix.columns() - c);
        piece.asFloatBuffer().put(matrix.data(), matrix.start(r) + c, count);
        piece.position(piece.position() + count * Float.BYTES);
        c += count;
      }
    }
    flush(piece, out);
  }

  private static void flush(ByteBuffer piece, OutputStream out) throws IOException {
    out.write(piece.array(), 0, piece.position());
    piece.clear();
  }

  /**
   * Reads a matrix.
   *
   * @param in where from: an array of float32 with two axes, or with one, which is a single row
   * @return a dense matrix over an array of its own
   * @throws NullPointerException if {@code in} is null
   * @throws IOException if the stream cannot be read, ends too early or has something else
   * @throws OutOfMemoryError if the heap is too small for what the stream announces
   */
  public static Matrix read(InputStream in) throws IOException {
    Objects.requireNonNull(in, "in is null, expected where a matrix comes from");
    NpyHeader header = floats(NpyHeader.read(in));
    long rows = header.shape().length == 2 ? header.shape()[0] : 1;
    long columns = header.shape()[header.shape().length - 1];
    if (columns < 1 || rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE) {
      throw new IOException(
          "the array is %s, expected a matrix with a column, and at most %d of both axes"
              .formatted(header, Integer.MAX_VALUE));
    }
    Matrix matrix;
    try {
      matrix = Matrix.zeros((int) rows, (int) columns);
    } catch (IllegalArgumentException e) {
      throw new IOException("the array is too large: " + e.getMessage(), e);
    }
    readElements(in, matrix);
    return matrix;
  }

  /**
   * Reads a matrix into one that is there.
   *
   * @param in where from: an array of float32 of the shape of the target
   * @param target R × C, overwritten
   * @throws NullPointerException if an argument is null
   * @throws IOException if the stream has something else, or another shape; or if it cannot be read
   *     or ends too early, in which case a part of the target has been overwritten
   */
  public static void read(InputStream in, Matrix target) throws IOException {
    Objects.requireNonNull(in, "in is null, expected where a matrix comes from");
    Objects.requireNonNull(target, "target is null, expected where the matrix goes");
    requireShape(NpyHeader.read(in), target);
    readElements(in, target);
  }

  private static NpyHeader floats(NpyHeader header) throws IOException {
    int axes = header.shape().length;
    if (!header.type().equals(NpyHeader.FLOAT32) || axes < 1 || axes > 2) {
      throw new IOException(
          "the array is " + header + ", expected <f4, float32, with one or two axes");
    }
    return header;
  }

  static void requireShape(NpyHeader header, Matrix target) throws IOException {
    long[] shape = floats(header).shape();
    long rows = shape.length == 2 ? shape[0] : 1;
    if (rows != target.rows() || shape[shape.length - 1] != target.columns()) {
      throw new IOException(
          "the array is %s, expected [%d, %d]".formatted(header, target.rows(), target.columns()));
    }
  }

  private static void readElements(InputStream in, Matrix matrix) throws IOException {
    long left = (long) matrix.rows() * matrix.columns() * Float.BYTES;
    ByteBuffer piece = newPiece().limit(0);
    for (int r = 0; r < matrix.rows(); r++) {
      for (int c = 0; c < matrix.columns(); ) {
        if (!piece.hasRemaining()) {
          int length = (int) Math.min(PIECE, left);
          if (in.readNBytes(piece.array(), 0, length) < length) {
            throw new EOFException(
                "the array ends in row %d or soon after, expected %d rows"
                    .formatted(r, matrix.rows()));
          }
          piece.clear().limit(length);
          left -= length;
        }
        int count = Math.min(piece.remaining() / Float.BYTES, matrix.columns() - c);
        piece.asFloatBuffer().get(matrix.data(), matrix.start(r) + c, count);
        piece.position(piece.position() + count * Float.BYTES);
        c += count;
      }
    }
  }

  /** Writes an array of numbers. */
  static void writeNumbers(long[] numbers, OutputStream out) throws IOException {
    new NpyHeader(NpyHeader.INT64, numbers.length).write(out);
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(numbers);
    out.write(bytes.array());
  }

  /** Reads an array of so many numbers. */
  static long[] readNumbers(InputStream in, int count) throws IOException {
    NpyHeader header = NpyHeader.read(in);
    long[] shape = header.shape();
    if (!header.type().equals(NpyHeader.INT64) || shape.length != 1 || shape[0] != count) {
      throw new IOException("the array is %s, expected <i8 [%d]".formatted(header, count));
    }
    byte[] bytes = in.readNBytes(count * Long.BYTES);
    if (bytes.length < count * Long.BYTES) {
      throw new EOFException("the numbers end too early");
    }
    long[] numbers = new long[count];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(numbers);
    return numbers;
  }

  private static ByteBuffer newPiece() {
    return ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
  }
}
