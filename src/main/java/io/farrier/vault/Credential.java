package io.farrier.vault;

/**
 * The login for a host, without its secret: what a profile says itself and has from its parents.
 *
 * @param id of the profile
 * @param name of the profile
 * @param vaultPath where the secret is, see {@link Secrets}
 * @param version grows when the login is corrected; a refusal counts against one version only
 */
public record Credential(long id, String name, String username, String vaultPath, int version) {}
