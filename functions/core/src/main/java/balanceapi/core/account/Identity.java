package balanceapi.core.account;

import java.util.Optional;

/**
 * What makes one bank account one account: the customer, the bank and the account number, whatever id a
 * connection gives it.
 *
 * @param customer the customer's id
 * @param bank the bank's id
 * @param number the account number ({@code nuban}); absent when the bank gave only an id
 */
public record Identity(String customer, String bank, Optional<String> number) {}
