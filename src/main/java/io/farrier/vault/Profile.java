package io.farrier.vault;

import java.util.Map;

/**
 * A credential as it is kept: for which hosts it is, and a login without its secret. A host is covered when all that is given
 * holds for it, here and in the parents; with nothing given, every host is.
 *
 * @param parent the name of the profile that it narrows, and has from what it does not say itself; null: none
 * @param scope datacenter, cluster or host; null: the parent's, else the fleet
 * @param hostId for this host alone; null: not bound to one
 * @param network for this CIDR; null: not bound to one
 * @param cluster for hosts of this cluster, by its managed object id; null: not bound to one
 * @param tags for hosts that have these, and maybe others
 * @param username null: the parent's
 * @param vaultPath where the secret is: {@code env:NAME}, {@code file:/path} or {@code vault:NAME}; null: the parent's
 * @param priority among those that are equally specific the highest is used
 * @param version grows when the login is corrected, here or in a parent; a refusal counts against one version only
 */
public record Profile(
        long id,
        String name,
        String parent,
        String scope,
        Long hostId,
        String network,
        String cluster,
        Map<String, String> tags,
        String username,
        String vaultPath,
        int priority,
        int version) {

    /** A profile as it is asked for. */
    public record Draft(
            String name,
            String parent,
            String scope,
            Long hostId,
            String network,
            String cluster,
            Map<String, String> tags,
            String username,
            String vaultPath,
            int priority) {

        /** The simplest ones: for one host, for one network or, with neither, for every host. */
        public Draft(String name, String username, String vaultPath, Long hostId, String network, int priority) {
            this(name, null, null, hostId, network, null, Map.of(), username, vaultPath, priority);
        }
    }

    /** The scope that it says itself, in its word or by what it is bound to. */
    Scope ownScope() {
        if (hostId != null) {
            return Scope.HOST;
        }
        return Scope.of(scope).orElse(cluster != null ? Scope.CLUSTER : Scope.FLEET);
    }
}
