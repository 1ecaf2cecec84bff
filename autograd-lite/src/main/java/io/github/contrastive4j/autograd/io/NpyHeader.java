package io.github.contrastive4j.autograd.io;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an array in NumPy's format begins with.
 *
 * @param type of an element, such as {@code <f4}: little-endian, four bytes
 * @param shape rows and columns; nothing for a single number
 */
record NpyHeader(String type, long... shape) {
  static final String FLOAT32 = "<f4";
  static final String INT64 = "<i8";

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Elements follow at a multiple of this, so that they can be mapped. */
  private static final int ALIGNMENT = 64;

  private static final int LONGEST = 1 << 16;

  /**
   * Numbers that a long holds, divided by commas, of which there may be one at the end. NumPy has
   * 64 at most.
   */
  private static final String AXES = "(?:[0-9]{1,18}(?:, ?|(?=\\)))){0,32}";

  private static final Pattern TEXT =
      Pattern.compile(
          "\\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \\((%s)\\),? *}\\s*"
              .formatted(AXES));

  void write(OutputStream out) throws IOException {
    String axes = Arrays.stream(shape).mapToObj(n -> n + ",").collect(Collectors.joining(" "));
    String text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, axes);
    int before = MAGIC.length + 4;
    int length = Math.ceilDiv(before + text.length() + 1, ALIGNMENT) * ALIGNMENT - before;
    ByteBuffer header = ByteBuffer.allocate(before + length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
    header.put(text.getBytes(StandardCharsets.US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    header.put((byte) '\n');
    out.write(header.array());
  }

  static NpyHeader read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    if (!Arrays.equals(data.readNBytes(MAGIC.length), MAGIC)) {
      throw new IOException("no array in NumPy's format: it begins otherwise");
    }
    try {
      return parse(data.readNBytes(length(data)));
    } catch (EOFException e) {
      throw new EOFException("the header ends too early");
    }
  }

  private static int length(DataInputStream data) throws IOException {
    int version = data.readUnsignedByte();
    if (version < 1 || version > 3) {
      throw new IOException("the format has version " + version + ", expected 1 to 3");
    }
    data.readUnsignedByte();
    int length =
        version == 1
            ? Short.toUnsignedInt(Short.reverseBytes(data.readShort()))
            : Integer.reverseBytes(data.readInt());
    if (length < 0 || length > LONGEST) {
      throw new IOException(
          "the header has %d bytes, expected at most %d"
              .formatted(Integer.toUnsignedLong(length), LONGEST));
    }
    return length;
  }

  private static NpyHeader parse(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.US_ASCII);
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IOException(
          "the header is \"%s\", expected type, order and shape".formatted(text.strip()));
    }
    if (matcher.group(2).equals("True")) {
      throw new IOException(
          "the array is stored column by column, expected rows: numpy.ascontiguousarray");
    }
    String[] axes = matcher.group(3).strip().split("[, ]+");
    long[] shape =
        Arrays.stream(axes).filter(axis -> !axis.isEmpty()).mapToLong(Long::parseLong).toArray();
    return new NpyHeader(matcher.group(1), shape);
  }

  /** Names type and shape, as messages do. */
  @Override
  public String toString() {
    return type + " " + Arrays.toString(shape);
  }
}
