package balanceapi.core.account;

/**
 * Where an account is: its app and the first id that was received for it.
 *
 * @param app the tenant
 * @param account the account's id
 */
public record AccountRef(String app, String account) {}
