package balanceapi.platform;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * Ids of things that are kept with an owner and found without an index: the id says whose it is. It is a text of
 * letters, digits, {@code _} and {@code -}; there is nothing secret in it, and what it names is looked up inside the
 * caller's app alone.
 *
 * @param own what tells it from the owner's others, of a length that its kind has
 * @param owner the owner's key
 */
public record OwnedId(ByteBuffer own, String owner) {

  /** More than any id that is made here: an owner's key is at most some 150 characters. */
  private static final int LONGEST = 320;

  public OwnedId {
    Objects.requireNonNull(owner, "owner");
    own = own.asReadOnlyBuffer();
  }

  /** The text, with the kind's prefix, such as {@code chk_}. */
  public String text(String prefix) {
    ByteBuffer owned = own.duplicate();
    byte[] key = owner.getBytes(StandardCharsets.UTF_8);
    byte[] all = ByteBuffer.allocate(owned.remaining() + key.length).put(owned).put(key).array();
    return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /**
   * The id in a text.
   *
   * @param length of the kind's own part, in bytes
   * @return empty when the text was not made by {@link #text} with this prefix
   */
  public static Optional<OwnedId> parse(String prefix, int length, String text) {
    if (text.length() > LONGEST || !text.startsWith(prefix)) {
      return Optional.empty();
    }
    try {
      ByteBuffer all = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(prefix.length())));
      if (all.remaining() <= length) {
        return Optional.empty();
      }
      ByteBuffer rest = all.slice(length, all.remaining() - length);
      OwnedId id =
          new OwnedId(all.slice(0, length), StandardCharsets.UTF_8.newDecoder().decode(rest).toString());
      // The last character has bits to spare: one id has one text.
      return Optional.of(id).filter(read -> read.text(prefix).equals(text));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
