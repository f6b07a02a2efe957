package balanceapi.core.app;

import java.time.Instant;

/**
 * A secret key as it is kept: by its hash, so that whoever reads the store cannot use it.
 *
 * @param appId the app whose key it is, 24 hex digits
 * @param id the key's id, by which it is deleted, 24 hex digits
 * @param sha256 SHA-256 of the key's text, 64 lower-case hex digits
 * @param createdAt when it was made
 */
public record SecretKey(String appId, String id, String sha256, Instant createdAt) {}
