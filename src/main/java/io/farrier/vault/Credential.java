package io.farrier.vault;

/**
 * A login, without its secret.
 *
 * @param vaultPath where the secret is: {@code env:NAME} or {@code file:/path}
 * @param version grows when the credential is corrected; a refusal counts against one version only
 * @param hostId for this host alone; null: not bound to one
 * @param network for this CIDR; null: not bound to one
 */
public record Credential(
        long id, String name, String username, String vaultPath, int version, Long hostId, String network) {}
