package io.github.contrastive4j.autograd.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.contrastive4j.kernel.Matrix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyTest {
  private static byte[] written(Matrix matrix) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npy.write(matrix, out);
    return out.toByteArray();
  }

  private static Matrix counted(int rows, int columns) {
    Matrix matrix = Matrix.zeros(rows, columns);
    for (int k = 0; k < rows * columns; k++) {
      matrix.data()[k] = k + 0.5f;
    }
    return matrix;
  }

  /** An array as NumPy's documentation of the format has it. */
  private static byte[] array(String header, byte... elements) {
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(HexFormat.of().parseHex("934e554d50590100"));
    out.write(text.length);
    out.write(text.length >> 8);
    out.writeBytes(text);
    out.writeBytes(elements);
    return out.toByteArray();
  }

  private static Matrix read(byte[] bytes) throws IOException {
    return Npy.read(new ByteArrayInputStream(bytes));
  }

  /** What numpy.save(file, numpy.array([[1, -2]], numpy.float32)) writes. */
  @Test
  void aFileOfNumpyIsTheSame() throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
    byte[] numpy =
        array(
            header + " ".repeat(127 - 10 - header.length()) + "\n",
            HexFormat.of().parseHex("0000803f000000c0"));
    Matrix matrix = read(numpy);
    assertThat(matrix.rows()).isEqualTo(1);
    assertThat(matrix.toArray()).containsExactly(1, -2);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 5", "0, 4", "1, 40000", "40000, 1", "700, 129"})
  void matricesComeBack(int rows, int columns) throws IOException {
    Matrix matrix = counted(rows, columns);
    byte[] bytes = written(matrix);
    assertThat((bytes.length - 4 * rows * columns) % 64).isZero();
    Matrix back = read(bytes);
    assertThat(back.rows()).isEqualTo(rows);
    assertThat(back.columns()).isEqualTo(columns);
    assertThat(back.toArray()).containsExactly(matrix.toArray());
  }

  @Test
  void viewsComeBackIntoViews() throws IOException {
    Matrix view = counted(9, 7).rowRange(2, 8).columnRange(1, 4);
    Matrix around = Matrix.zeros(9, 7);
    Npy.read(new ByteArrayInputStream(written(view)), around.rowRange(2, 8).columnRange(1, 4));
    assertThat(around.rowRange(2, 8).columnRange(1, 4).toArray()).containsExactly(view.toArray());
    assertThat(Arrays.stream(toDoubles(around)).filter(x -> x != 0)).hasSize(18);
  }

  private static double[] toDoubles(Matrix matrix) {
    double[] all = new double[matrix.rows() * matrix.columns()];
    Arrays.setAll(all, k -> matrix.data()[k]);
    return all;
  }

  @Test
  void arraysFollowOneAnotherInAStream() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npy.write(counted(2, 3), out);
    Npy.writeNumbers(new long[] {41L << 40, -7}, out);
    Npy.write(counted(5, 1), out);
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    assertThat(Npy.read(in).toArray()).hasSize(6);
    assertThat(Npy.readNumbers(in, 2)).containsExactly(41L << 40, -7);
    assertThat(Npy.read(in).toArray()).hasSize(5);
  }

  @Test
  void oneAxisIsARow() throws IOException {
    byte[] row = array("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", new byte[8]);
    assertThat(read(row).toString()).contains("1 x 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), } | <f8 [1, 1], expected <f4",
        "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), } | stored column by column",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (), } | expected <f4, float32, with one",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1), } | with one or two axes",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 0), } | expected a matrix with a"
            + " column",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 9), } | at most"
            + " 2147483647 of both axes",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (70000, 70000), } | too large",
        "{'shape': (1, 1)} | expected type, order and shape",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), } | expected"
            + " type",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), } | the array ends in row 0"
      })
  void whatIsNoMatrixIsRefused(String header, String message) {
    assertThatIOException()
        .isThrownBy(() -> read(array(header, new byte[4])))
        .withMessageContaining(message);
  }

  @Test
  void headersThatEndTooEarlyAreRefused() throws IOException {
    byte[] bytes = written(counted(1, 1));
    for (int length = 6; length < 10; length++) {
      byte[] start = Arrays.copyOf(bytes, length);
      assertThatIOException()
          .isThrownBy(() -> read(start))
          .withMessage("the header ends too early");
    }
    bytes[6] = 9;
    assertThatIOException()
        .isThrownBy(() -> read(bytes))
        .withMessage("the format has version 9, expected 1 to 3");
  }

  @Test
  void moreAxesThanNumpyHasAreRefused() {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }";
    assertThatIOException()
        .isThrownBy(() -> read(array(header.formatted("1, ".repeat(9000)), new byte[4])))
        .withMessageContaining("expected type, order and shape");
  }

  @Test
  void otherFilesAreRefused() {
    assertThatIOException()
        .isThrownBy(() -> read("PK is a zip, not an array".getBytes(StandardCharsets.US_ASCII)))
        .withMessage("no array in NumPy's format: it begins otherwise");
    assertThatIOException().isThrownBy(() -> read(new byte[0]));
    assertThatIOException()
        .isThrownBy(() -> Npy.readNumbers(new ByteArrayInputStream(written(counted(1, 1))), 1))
        .withMessage("the array is <f4 [1, 1], expected <i8 [1]");
  }

  @Test
  void anotherShapeThanThatOfTheTargetIsRefused() throws IOException {
    byte[] bytes = written(counted(2, 3));
    Matrix target = counted(3, 2);
    assertThatIOException()
        .isThrownBy(() -> Npy.read(new ByteArrayInputStream(bytes), target))
        .withMessage("the array is <f4 [2, 3], expected [3, 2]");
    assertThat(target.toArray()).containsExactly(counted(3, 2).toArray());
  }

  @Test
  void argumentsThatAreMissingAreNamed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatNullPointerException()
        .isThrownBy(() -> Npy.write(null, out))
        .withMessageStartingWith("matrix is null");
    assertThatNullPointerException()
        .isThrownBy(() -> Npy.write(counted(1, 1), null))
        .withMessageStartingWith("out is null");
    assertThatNullPointerException()
        .isThrownBy(() -> Npy.read(null))
        .withMessageStartingWith("in is null");
    assertThatNullPointerException()
        .isThrownBy(() -> Npy.read(new ByteArrayInputStream(new byte[0]), null))
        .withMessageStartingWith("target is null");
  }

  /** Of version 2 and 3, whose length of the header has four bytes. */
  private static byte[] file(int version, int length, String header) {
    ByteBuffer bytes = ByteBuffer.allocate(12 + header.length() + Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93);
    bytes.put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) version).put((byte) 0);
    bytes.putInt(length).put(header.getBytes(StandardCharsets.US_ASCII)).putFloat(3);
    return bytes.array();
  }

  @Test
  void laterVersionsAreRead() throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), }\n";
    for (int version : new int[] {2, 3}) {
      Matrix x = Matrix.zeros(1, 1);
      Npy.read(new ByteArrayInputStream(file(version, header.length(), header)), x);
      assertThat(x.get(0, 0)).isEqualTo(3);
    }
    String padded = header + " ".repeat(70_000);
    for (int length : new int[] {padded.length(), -5}) {
      byte[] file = file(2, length, padded);
      assertThatIOException()
          .isThrownBy(() -> Npy.read(new ByteArrayInputStream(file), Matrix.zeros(1, 1)))
          .withMessageContaining(String.valueOf(Integer.toUnsignedLong(length)))
          .withMessageContaining("at most 65536");
    }
  }
}
