package io.farrier.vault;

/**
 * A login, without its secret.
 *
 * @param vaultPath where the secret is: {@code env:NAME} or {@code file:/path}
 * @param version grows when the credential is corrected; a refusal counts against one version only
 */
public record Credential(long id, String name, String username, String vaultPath, int version) {}
