package io.farrier.vault;

/**
 * A login, without its secret.
 *
 * @param vaultPath where the secret is: {@code env:NAME} or {@code file:/path}
 * @param version grows when the credential is corrected; a refusal counts against one version only
 * @param hostId for this host alone; null: not bound to one
 * @param network for this CIDR; null: not bound to one
 * @param priority among those that are equally specific the highest is used
 */
public record Credential(
        long id,
        String name,
        String username,
        String vaultPath,
        int version,
        Long hostId,
        String network,
        int priority) {

    /** A credential as it is asked for: for one host, for one network, or, with neither, for every host. */
    public record Draft(String name, String username, String vaultPath, Long hostId, String network, int priority) {}
}
